// The engine as the command line starts it.

import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type EngineClient, startEngine } from '../engine/client/engineClient.ts';
import { type Device, devices } from '../engine/runtime/device.ts';
import { UserError } from '../engine/userError.ts';
import { type CommandContext, integerOption, textOption } from './command.ts';
import { Cancelled, interruptible } from './interruption.ts';

/** Starts the engine for the length of `work`. Ctrl+C ends both, with `Cancelled`. */
export async function withEngine<T>(
  context: CommandContext,
  work: (engine: EngineClient) => Promise<T>,
): Promise<T> {
  const engine = await launch(context, { graceMs: 500 });
  let cancel: (reason: Error) => void = () => undefined;
  const cancelled = new Promise<never>((_, reject) => {
    cancel = reject;
  });
  try {
    return await interruptible(
      () => cancel(new Cancelled()),
      () => Promise.race([work(engine), cancelled]),
    );
  } finally {
    await engine.dispose();
  }
}

/** The same for a training run: Ctrl+C asks it to write a checkpoint and end, and `work` tells how it ended. */
export async function withTrainingEngine<T>(
  context: CommandContext,
  work: (engine: EngineClient) => Promise<T>,
): Promise<T> {
  const engine = await launch(context, {});
  const stop = () => {
    context.log.write('\nStopping after this step; press Ctrl+C again to end at once.\n');
    engine.stop().catch(() => undefined);
  };
  try {
    return await interruptible(stop, () => work(engine));
  } finally {
    await engine.dispose();
  }
}

async function launch(
  context: CommandContext,
  options: { readonly graceMs?: number },
): Promise<EngineClient> {
  const log = (line: string) => {
    if (context.options['debug'] === true) context.log.write(`engine: ${line}\n`);
  };
  const engine = await startEngine({ modulePath: join(__dirname, 'engine.js'), log, ...options });
  log(`process ${engine.pid}, ONNX Runtime ${engine.runtimeVersion}`);
  return engine;
}

/** Threads for the engine: all cores unless the user says otherwise. */
export function threadsOption(context: CommandContext): number {
  return integerOption(context, 'threads', 1) ?? availableParallelism();
}

/** `--replicas`, where it is given. */
export function replicasOption(context: CommandContext): { readonly replicas?: number } {
  const replicas = integerOption(context, 'replicas', 1);
  return replicas === undefined ? {} : { replicas };
}

/** `--device`, where it is given. */
export function deviceOption(context: CommandContext): Device | undefined {
  const text = textOption(context, 'device');
  if (text === undefined) return undefined;
  const device = devices.find((name) => name === text);
  if (device !== undefined) return device;
  throw new UserError('device.unknown', `There is no device \`${text}\`; there are ${devices.join(', ')}.`);
}
