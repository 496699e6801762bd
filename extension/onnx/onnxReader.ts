// Starts the thread that reads one ONNX file, and speaks with it.

import { Worker } from 'node:worker_threads';
import type { FromReader, ReaderStart, ToReader } from './readerMessages.ts';

export interface OnnxReader {
  describe(id: string): void;
  dispose(): void;
}

/** `script` is the thread's bundle. A thread that dies says so with a `failed` message. */
export function startOnnxReader(
  script: string,
  start: ReaderStart,
  receive: (message: FromReader) => void,
): OnnxReader {
  const worker = new Worker(script, { workerData: start });
  let ended = false;
  worker.on('message', (message: FromReader) => {
    if (!ended) receive(message);
  });
  worker.on('error', (failure) => {
    if (!ended) receive({ kind: 'failed', message: messageOf(failure) });
  });
  const post = (message: ToReader) => worker.postMessage(message);
  return {
    describe: (id) => post({ kind: 'describe', id }),
    dispose() {
      ended = true;
      void worker.terminate();
    },
  };
}

function messageOf(failure: unknown): string {
  const code = failure instanceof Error && 'code' in failure ? failure.code : undefined;
  if (code === 'ERR_WORKER_OUT_OF_MEMORY')
    return 'The file is too large to be read: there is not enough memory.';
  return `The file cannot be shown: ${failure instanceof Error ? failure.message : String(failure)}`;
}
