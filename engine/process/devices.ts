// Finds out where graphs can run on this machine; what might crash is tried in a process of its own.

import type { Requests } from '../protocol/messages.ts';
import { type Device, devices } from '../runtime/device.ts';
import { createOnnxRuntime, remedyFor, supportedDevices, unavailable } from '../runtime/onnxRuntime.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { type ChosenLowerings, chosenLowering } from '../tuning/tuneLowerings.ts';
import { compareDevice, probeDevice } from './probe.ts';
import { startSessionThread } from './startSessionThread.ts';

/** What `auto` tries, in order, before the processor. */
const automaticOrder = ['cuda', 'webgpu'] as const;

/**
 * How many times as fast as the processor a device must be for `auto` to take it: a graphics card that a driver imitates
 * is many times slower, and one that shares the processor's memory may be hardly faster.
 */
const worthwhile = 2;

export interface DeviceOptions {
  readonly device: Device;
  readonly threads: number;
  /** Lowerings by key, read when a graph is prepared; the rules choose for the rest. Only the processor follows them. */
  readonly lowerings?: ChosenLowerings;
  /** How many replicas share a batch on the device that is taken; none do where it is absent. */
  readonly replicasOn?: (device: ConcreteDevice) => number;
}

type ConcreteDevice = Exclude<Device, 'auto'>;

/**
 * A runtime on the device, which was tried first.
 * @throws UserError `device.unavailable`, with the reason
 */
export async function createRuntime(options: DeviceOptions): Promise<Runtime> {
  return (await chooseRuntime(options)).runtime;
}

/** The same, with a sentence that says why `auto` did not take what is faster. */
export async function chooseRuntime(
  options: DeviceOptions,
): Promise<{ readonly runtime: Runtime; readonly note?: string }> {
  const { device } = options;
  if (device !== 'auto') {
    const reason = await reasonAgainst(device);
    if (reason !== undefined) throw unavailable(device, reason);
    return { runtime: await runtimeOn(device, options) };
  }
  const { device: taken, note } = await automaticDevice(options.threads);
  return { runtime: await runtimeOn(taken, options), ...(note !== undefined && { note }) };
}

/** What `auto` takes, with a sentence that says why it is nothing faster. */
export async function automaticDevice(threads: number): Promise<Requests['automaticDevice']['result']> {
  const reasons: string[] = [];
  for (const device of automaticOrder) {
    const reason = await reasonToAvoid(device, threads);
    if (reason === undefined) return { device };
    reasons.push(reason);
  }
  return { device: 'cpu', note: `\`auto\` took the processor: ${reasons.join(', ')}.` };
}

async function runtimeOn(
  device: ConcreteDevice,
  { threads, lowerings, replicasOn }: DeviceOptions,
): Promise<Runtime> {
  const most = replicasOn?.(device) ?? 1;
  return createOnnxRuntime({
    device,
    threads,
    ...(device === 'cpu' && lowerings && { chooseLowering: chosenLowering(lowerings) }),
    ...(most > 1 && { replicas: { most, startThread: startSessionThread } }),
  });
}

/** Every device with whether it works here, and why not. */
export async function listDevices(): Promise<Requests['devices']['result']> {
  const found = devices.map(async (name) => {
    const reason = name === 'auto' ? undefined : await reasonAgainst(name);
    if (reason === undefined) return { name, available: true };
    const { message } = unavailable(name, reason);
    return { name, available: false, reason: message, cause: reason, remedy: remedyFor(name) };
  });
  return Promise.all(found);
}

/** A clause that says why `auto` does not take the device; undefined where it does. */
async function reasonToAvoid(device: ConcreteDevice, threads: number): Promise<string | undefined> {
  const useless = (reason: string) => `\`${device}\` cannot be used here (${reason})`;
  if (!(await supportedDevices()).includes(device)) return useless(missing);
  const { reason, speedup = 0 } = await compareDevice(device, { threads });
  if (reason !== undefined) return useless(reason);
  if (speedup >= worthwhile) return undefined;
  return `\`${device}\` is ${speedup < 1 ? 'slower than the processor' : 'hardly faster'} here`;
}

async function reasonAgainst(device: ConcreteDevice): Promise<string | undefined> {
  if (device === 'cpu') return undefined;
  if (!(await supportedDevices()).includes(device)) return missing;
  return probeDevice(device);
}

const missing = 'this build of ONNX Runtime does not contain it';
