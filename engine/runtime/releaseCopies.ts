// Gives the memory of the library's copies of outputs back at once, without waiting for the garbage collector.

import { MessageChannel, type MessagePort } from 'node:worker_threads';

/** What a tensor of the library is here. */
interface Holder {
  readonly data: unknown;
}

/** Smaller ones are not worth a call, and there are thousands. */
const worthwhileBytes = 2 ** 16;

/**
 * onnxruntime-node 1.30.0 writes an output to the tensor that it was given, and copies it all the same. The collector would
 * come only after several steps, each of which leaves a copy of all weights behind.
 *
 * @param results what a run returned, by name; arrays of outputs that had a tensor to go to are empty afterwards
 * @param given the tensors that outputs went to; null where there was none
 */
export function releaseCopies(
  results: Readonly<Record<string, Holder>>,
  given: Readonly<Record<string, Holder | null>>,
): void {
  for (const [name, target] of Object.entries(given)) {
    const copy = results[name]?.data;
    if (!target || !ArrayBuffer.isView(copy) || !ArrayBuffer.isView(target.data)) continue;
    if (copy.buffer !== target.data.buffer) releaseArray(copy);
  }
}

let closed: MessagePort | undefined;

/** Empties an array that the library made, if it is large; nothing else may be left in its buffer. */
export function releaseArray({ buffer }: ArrayBufferView): void {
  if (!(buffer instanceof ArrayBuffer) || buffer.byteLength < worthwhileBytes) return;
  closed ??= closedPort();
  // What is sent to a port whose other end is closed is dropped, and its memory with it.
  closed.postMessage(undefined, [buffer]);
}

function closedPort(): MessagePort {
  const { port1, port2 } = new MessageChannel();
  port2.close();
  return port1;
}
