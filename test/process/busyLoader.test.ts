// An engine that ends while its loader thread is busy: nothing is left behind, nothing is lost, and the run goes on.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { readRun } from '../../engine/client/readRun.ts';
import type { TrainRequest } from '../../engine/protocol/messages.ts';
import type { Recipe } from '../../engine/recipe/recipe.ts';
import { isAlive } from '../../engine/training/runLock.ts';
import { runFileNames, start, trainRequest, useBuiltEngine } from './builtEngine.ts';
import { duringFill } from './duringFill.ts';

const built = useBuiltEngine();

/** Four epochs of three steps, whose images the loader warps at length. */
const recipe: Partial<Recipe> = {
  data: { kind: 'digits', attributes: { count: 200, seed: 1 } },
  augmentations: [
    { kind: 'elastic', attributes: { alpha: 10, sigma: 3 } },
    { kind: 'affine', attributes: { rotate: 10, scale: 0.1, shear: 5, shift: 2 } },
  ],
  batch: 64,
  epochs: 4,
};

/** Resumed to its end, the run is the one that was never disturbed, in the same files. */
async function expectWhole({ folder, threads }: TrainRequest): Promise<void> {
  const engine = await start(built.modulePath);
  expect((await engine.request('resume', { folder, threads })).reason).toBe('finished');
  const undisturbed = trainRequest(recipe);
  await engine.request('train', undisturbed);
  expect(
    readdirSync(folder)
      .filter((name) => !name.startsWith('lock-'))
      .sort(),
  ).toEqual(runFileNames.filter((name) => !name.startsWith('lock-')));
  for (const file of ['checkpoint.safetensors', 'best.safetensors', 'model.onnx']) {
    const [one, other] = [folder, undisturbed.folder].map((place) => readFileSync(join(place, file)));
    expect(one!.equals(other!), file).toBe(true);
  }
}

/** No process of the engine is left. */
async function expectGone(pid: number): Promise<void> {
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 20_000 });
}

describe('an engine whose loader is busy', () => {
  it('may be killed', async () => {
    const engine = await start(built.modulePath, duringFill('kill', 3));
    const request = trainRequest(recipe);
    await expect(engine.request('train', request)).rejects.toMatchObject({ code: 'engine.crashed' });
    await expectGone(engine.pid);
    expect((await readRun(request.folder)).record).toMatchObject({ state: 'running', epoch: 2, step: 6 });
    await expectWhole(request);
  });

  it('may be asked to stop, works on, and ends when it is told to', async () => {
    const engine = await start(built.modulePath, duringFill('stop', 3));
    const request = trainRequest(recipe);
    expect((await engine.request('train', request)).reason).toBe('stopped');
    expect((await readRun(request.folder)).record).toMatchObject({ state: 'stopped', epoch: 2 });
    expect((await engine.request('devices', {})).length).toBeGreaterThan(1);
    await engine.dispose();
    expect(isAlive(engine.pid)).toBe(false);
    await expectWhole(request);
  });

  it('ends by itself, with a checkpoint, when its parent goes away', async () => {
    const engine = await start(built.modulePath, duringFill('disconnect', 3));
    const request = trainRequest(recipe);
    await expect(engine.request('train', request)).rejects.toMatchObject({ code: 'engine.crashed' });
    await expectGone(engine.pid);
    expect((await readRun(request.folder)).record).toMatchObject({ state: 'stopped', epoch: 2 });
    await expectWhole(request);
  });
});
