// What can be laid over the diagram: one number for each layer, from whoever measured it. Plain data.

/**
 * How a value reads: `amount` as `4.09 G` with the unit behind, `bytes` as `1.5 MiB`, `milliseconds` as `3.12 ms`,
 * `share` (0 to 1) as `31.4 %`, `number` as `0.0312` with the unit behind.
 */
export type OverlayFormat = 'amount' | 'bytes' | 'milliseconds' | 'share' | 'number';

export interface LayerOverlay {
  /** Stable and unique: what is chosen is remembered by it. */
  readonly id: string;
  /** Who measured it; absent where the text alone gives it. */
  readonly source?: 'time' | 'training';
  /** In the chooser and over the legend: `Measured time`. */
  readonly title: string;
  /** Behind amounts and numbers: `MAC`; empty where the title says it. */
  readonly unit: string;
  readonly format: OverlayFormat;
  /** What a folded block shows of its layers: their sum, or for intensive quantities the largest. */
  readonly combine: 'sum' | 'max';
  /** How the colour follows the value. `logarithmic` suits what spans many powers of ten, such as gradients. */
  readonly scale: 'linear' | 'logarithmic';
  /** By layer path. A layer without a value, or without a finite one, stays plain. */
  readonly values: Readonly<Record<string, number>>;
  /** Where it is not the sum of all values. */
  readonly total?: number;
  /** What the values are of: `CPU, 8 threads, 32 images, inference`. */
  readonly note?: string;
}
