// Tries a device in a process of its own, which may crash or hang without harm.

import { fork } from 'node:child_process';
import { createGraphBuilder } from '../graph/builder.ts';
import type { Device } from '../runtime/device.ts';
import { createOnnxRuntime } from '../runtime/onnxRuntime.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { UserError } from '../userError.ts';

/** The argument with which the engine's own program becomes such a process; the device follows it. */
export const probeFlag = '--probe';

/** A driver that has to compile its first kernels takes a few seconds. */
const patienceMs = 30_000;

export interface ProbeOptions {
  /** Then the device is also compared with the processor on as many threads. */
  readonly threads?: number;
  /** The engine's program; the running one where absent. */
  readonly program?: string;
  readonly patienceMs?: number;
}

export interface ProbeResult {
  /** Why the device does not work, to complete a sentence; absent where it does. */
  readonly reason?: string;
  /** The processor's time for a few matrix products by the device's, where that was asked for. */
  readonly speedup?: number;
}

/** Why the device does not work, to complete a sentence; undefined where it does. */
export async function probeDevice(device: Device, options: ProbeOptions = {}): Promise<string | undefined> {
  return (await tryInChild(device, options)).reason;
}

/** The same, with how much faster than the processor on `threads` threads the device is. */
export async function compareDevice(
  device: Device,
  options: ProbeOptions & { readonly threads: number },
): Promise<ProbeResult> {
  return tryInChild(device, options);
}

async function tryInChild(device: Device, options: ProbeOptions): Promise<ProbeResult> {
  const { program = process.argv[1]!, patienceMs: patience = patienceMs, threads } = options;
  const child = fork(program, [probeFlag, device, ...(threads === undefined ? [] : [`${threads}`])], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  let answer: ProbeResult | undefined;
  let late = false;
  child.on('message', (message) => {
    answer = message as ProbeResult;
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
    if (answer !== undefined) return answer;
    if (late) return { reason: `a trial of it did not end within ${patience / 1000} seconds` };
    return { reason: `a trial of it crashed (its process ${how})` };
  } finally {
    clearTimeout(timer);
  }
}

/** What the process of its own does: one session, one tiny graph, the comparison where it is asked for, one answer. */
export async function answerProbe(device: string, threads?: string): Promise<void> {
  const tried = device as Exclude<Device, 'auto'>;
  const answer = await tryDevice(tried)
    .then(async () => (threads === undefined ? {} : { speedup: await compareSpeed(tried, Number(threads)) }))
    .catch((error: unknown) => ({ reason: plainReason(error) }));
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

async function compareSpeed(device: Exclude<Device, 'auto'>, threads: number): Promise<number> {
  const processor = await timeProducts(await createOnnxRuntime({ device: 'cpu', threads }), 0);
  return processor / (await timeProducts(await createOnnxRuntime({ device, threads }), processor));
}

/**
 * The least of three times, in milliseconds, of four products of 384 x 384 matrices, 0.5 GFLOP: milliseconds on a
 * processor, less on a graphics card, a second on a card that a driver imitates, which is not asked again when one
 * answer takes ten times as long as `known`.
 */
async function timeProducts(runtime: Runtime, known: number): Promise<number> {
  const size = 384;
  const builder = createGraphBuilder();
  const factor = builder.input('factor', [size, size]);
  let product = factor;
  for (let i = 0; i < 4; i++) {
    product = builder.apply('matmul', [product, factor], { transposeA: false, transposeB: false });
  }
  const first = { starts: [0, 0], ends: [1, 1], steps: [1, 1] };
  builder.output('first', builder.apply('slice', [product], first));
  const program = await runtime.prepare(builder.finish());
  const feeds = new Map([
    ['factor', { shape: [size, size], data: new Float32Array(size * size).fill(1 / size) }],
  ]);
  let least = Number.POSITIVE_INFINITY;
  await program.run(feeds);
  for (let run = 0; run < 3; run++) {
    const start = performance.now();
    await program.run(feeds);
    least = Math.min(least, performance.now() - start);
    if (known > 0 && least > 10 * known) break;
  }
  await program.dispose();
  return least;
}

/** Of a message about a device, what follows "cannot be used on this machine: ". */
function plainReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof UserError)) return message;
  return /cannot be used on this machine: (.*?)\. [A-Z]/.exec(message)?.[1] ?? message;
}
