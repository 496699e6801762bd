// Does something to a built engine while its loader thread is busy with a batch.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineOptions } from '../../engine/client/engineClient.ts';
import { temporaryFolder } from '../engine/training/temporaryFolder.ts';

const actions = {
  kill: "process.kill(process.pid, 'SIGKILL')",
  stop: "process.emit('message', { kind: 'request', id: 1e9, method: 'stop', parameters: {} })",
  /** As when the parent goes away. */
  disconnect: 'process.disconnect()',
} as const;

/**
 * Options for an engine that does it to itself right after it has asked its loader for a batch, the third of this epoch,
 * counted from 1: three batches lie before the loader then.
 */
export function duringFill(action: keyof typeof actions, epoch: number): Pick<EngineOptions, 'execArgv'> {
  const hook = join(temporaryFolder(), 'fill.cjs');
  writeFileSync(
    hook,
    `const { Worker } = require('node:worker_threads');
    const { postMessage } = Worker.prototype;
    Worker.prototype.postMessage = function (message, ...rest) {
      postMessage.call(this, message, ...rest);
      if (message.kind === 'fill' && message.stream === ${epoch - 1} && message.step === 2) ${actions[action]};
    };`,
  );
  return { execArgv: ['--require', hook] };
}
