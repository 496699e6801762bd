// A training recipe as plain data: what a `train` statement elaborates to.

import type { Call } from '../network/attribute.ts';
import type { Origin } from '../network/network.ts';
import type { Device } from '../runtime/device.ts';

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
  readonly epochs: number;
  readonly seed: number;
  readonly device: Device;
  readonly origin: Origin;
}
