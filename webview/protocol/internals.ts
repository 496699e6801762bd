// What a look inside the network found, as the dashboard's page gets it: plain data.

/** Null where a number was not finite. */
export interface DistributionPoint {
  readonly p15: number | null;
  readonly p50: number | null;
  readonly p85: number | null;
}

export interface HistogramPoint {
  readonly low: number;
  readonly high: number;
  readonly counts: readonly number[];
}

export interface LookPoint {
  readonly step: number;
  readonly layers: readonly {
    readonly path: string;
    readonly inputs: readonly DistributionPoint[];
    readonly output: DistributionPoint;
    /** Shares from 0 to 1, of rectifiers. */
    readonly zeros?: number | null;
    readonly dead?: number | null;
  }[];
  readonly parameters: readonly {
    readonly name: string;
    readonly gradient: number | null;
    readonly update: number | null;
    readonly weights: HistogramPoint | null;
    readonly gradients: HistogramPoint | null;
  }[];
  /** Running means and variances of batch normalisation. */
  readonly statistics: readonly { readonly name: string; readonly values: DistributionPoint }[];
}

export interface WarningPoint {
  readonly step: number;
  readonly code: string;
  readonly layer?: string;
  readonly message: string;
}

/** The path of the layer that a parameter belongs to. */
export function layerOfParameter(name: string): string {
  return name.slice(0, name.lastIndexOf('.'));
}
