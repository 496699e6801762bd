// The `profile` request: where the time of a step goes.

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { profileNetwork } from '../../profiler/profileNetwork.ts';
import type { ProfileAnswer, ProfileRequest } from '../../protocol/profile.ts';
import { createOnnxRuntime } from '../../runtime/onnxRuntime.ts';
import { breathe } from '../../training/breathe.ts';
import { memoryProblem } from '../../training/memoryProblem.ts';
import { chosenLowering } from '../../tuning/tuneLowerings.ts';
import { createRuntime } from '../devices.ts';
import type { JobContext } from '../requestServer.ts';
import { knownLowerings } from '../runLowerings.ts';

export async function profileSteps(
  { network, recipe, batch, device, threads }: ProfileRequest,
  { signal }: JobContext,
): Promise<ProfileAnswer> {
  const lowerings = await knownLowerings(threads);
  const runtime = await createRuntime({ device, threads, lowerings });
  const folder = await mkdtemp(join(tmpdir(), 'netwright-profile-'));
  try {
    const timed = await createOnnxRuntime({
      device: runtime.device,
      threads,
      profilePrefix: join(folder, 'trace'),
      ...(runtime.device === 'cpu' ? { chooseLowering: chosenLowering(lowerings) } : {}),
    });
    return await profileNetwork({
      network,
      recipe,
      batch,
      threads,
      runtime,
      timed: { runtime: timed, readTraces: () => readTraces(folder) },
      signal,
      breathe,
      now: () => performance.now(),
    });
  } catch (error) {
    throw memoryProblem(error, batch, recipe) ?? error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Every trace file of a folder. */
export async function readTraces(folder: string): Promise<readonly string[]> {
  const files = await readdir(folder);
  return Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
}
