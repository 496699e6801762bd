// Batches that other threads prepare, beside the training step and ahead of it.

import { elementCount } from '../../network/shape.ts';
import { UserError } from '../../userError.ts';
import { streamBatches } from '../batches.ts';
import { type BatchPlan, planBatches } from '../batchPlan.ts';
import type { Batch, BatchOptions, StreamBatches } from '../dataset.ts';
import type { PortableDataset } from '../portableDataset.ts';
import type { BatchSlot, FromLoader, LoaderProblem, ToLoader } from './loaderMessages.ts';

/** A thread that runs `serveLoader`. */
export interface LoaderThread {
  postMessage(message: ToLoader): void;
  on(event: 'message', listener: (message: FromLoader) => void): unknown;
  /** What ended the thread against its will. */
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'exit' | 'close', listener: () => void): unknown;
}

/** Batches that are ready or being filled while the caller works on one, at least; two for each thread. */
const LEAST_AHEAD = 3;

type Filled = Extract<FromLoader, { kind: 'filled' }>;

interface Pending {
  resolve(filled: Filled): void;
  reject(error: Error): void;
}

export class BatchLoader {
  private threads: LoaderThread[] | undefined;
  private readonly ended: Promise<void>[] = [];
  /** By stream and step. */
  private readonly pending = new Map<string, Pending>();
  private readonly datasets = new Map<PortableDataset, number>();
  private streams = 0;
  private closing = false;
  private failure: Error | undefined;

  /** Threads are started once they are needed. */
  constructor(
    private readonly start: () => LoaderThread,
    private readonly count: number,
  ) {}

  /**
   * See `StreamBatches`. Data that no other thread can read, and plain data, whose batches are copied faster than they are
   * asked for, are read on this thread. The order and the numbers are the same, whoever prepares them.
   */
  readonly stream: StreamBatches = (options) => {
    const { portable } = options.dataset;
    if (portable === undefined || this.count === 0 || !isWork(options, portable))
      return streamBatches(options);
    return this.batchesOf(options, portable, planBatches(options));
  };

  /** Lets the threads finish what is under way, and waits until they have ended. */
  async close(): Promise<void> {
    this.closing = true;
    for (const thread of this.threads ?? []) thread.postMessage({ kind: 'close' });
    await Promise.all(this.ended);
  }

  private async *batchesOf(
    { dataset, augmentations, batch, seed, epoch, skip }: BatchOptions,
    portable: PortableDataset,
    { batches, indicesOf }: BatchPlan,
  ): AsyncGenerator<Batch> {
    const threads = this.startedThreads();
    const ahead = Math.max(LEAST_AHEAD, 2 * threads.length);
    const slots = Array.from({ length: ahead }, () => slotOf(batch, elementCount(dataset.shape)));
    const stream = this.streams++;
    const about = { dataset: this.sent(portable, threads), augmentations, batch, seed, epoch, slots };
    for (const thread of threads) thread.postMessage({ kind: 'stream', stream, ...about });
    const ask = (step: number) => {
      const slot = step % slots.length;
      const filled = this.answerTo(stream, step);
      const thread = threads[step % threads.length]!;
      thread.postMessage({ kind: 'fill', stream, step, indices: indicesOf(step), slot });
      return filled;
    };
    // ONNX Runtime takes no shared memory. Once the copy is made, the slot may be filled again.
    const atHand = { images: new Float32Array(slots[0]!.images.length), labels: new Int32Array(batch) };
    const queue: Promise<Filled>[] = [];
    let asked = skip;
    try {
      for (let step = skip; step < batches; step++) {
        while (asked < batches && asked < step + ahead) queue.push(ask(asked++));
        const { count, mixed } = await queue.shift()!;
        const { images, labels } = slots[step % slots.length]!;
        atHand.images.set(images);
        atHand.labels.set(labels);
        yield { ...atHand, count, ...(mixed && { mixed }) };
      }
    } finally {
      for (const thread of threads) thread.postMessage({ kind: 'end', stream });
    }
  }

  private startedThreads(): readonly LoaderThread[] {
    if (this.failure !== undefined) throw this.failure;
    this.threads ??= Array.from({ length: this.count }, () => this.startThread());
    return this.threads;
  }

  private startThread(): LoaderThread {
    const thread = this.start();
    thread.on('message', (message) => this.receive(message));
    thread.on('error', (error) => this.fail(error));
    const ended = new Promise<void>((resolve) => {
      for (const event of ['exit', 'close'] as const) thread.on(event, resolve);
    });
    this.ended.push(ended);
    void ended.then(() => this.closing || this.fail(new Error('A loader thread ended before its time.')));
    return thread;
  }

  private sent(portable: PortableDataset, threads: readonly LoaderThread[]): number {
    const known = this.datasets.get(portable);
    if (known !== undefined) return known;
    const dataset = this.datasets.size;
    this.datasets.set(portable, dataset);
    for (const thread of threads) thread.postMessage({ kind: 'dataset', dataset, portable });
    return dataset;
  }

  private answerTo(stream: number, step: number): Promise<Filled> {
    const answered = new Promise<Filled>((resolve, reject) => {
      if (this.failure !== undefined) reject(this.failure);
      else this.pending.set(`${stream}:${step}`, { resolve, reject });
    });
    // A caller that stops early never awaits the batches ahead; their failure must not end the process.
    answered.catch(() => undefined);
    return answered;
  }

  private receive(message: FromLoader): void {
    const key = `${message.stream}:${message.step}`;
    const pending = this.pending.get(key);
    this.pending.delete(key);
    if (message.kind === 'filled') pending?.resolve(message);
    else pending?.reject(errorOf(message.problem));
  }

  /** Nobody waits for ever. */
  private fail(error: Error): void {
    this.failure ??= error;
    for (const { reject } of this.pending.values()) reject(error);
    this.pending.clear();
  }
}

/** Whether a batch takes more than copying pixels that lie in memory. */
function isWork({ augmentations }: BatchOptions, portable: PortableDataset): boolean {
  return augmentations.length > 0 || isHeavy(portable);
}

function isHeavy(portable: PortableDataset): boolean {
  if (portable.kind === 'subset') return isHeavy(portable.of);
  if (portable.kind === 'array') return !(portable.numbers instanceof Uint8Array);
  if (portable.kind !== 'transform') return portable.kind === 'files';
  return portable.call.kind === 'resize' || isHeavy(portable.of);
}

function slotOf(batch: number, size: number): BatchSlot {
  const bytes = Float32Array.BYTES_PER_ELEMENT;
  return {
    images: new Float32Array(new SharedArrayBuffer(batch * size * bytes)),
    labels: new Int32Array(new SharedArrayBuffer(batch * bytes)),
  };
}

function errorOf({ code, message, file, line, stack }: LoaderProblem): Error {
  if (code !== undefined) {
    return new UserError(code, message, {
      ...(file !== undefined && { file }),
      ...(line !== undefined && { line }),
    });
  }
  const error = new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
