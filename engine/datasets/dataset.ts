// What a source of labelled images is to the rest of the engine.

import type { Call } from '../network/attribute.ts';
import type { Shape } from '../network/shape.ts';
import type { PortableDataset } from './portableDataset.ts';

/** Labelled images of one shape, read by index. */
export interface Dataset {
  /** As the user wrote it: `mnist("data")`, for messages. */
  readonly description: string;
  /** [channels, height, width] of every image. */
  readonly shape: Shape;
  /** Class names in the order of the labels. */
  readonly classes: readonly string[];
  readonly count: number;
  /** What the transforms made of black and white; without them 0 and 1. Augmentation fills with black. */
  readonly levels?: Levels;
  /** What the images were before the transforms, and these with all their numbers; absent without transforms. */
  readonly before?: { readonly shape: Shape; readonly transforms: readonly Call[] };
  /** Files that were left out since they cannot be decoded, and the first with its reason. */
  readonly skipped?: { readonly count: number; readonly first: string };
  /** From which another thread makes the same dataset; absent where only this one can read it. */
  readonly portable?: PortableDataset;
  /** The class of an image, where it is known without reading the image. */
  readonly labelOf?: (index: number) => number;
  /** What lists of images call it: the path from the source's place on, `rose/0001.jpg`. */
  readonly entryOf?: (index: number) => string;
  /** The file that holds a sample, where each is a file of its own. */
  readonly nameOf?: (index: number) => string;
  /**
   * Writes the images of `indices` one after another into `images` (row by row, [C, H, W] each, pixels from 0
   * to 1 unless a transform normalises them) and their classes into `labels`.
   */
  read(indices: readonly number[], images: Float32Array, labels: Int32Array): Promise<void>;
}

/** The pixel values of black and of white, one for each channel. */
export interface Levels {
  readonly black: readonly number[];
  readonly white: readonly number[];
}

/** The data of one run, after the recipe's transforms; augmentation is left to the batches. */
export interface DataSplits {
  readonly training: Dataset;
  readonly validation: Dataset;
}

/**
 * Opens the data that a recipe names. Of each data set, up to `keptBytes` of decoded images stay in memory: as many as the
 * environment says where absent. Fails with a `UserError` that names the file and the place.
 */
export type OpenData = (
  recipe: {
    readonly data: Call;
    readonly validation: Call | undefined;
    readonly transforms: readonly Call[];
    readonly seed: number;
  },
  dataRoot: string,
  keptBytes?: number,
) => Promise<DataSplits>;

export interface Batch {
  /** [batch, C, H, W] */
  readonly images: Float32Array;
  /** [batch] */
  readonly labels: Int32Array;
  /**
   * How many of the batch's places are filled: fewer than its size only in the last batch of an evaluation.
   */
  readonly count: number;
  /** Where images were mixed with others of the batch; absent where each is itself alone. */
  readonly mixed?: Mixed;
}

/** What each image of a batch is made of: `share` of one of its own class, and the rest of one of another. */
export interface Mixed {
  /** [batch]: the classes of the other images. */
  readonly others: Int32Array;
  /** From 0.5 to 1, so that an image's own class is the one that dominates. */
  readonly share: number;
}

/** The batches of one epoch in their order; the same options give the same numbers, bit for bit. */
export interface BatchOptions {
  readonly dataset: Dataset;
  readonly augmentations: readonly Call[];
  readonly batch: number;
  readonly seed: number;
  /** Counted from 1; the order and the augmentation derive from seed and epoch alone. */
  readonly epoch: number;
  /** Training: a seeded order without the incomplete last batch. Otherwise: in order, all of them. */
  readonly shuffle: boolean;
  /** Batches to pass over, when an epoch is resumed in its middle. */
  readonly skip: number;
}

/**
 * Prepares the next batch while the caller works on the one before. A batch's arrays are the caller's until
 * it asks for the next one; then they are used again.
 */
export type StreamBatches = (options: BatchOptions) => AsyncIterable<Batch>;
