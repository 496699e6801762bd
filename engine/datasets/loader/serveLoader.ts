// The loader thread's work: opens datasets from shared memory, and fills the batches that it is asked for.

import type { MessagePort } from 'node:worker_threads';
import { UserError } from '../../userError.ts';
import type { Dataset } from '../dataset.ts';
import { type FillBatch, prepareFill } from '../fillBatch.ts';
import { openPortable } from '../openPortable.ts';
import type { BatchSlot, FromLoader, LoaderProblem, ToLoader } from './loaderMessages.ts';

interface Stream {
  /** Fails where the dataset or the augmentations do not fit; every fill then tells it. */
  readonly fill: () => FillBatch;
  readonly slots: readonly BatchSlot[];
}

/** Answers on `port` until it is told to close. Fills are done one after another. */
export function serveLoader(port: MessagePort): void {
  const datasets = new Map<number, Dataset>();
  const streams = new Map<number, Stream>();
  let last: Promise<void> = Promise.resolve();
  const work: { readonly [K in ToLoader['kind']]: (message: Extract<ToLoader, { kind: K }>) => void } = {
    dataset: ({ dataset, portable }) => datasets.set(dataset, openPortable(portable)),
    stream(message) {
      let fill: FillBatch | undefined;
      streams.set(message.stream, {
        slots: message.slots,
        fill: () => {
          fill ??= prepareFill({ ...message, dataset: datasets.get(message.dataset)! });
          return fill;
        },
      });
    },
    fill({ stream, step, indices, slot }) {
      const { fill, slots } = streams.get(stream)!;
      last = last
        .then(() => fill()(step, indices, slots[slot]!))
        .then(
          ({ count, mixed }) => answer({ kind: 'filled', stream, step, count, ...(mixed && { mixed }) }),
          (error: unknown) => answer({ kind: 'failed', stream, step, problem: problemOf(error) }),
        );
    },
    end({ stream }) {
      last = last.then(() => void streams.delete(stream));
    },
    close() {
      last = last.then(() => port.close());
    },
  };
  const answer = (message: FromLoader) => port.postMessage(message);
  port.on('message', (message: ToLoader) => (work[message.kind] as (message: ToLoader) => void)(message));
}

function problemOf(error: unknown): LoaderProblem {
  if (!(error instanceof Error)) return { message: String(error) };
  const { message, stack } = error;
  if (!(error instanceof UserError)) return { message, ...(stack && { stack }) };
  const { code, file, line } = error;
  return { code, message, ...(file !== undefined && { file }), ...(line !== undefined && { line }) };
}
