// A training recipe as plain data: what a `train` statement elaborates to.

import type { Call } from '../network/attribute.ts';
import type { Origin } from '../network/network.ts';
import type { Device } from '../runtime/device.ts';

/** Images of one step: an update of the weights. */
export function imagesPerStep({ batch, accumulate = 1 }: Pick<Recipe, 'batch' | 'accumulate'>): number {
  return batch * accumulate;
}

/** `light` repeats what costs little, all but convolutions and products; `blocks` everything inside of blocks. */
export const recomputations = ['light', 'blocks'] as const;

export type Recomputation = (typeof recomputations)[number];

/**
 * How a network is trained. Every call was checked against its registry (`dataSources.ts`, `transforms.ts`,
 * …), with defaults filled in.
 */
export interface Recipe {
  /** `train quick for LeNet5` is named `quick`; `train LeNet5` is named `LeNet5`. */
  readonly name: string;
  readonly data: Call;
  /** A data source of its own, or undefined: the source's own test split. */
  readonly validation: Call | undefined;
  /** Done to every image, in training and validation alike: padding, resizing, normalisation. */
  readonly transforms: readonly Call[];
  /** Done to training images only, at random. */
  readonly augmentations: readonly Call[];
  readonly optimizer: Call;
  readonly schedule: Call;
  readonly loss: Call;
  readonly batch: number;
  /** Batches whose gradients are averaged for one update; one where absent. */
  readonly accumulate?: number;
  /** The largest norm of all gradients together; no bound where absent. */
  readonly clip?: number;
  /** Share of the averaged weights that stays at each update; no average is kept where absent. */
  readonly average?: number;
  /** Epochs without a better validation accuracy after which training ends; it never does where absent. */
  readonly earlyStopping?: number;
  /** Which activations are computed again in the backward pass; all are kept where absent. */
  readonly recompute?: Recomputation;
  readonly epochs: number;
  readonly seed: number;
  readonly device: Device;
  readonly origin: Origin;
}
