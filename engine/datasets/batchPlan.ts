// Which images make up each batch of an epoch.

import { randomStream } from '../random.ts';
import { UserError } from '../userError.ts';
import type { BatchOptions, Dataset } from './dataset.ts';

export interface BatchPlan {
  /** Batches of the epoch. */
  readonly batches: number;
  /** The images of one, in their places; the last batch of an evaluation may have fewer than the others. */
  indicesOf(step: number): readonly number[];
}

/**
 * Training takes whole batches only, in an order of each epoch; otherwise all images in their order.
 * @throws UserError `data.fewer-than-batch`
 */
export function planBatches({ dataset, batch, shuffle, seed, epoch }: BatchOptions): BatchPlan {
  const { count } = dataset;
  if (shuffle && count < batch) throw tooFewImages(dataset, batch);
  const order = shuffle ? randomStream(seed, 'order', epoch).permutation(count) : undefined;
  return {
    batches: shuffle ? Math.floor(count / batch) : Math.ceil(count / batch),
    indicesOf(step) {
      const first = step * batch;
      const filled = Math.min(batch, count - first);
      return Array.from({ length: filled }, (_, place) => order?.[first + place] ?? first + place);
    },
  };
}

function tooFewImages({ description, count }: Dataset, batch: number): UserError {
  const images = count === 1 ? '1 image' : `${count} images`;
  const message = `The recipe's batch is ${batch}, and ${description} has only ${images}.`;
  return new UserError(
    'data.fewer-than-batch',
    `${message} Write \`batch ${count}\` or less, or take more images.`,
  );
}
