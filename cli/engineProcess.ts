// The engine as the command line starts it.

import { join } from 'node:path';
import { type EngineClient, startEngine } from '../engine/client/engineClient.ts';
import type { CommandContext } from './command.ts';

/**
 * Starts the engine for the length of `work`. Ctrl+C asks it to stop between two steps; pressed again, the process ends
 * at once.
 */
export async function withEngine<T>(
  context: CommandContext,
  work: (engine: EngineClient) => Promise<T>,
): Promise<T> {
  const engine = await startEngine({
    modulePath: join(__dirname, 'engine.js'),
    log: (line) => {
      if (context.options['debug'] === true) context.log.write(`engine: ${line}\n`);
    },
  });
  const stop = () => {
    process.once('SIGINT', () => process.exit(130));
    engine.stop().catch(() => undefined);
  };
  context.signal.addEventListener('abort', stop, { once: true });
  try {
    return await work(engine);
  } finally {
    context.signal.removeEventListener('abort', stop);
    await engine.dispose();
  }
}
