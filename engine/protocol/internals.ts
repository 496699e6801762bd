// What a probe saw inside a network at one training step: plain data, one JSON line each.

/** Steps from one look to the next where nothing else is asked for: a look takes the time of one to three steps. */
export const defaultInternalsInterval = 100;

/**
 * Of the numbers of one tensor, four digits each. Where there are more than 4096, evenly spaced ones stand for all:
 * quantiles are then off by a percentile or two. null where one of them is no finite number.
 */
export interface Distribution {
  /** 15 %, 50 % and 85 % of the numbers are not larger. */
  readonly p15: number | null;
  readonly p50: number | null;
  readonly p85: number | null;
  readonly mean: number | null;
  readonly deviation: number | null;
}

export interface LayerInternals {
  readonly path: string;
  /** One for each layer that it reads, in order. */
  readonly inputs: readonly Distribution[];
  readonly output: Distribution;
  /** Rectifiers only: the share of all outputs that are zero, from 0 to 1, … */
  readonly zeros?: number | null;
  /** … and of units (channels of a map) that are zero for every image of the batch, at every place. */
  readonly dead?: number | null;
}

/** How often numbers fall into each of some equal parts of the range from `low` to `high`; of samples, as above. */
export interface Histogram {
  readonly low: number;
  readonly high: number;
  readonly counts: readonly number[];
}

/** Of one trained parameter: Euclidean norms of it as a vector, and how its numbers lie. */
export interface ParameterInternals {
  readonly name: string;
  /** Before the step. */
  readonly weight: number | null;
  /** Of the loss by it, before clipping and decay; of a step's first batch, where several are accumulated. */
  readonly gradient: number | null;
  /** What the step changed it by, divided by `weight`; null where that is zero. */
  readonly update: number | null;
  /** Before the step; null where a number is not finite. */
  readonly weights: Histogram | null;
  readonly gradients: Histogram | null;
}

/** Of one tracked tensor before the step: the running mean or variance of a batch normalisation, over its channels. */
export interface StatisticInternals {
  readonly name: string;
  readonly values: Distribution;
}

/** One look: the network in training mode on the batch of this step, with the weights before it. */
export interface InternalsEvent {
  readonly event: 'internals';
  /** Counted from 1 over the whole run. */
  readonly step: number;
  readonly layers: readonly LayerInternals[];
  readonly parameters: readonly ParameterInternals[];
  readonly statistics: readonly StatisticInternals[];
  /** What the look took, which the step itself does not contain. */
  readonly seconds: number;
}
