// The `memory` request: what a training step needs at any batch.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MemoryForecast } from '../../analysis/memoryForecast.ts';
import { soundMemory, soundReplicas } from '../../profiler/soundMemory.ts';
import type { MemoryRequest } from '../../protocol/profile.ts';
import { createOnnxRuntime } from '../../runtime/onnxRuntime.ts';
import type { SessionThread } from '../../runtime/replicas/replicaProgram.ts';
import { chooseReplicas } from '../../training/chooseReplicas.ts';
import { memoryProblem } from '../../training/memoryProblem.ts';
import type { JobContext } from '../requestServer.ts';
import { startSessionThread } from '../startSessionThread.ts';
import { readTraces } from './profileSteps.ts';

/** On the processor: only its allocator tells what it has in use. */
export async function forecastMemory(
  { network, recipe, batch, threads, replicas: asked }: MemoryRequest,
  { signal }: JobContext,
  startThread: () => SessionThread = startSessionThread,
): Promise<MemoryForecast> {
  const folders: string[] = [];
  const timed = async () => {
    const folder = await mkdtemp(join(tmpdir(), 'netwright-memory-'));
    folders.push(folder);
    const profilePrefix = join(folder, 'trace');
    const runtime = await createOnnxRuntime({ device: 'cpu', threads, profilePrefix });
    return { runtime, readTraces: () => readTraces(folder) };
  };
  // Kibibytes.
  const residentPeak = () => process.resourceUsage().maxRSS * 1024;
  try {
    const replicas = chooseReplicas({ batch }, 'cpu', asked);
    if (replicas > 1) {
      const runtime = () =>
        createOnnxRuntime({ device: 'cpu', threads, replicas: { most: replicas, startThread } });
      return await soundReplicas({ network, recipe, batch, replicas, runtime, residentPeak, signal });
    }
    return await soundMemory({ network, recipe, batch, timed, residentPeak, signal });
  } catch (error) {
    throw memoryProblem(error, batch, recipe) ?? error;
  } finally {
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  }
}
