// What a run warns of while it trains: plain data, one JSON line each.

export type WarningCode =
  | 'vanishing-gradient'
  | 'exploding-gradient'
  | 'dying-units'
  | 'saturation'
  | 'plateau'
  | 'overfitting'
  | 'not-finite';

export interface WarningEvent {
  readonly event: 'warning';
  /** Steps done when it was seen. */
  readonly step: number;
  readonly code: WarningCode;
  /** The layer's path, where it is about one. */
  readonly layer?: string;
  /** What is seen, where, and what to try. */
  readonly message: string;
}
