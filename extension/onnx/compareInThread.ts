// Compares two models beside the extension host, which goes on serving the editor meanwhile.

import { Worker } from 'node:worker_threads';
import type { NetworkComparison } from '../../engine/analysis/comparison/compareNetworks.ts';
import type { DiagramGraph } from '../../webview/protocol/diagram.ts';
import type { ComparedModel } from '../comparison/compareModels.ts';

/** What the thread is started with; memory is for `batch` images. */
export interface CompareStart {
  readonly before: ComparedModel;
  readonly after: ComparedModel;
  readonly batch: number;
}

export interface Compared {
  readonly comparison: NetworkComparison;
  readonly graph: DiagramGraph;
}

/**
 * `script` is the thread's bundle.
 *
 * @throws Error with what the page is to say where the thread dies
 */
export function compareInThread(script: string, start: CompareStart): Promise<Compared> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(script, { workerData: start });
    worker.once('message', resolve);
    worker.once('error', ({ message }) => reject(new Error(`The two cannot be compared: ${message}`)));
    // Says nothing more to who has been answered.
    worker.once('exit', (code) =>
      reject(new Error(`The two cannot be compared: the thread ended (${code}).`)),
    );
  });
}
