// Finds out where graphs can run on this machine, by running one.

import { createGraphBuilder } from '../graph/builder.ts';
import type { Requests } from '../protocol/messages.ts';
import { type Device, devices } from '../runtime/device.ts';
import { createOnnxRuntime } from '../runtime/onnxRuntime.ts';
import type { Runtime, RuntimeOptions } from '../runtime/runtime.ts';

/**
 * What `auto` tries, in order. WebGPU is left to explicit choice: on a machine without a GPU it may run on a software
 * renderer, which is slower than the processor itself by far.
 */
const automaticOrder = ['cuda', 'cpu'] as const;

/**
 * A runtime on the device, proven by a first run.
 * @throws UserError `device.unavailable`, with the reason
 */
export async function createRuntime(options: {
  readonly device: Device;
  readonly threads: number;
}): Promise<Runtime> {
  const { device, threads } = options;
  if (device !== 'auto') return provenRuntime({ device, threads });
  for (const candidate of automaticOrder.slice(0, -1)) {
    const runtime = await provenRuntime({ device: candidate, threads }).catch(() => undefined);
    if (runtime) return runtime;
  }
  return provenRuntime({ device: 'cpu', threads });
}

/** Every device with whether it works here, and why not. */
export async function listDevices(): Promise<Requests['devices']['result']> {
  const found: Requests['devices']['result'][number][] = [{ name: 'auto', available: true }];
  for (const name of devices) {
    if (name === 'auto') continue;
    try {
      await provenRuntime({ device: name, threads: 1 });
      found.push({ name, available: true });
    } catch (error) {
      found.push({ name, available: false, reason: (error as Error).message });
    }
  }
  return found;
}

async function provenRuntime(options: RuntimeOptions): Promise<Runtime> {
  const runtime = await createOnnxRuntime(options);
  const builder = createGraphBuilder();
  builder.output('y', builder.apply('relu', [builder.input('x', [1])]));
  const program = await runtime.prepare(builder.finish());
  try {
    await program.run(new Map([['x', { shape: [1], data: Float32Array.of(1) }]]));
  } finally {
    await program.dispose();
  }
  return runtime;
}
