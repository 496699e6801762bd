// A thread of the engine that runs one session of several replicas, and waits for them.

import { parentPort } from 'node:worker_threads';
import { serveSession } from '../runtime/replicas/serveSession.ts';

if (parentPort === null) {
  process.stderr.write('This is a thread of the engine of Netwright: the engine starts it.\n');
  process.exitCode = 2;
} else serveSession(parentPort, { waits: true });
