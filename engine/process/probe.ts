// Tries a device in a process of its own, which may crash or hang without harm.

import { fork } from 'node:child_process';
import { createGraphBuilder } from '../graph/builder.ts';
import type { Device } from '../runtime/device.ts';
import { createOnnxRuntime } from '../runtime/onnxRuntime.ts';
import { UserError } from '../userError.ts';

/** The argument with which the engine's own program becomes such a process; the device follows it. */
export const probeFlag = '--probe';

/** A driver that has to compile its first kernels takes a few seconds. */
const patienceMs = 30_000;

export interface ProbeOptions {
  /** The engine's program; the running one where absent. */
  readonly program?: string;
  readonly patienceMs?: number;
}

/** Why the device does not work, to complete a sentence; undefined where it does. */
export async function probeDevice(device: Device, options: ProbeOptions = {}): Promise<string | undefined> {
  const { program = process.argv[1]!, patienceMs: patience = patienceMs } = options;
  const child = fork(program, [probeFlag, device], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  let answer: string | undefined;
  let late = false;
  child.on('message', (message) => {
    answer = String(message);
  });
  const timer = setTimeout(() => {
    late = true;
    child.kill('SIGKILL');
  }, patience);
  try {
    const how = await new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(`could not be started: ${error.message}`));
      child.once('exit', (code, signal) => resolve(`ended with ${signal ?? `exit code ${code}`}`));
    });
    if (answer !== undefined) return answer === works ? undefined : answer;
    if (late) return `a trial of it did not end within ${patience / 1000} seconds`;
    return `a trial of it crashed (its process ${how})`;
  } finally {
    clearTimeout(timer);
  }
}

const works = 'works';

/** What the process of its own does: one session, one tiny graph, one answer. */
export async function answerProbe(device: string): Promise<void> {
  const answer = await tryDevice(device as Exclude<Device, 'auto'>).then(
    () => works,
    (error: unknown) => plainReason(error),
  );
  await new Promise((resolve) => process.send?.(answer, undefined, undefined, resolve));
  process.exit(0);
}

async function tryDevice(device: Exclude<Device, 'auto'>): Promise<void> {
  const runtime = await createOnnxRuntime({ device, threads: 1 });
  const builder = createGraphBuilder();
  builder.output('y', builder.apply('relu', [builder.input('x', [1])]));
  const program = await runtime.prepare(builder.finish());
  const y = await program.run(new Map([['x', { shape: [1], data: Float32Array.of(2) }]]));
  await program.dispose();
  if (y.get('y')!.data[0] !== 2) throw new Error('it computes wrongly');
}

/** Of a message about a device, what follows "cannot be used on this machine: ". */
function plainReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof UserError)) return message;
  return /cannot be used on this machine: (.*?)\. [A-Z]/.exec(message)?.[1] ?? message;
}
