// What may be changed while a network trains, and what the run then tells: plain data.

export type ControlRequest =
  /** Holds training between two steps, with a checkpoint. */
  | { readonly action: 'pause' }
  | { readonly action: 'continue' }
  /** The next step's rate; the schedule goes on from there, scaled alike. */
  | { readonly action: 'learningRate'; readonly learningRate: number }
  /** Looks inside the network every so many steps from now on; 0 ends them. */
  | { readonly action: 'internals'; readonly every: number };

/** What can be asked of a run through its folder. */
export type RunWish = ControlRequest | { readonly action: 'stop' };

/** A user's change of the rate: kept in the run's record, so that a resumed run makes it at the same step. */
export interface LearningRateChange {
  /** The first step that has it, counted from 1. */
  readonly step: number;
  /** What the schedule's rates are multiplied by from there on. */
  readonly factor: number;
}

export type ControlEvent =
  /** After this many steps. */
  | { readonly event: 'paused'; readonly step: number }
  | { readonly event: 'continued'; readonly step: number }
  | ({ readonly event: 'learningRate'; readonly learningRate: number } & LearningRateChange);
