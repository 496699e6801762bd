// ELK's worker script in a thread of Node, which has the memory for deep stacks and can be ended at any
// moment.

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { LayoutWorker } from '../webview/diagram/layout/layoutEngine.ts';

/**
 * The script is written for a browser's worker: in Node it takes the branch for web workers only when `self`
 * exists, and speaks through it.
 */
const BOOTSTRAP = `
const { parentPort, workerData } = require('node:worker_threads');
globalThis.self = { postMessage: (message) => parentPort.postMessage(message) };
require(workerData);
parentPort.on('message', (data) => globalThis.self.onmessage({ data }));
`;

/** A chain of 10,000 layers overflows the default stack of 4 MB. */
const STACK_MB = 16;

export async function spawnElkThread(): Promise<LayoutWorker> {
  const worker = new Worker(BOOTSTRAP, {
    eval: true,
    workerData: elkScript(),
    resourceLimits: { stackSizeMb: STACK_MB },
  });
  worker.unref();
  return {
    post: (message) => worker.postMessage(message),
    listen({ message, failure }) {
      worker.on('message', message);
      worker.on('error', (error) => failure(error.message));
    },
    terminate: () => void worker.terminate(),
  };
}

/** Beside the bundled program, or in the installed package when the sources run as they are. */
function elkScript(): string {
  const bundled = typeof __dirname === 'string' ? join(__dirname, 'webview', 'elk-worker.min.js') : undefined;
  if (bundled !== undefined && existsSync(bundled)) return bundled;
  return createRequire(join(process.cwd(), 'package.json')).resolve('elkjs/lib/elk-worker.min.js');
}
