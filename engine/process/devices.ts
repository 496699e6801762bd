// Finds out where graphs can run on this machine; what might crash is tried in a process of its own.

import type { Requests } from '../protocol/messages.ts';
import { type Device, devices } from '../runtime/device.ts';
import { createOnnxRuntime, supportedDevices, unavailable } from '../runtime/onnxRuntime.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { probeDevice } from './probe.ts';

/**
 * What `auto` tries, in order, before the processor. WebGPU is left to explicit choice: on a machine without a GPU it
 * may run on a software renderer, which is slower than the processor itself by far.
 */
const automaticOrder = ['cuda'] as const;

export interface DeviceOptions {
  readonly device: Device;
  readonly threads: number;
}

/**
 * A runtime on the device, which was tried first.
 * @throws UserError `device.unavailable`, with the reason
 */
export async function createRuntime(options: DeviceOptions): Promise<Runtime> {
  return (await chooseRuntime(options)).runtime;
}

/** The same, with a sentence that says why `auto` did not take what is faster. */
export async function chooseRuntime({
  device,
  threads,
}: DeviceOptions): Promise<{ readonly runtime: Runtime; readonly note?: string }> {
  if (device !== 'auto') {
    const reason = await reasonAgainst(device);
    if (reason !== undefined) throw unavailable(device, reason);
    return { runtime: await createOnnxRuntime({ device, threads }) };
  }
  const reasons: string[] = [];
  for (const candidate of automaticOrder) {
    const reason = await reasonAgainst(candidate);
    if (reason === undefined) return { runtime: await createOnnxRuntime({ device: candidate, threads }) };
    reasons.push(`\`${candidate}\` cannot be used here (${reason})`);
  }
  const runtime = await createOnnxRuntime({ device: 'cpu', threads });
  return { runtime, note: `\`auto\` took the processor: ${reasons.join(', ')}.` };
}

/** Every device with whether it works here, and why not. */
export async function listDevices(): Promise<Requests['devices']['result']> {
  const found = devices.map(async (name) => {
    const reason = name === 'auto' ? undefined : await reasonAgainst(name);
    if (reason === undefined) return { name, available: true };
    return { name, available: false, reason: unavailable(name, reason).message };
  });
  return Promise.all(found);
}

async function reasonAgainst(device: Exclude<Device, 'auto'>): Promise<string | undefined> {
  if (device === 'cpu') return undefined;
  if (!(await supportedDevices()).includes(device)) return missing;
  return probeDevice(device);
}

const missing = 'this build of ONNX Runtime does not contain it';
