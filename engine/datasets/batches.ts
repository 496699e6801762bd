// The batches of one epoch on this thread, the next one made ready ahead of time.

import { elementCount } from '../network/shape.ts';
import { planBatches } from './batchPlan.ts';
import type { Batch, BatchOptions, StreamBatches } from './dataset.ts';
import { prepareFill } from './fillBatch.ts';

/** See `StreamBatches`. */
export const streamBatches: StreamBatches = (options) => batchesOf(options, planBatches(options));

/**
 * Two batches take turns: while the caller has one, the other is filled. A batch is filled anew only after
 * the caller asked for the one that follows it.
 */
async function* batchesOf(
  options: BatchOptions,
  { batches, indicesOf }: ReturnType<typeof planBatches>,
): AsyncGenerator<Batch> {
  const { dataset, batch, skip } = options;
  const fill = prepareFill(options);
  const size = elementCount(dataset.shape);
  const buffers = [0, 1].map(() => ({
    images: new Float32Array(batch * size),
    labels: new Int32Array(batch),
  }));
  const start = (step: number): Promise<Batch> => {
    const filled = fill(step, indicesOf(step), buffers[step % 2]!);
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
