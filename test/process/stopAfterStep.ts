// Makes a built engine stop by itself right after a step, however fast or slow the machine is.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineOptions } from '../../engine/client/engineClient.ts';
import { temporaryFolder } from '../engine/training/temporaryFolder.ts';

/**
 * Options for an engine that takes a `stop` request the moment it tells of this step. Its clock gains a tenth of a second
 * whenever it is asked, so that each step is told of.
 */
export function stopAfterStep(step: number): Required<Pick<EngineOptions, 'execArgv'>> {
  const hook = join(temporaryFolder(), 'stop.cjs');
  writeFileSync(
    hook,
    `let milliseconds = 0;
    performance.now = () => (milliseconds += 100);
    const send = process.send;
    let stopped = false;
    if (send) process.send = function (message, ...rest) {
      const sent = send.call(process, message, ...rest);
      if (!stopped && message.event?.event === 'step' && message.event.step >= ${step}) {
        stopped = true;
        process.emit('message', { kind: 'request', id: 1e9, method: 'stop', parameters: {} });
      }
      return sent;
    };`,
  );
  return { execArgv: ['--require', hook] };
}
