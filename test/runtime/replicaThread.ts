// Sessions of several replicas without a thread of their own: the port's other end is in this thread.

import { MessageChannel } from 'node:worker_threads';
import { createOnnxRuntime } from '../../engine/runtime/onnxRuntime.ts';
import type { SessionThread } from '../../engine/runtime/replicas/replicaProgram.ts';
import { serveSession } from '../../engine/runtime/replicas/serveSession.ts';
import type { Runtime } from '../../engine/runtime/runtime.ts';

export function startSessionHere(): SessionThread {
  const { port1, port2 } = new MessageChannel();
  serveSession(port2, { waits: false });
  return port1 as SessionThread;
}

export function replicaRuntime(most: number): Promise<Runtime> {
  return createOnnxRuntime({
    device: 'cpu',
    threads: most,
    replicas: { most, startThread: startSessionHere },
  });
}
