// A loader thread of the engine: prepares batches beside the training step.

import { parentPort } from 'node:worker_threads';
import { serveLoader } from '../datasets/loader/serveLoader.ts';

if (parentPort === null) {
  process.stderr.write('This is a thread of the engine of Netwright: the engine starts it.\n');
  process.exitCode = 2;
} else serveLoader(parentPort);
