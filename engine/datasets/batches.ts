// The batches of one epoch: a seeded order, augmentation, and the next batch made ready ahead of time.

import { elementCount } from '../network/shape.ts';
import { randomStream } from '../random.ts';
import { UserError } from '../userError.ts';
import { prepareAugmentation } from './augmentations.ts';
import type { Batch, BatchOptions, Dataset, StreamBatches } from './dataset.ts';

/** See `StreamBatches`. Places of the last batch that are not filled hold zeros, of class 0. */
export const streamBatches: StreamBatches = (options) => {
  const { dataset, batch, shuffle } = options;
  if (shuffle && dataset.count < batch) throw tooFewImages(dataset, batch);
  return batchesOf(options, shuffle ? Math.floor(dataset.count / batch) : Math.ceil(dataset.count / batch));
};

/**
 * Two batches take turns: while the caller has one, the other is filled. A batch is filled anew only after
 * the caller asked for the one that follows it.
 */
async function* batchesOf(options: BatchOptions, batches: number): AsyncGenerator<Batch> {
  const { dataset, batch, shuffle, seed, epoch, skip } = options;
  const order = shuffle ? randomStream(seed, 'order', epoch).permutation(dataset.count) : undefined;
  const fill = fillerOf(options);
  const size = elementCount(dataset.shape);
  const buffers = [0, 1].map(() => ({
    images: new Float32Array(batch * size),
    labels: new Int32Array(batch),
  }));
  const start = (step: number): Promise<Batch> => {
    const first = step * batch;
    const count = Math.min(batch, dataset.count - first);
    const indices = Array.from({ length: count }, (_, place) => order?.[first + place] ?? first + place);
    const filled = fill(step, indices, buffers[step % 2]!);
    // A caller that stops early never awaits the batch ahead; its failure must not end the process.
    filled.catch(() => undefined);
    return filled;
  };
  let ahead = skip < batches ? start(skip) : undefined;
  for (let step = skip; ahead !== undefined; step++) {
    const ready: Batch = await ahead;
    ahead = step + 1 < batches ? start(step + 1) : undefined;
    yield ready;
  }
}

type Fill = (step: number, indices: readonly number[], into: Omit<Batch, 'count'>) => Promise<Batch>;

/**
 * Each image's augmentation derives from the seed, the epoch and its index in the dataset, and from nothing
 * else; what is mixed with what, from the seed, the epoch and the batch's place in it.
 */
function fillerOf({ dataset, augmentations, seed, epoch, batch }: BatchOptions): Fill {
  const augmentation = prepareAugmentation(augmentations, dataset, batch);
  const size = elementCount(dataset.shape);
  return async (step, indices, { images, labels }) => {
    await dataset.read(indices, images, labels);
    images.fill(0, indices.length * size);
    labels.fill(0, indices.length);
    const { image, mix } = augmentation;
    if (image !== undefined) {
      indices.forEach((index, place) => {
        image(images, place * size, randomStream(seed, 'augmentation', epoch, index));
      });
    }
    const mixed = mix?.(images, labels, randomStream(seed, 'mixing', epoch, step));
    return { images, labels, count: indices.length, ...(mixed && { mixed }) };
  };
}

function tooFewImages(dataset: Dataset, batch: number): UserError {
  const { description, count } = dataset;
  const images = count === 1 ? '1 image' : `${count} images`;
  const message = `The recipe's batch is ${batch}, and ${description} has only ${images}.`;
  return new UserError(
    'data.fewer-than-batch',
    `${message} Write \`batch ${count}\` or less, or take more images.`,
  );
}
