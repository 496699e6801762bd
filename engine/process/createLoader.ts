// Starts the threads that prepare batches: the script beside the engine's own.

import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { BatchLoader, type LoaderThread } from '../datasets/loader/batchLoader.ts';

/**
 * One thread up to seven cores, one for every four beyond, four at most: a thread prepares many times what a step asks for,
 * and takes its time from the step's own threads.
 */
export function createLoader(): BatchLoader {
  const threads = Math.max(1, Math.min(4, Math.floor(availableParallelism() / 4)));
  return new BatchLoader(startThread, threads);
}

function startThread(): LoaderThread {
  // Bundles are CommonJS, where `__dirname` is the folder of the engine's script.
  return new Worker(join(__dirname, 'loader.js'), { name: 'netwright loader' });
}
