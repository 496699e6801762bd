// Reads the images of one batch, and augments them.

import { elementCount } from '../network/shape.ts';
import { randomStream } from '../random.ts';
import { prepareAugmentation } from './augmentations.ts';
import type { Batch, BatchOptions } from './dataset.ts';

/** Fills the arrays with the images of `indices`, which make up the batch `step` of the epoch. */
export type FillBatch = (
  step: number,
  indices: readonly number[],
  into: Pick<Batch, 'images' | 'labels'>,
) => Promise<Batch>;

/**
 * Each image's augmentation derives from the seed, the epoch and its index in the dataset, and from nothing
 * else; what is mixed with what, from the seed, the epoch and the batch's place in it. Places that are not filled hold zeros,
 * of class 0.
 */
export function prepareFill({
  dataset,
  augmentations,
  seed,
  epoch,
  batch,
}: Pick<BatchOptions, 'dataset' | 'augmentations' | 'seed' | 'epoch' | 'batch'>): FillBatch {
  const { image, mix } = prepareAugmentation(augmentations, dataset, batch);
  const size = elementCount(dataset.shape);
  return async (step, indices, { images, labels }) => {
    await dataset.read(indices, images, labels);
    images.fill(0, indices.length * size);
    labels.fill(0, indices.length);
    if (image !== undefined) {
      for (let place = 0; place < indices.length; place++) {
        image(images, place * size, randomStream(seed, 'augmentation', epoch, indices[place]!));
      }
    }
    const mixed = mix?.(images, labels, randomStream(seed, 'mixing', epoch, step));
    return { images, labels, count: indices.length, ...(mixed && { mixed }) };
  };
}
