// Starts a thread for a session that replicas share: the script beside the engine's own.

import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { SessionThread } from '../runtime/replicas/replicaProgram.ts';

export function startSessionThread(): SessionThread {
  // Bundles are CommonJS, where `__dirname` is the folder of the engine's script.
  return new Worker(join(__dirname, 'sessionThread.js'), { name: 'netwright session' }) as SessionThread;
}
