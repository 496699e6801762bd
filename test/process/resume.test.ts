// Runs that are stopped in the middle and resumed are the runs that were never stopped, byte for byte, on the processor.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EngineClient } from '../../engine/client/engineClient.ts';
import { readRun } from '../../engine/client/readRun.ts';
import type { Call } from '../../engine/network/attribute.ts';
import type { TrainRequest } from '../../engine/protocol/messages.ts';
import type { Recipe } from '../../engine/recipe/recipe.ts';
import { start, trainRequest, useBuiltEngine } from './builtEngine.ts';
import { stopAfterStep } from './stopAfterStep.ts';

const built = useBuiltEngine();

const call = (kind: string, attributes: Call['attributes'] = {}): Call => ({ kind, attributes });

/** Five epochs of twenty steps; the network has dropout and batch normalisation. */
const hundred: Partial<Recipe> = {
  data: call('digits', { count: 640, seed: 1 }),
  batch: 32,
  epochs: 5,
};

const plateau = call('plateau', { factor: 0.5, patience: 0, threshold: 0.5 });

const cases: Readonly<Record<string, Partial<Recipe>>> = {
  dropout: {},
  'augmentation and averaged weights': {
    augmentations: [
      call('affine', { rotate: 10, scale: 0.1, shear: 5, shift: 2 }),
      call('noise', { deviation: 0.1 }),
    ],
    average: 0.95,
  },
  'mixup and cutmix': { augmentations: [call('mixup', { alpha: 0.4 }), call('cutmix')] },
  'a plateau schedule and Adam': { schedule: plateau, optimizer: call('adam', { lr: 0.01 }) },
  'accumulated and clipped gradients': { batch: 8, accumulate: 4, clip: 0.5 },
  'all of it at once': {
    augmentations: [
      call('affine', { rotate: 10, scale: 0.1, shear: 5, shift: 2 }),
      call('cutout', { size: 6 }),
      call('mixup', { alpha: 0.4 }),
    ],
    average: 0.95,
    schedule: plateau,
    batch: 8,
    accumulate: 4,
    clip: 0.5,
    optimizer: call('adamw', { lr: 0.01, weight_decay: 0.05 }),
  },
};

/** Epochs and their scores as the run's file has them, without their times. */
function epochs(folder: string): readonly unknown[] {
  const lines = readFileSync(join(folder, 'metrics.jsonl'), 'utf8').trimEnd().split('\n');
  return lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ event }) => event === 'epoch')
    .map(({ seconds: _, ...rest }) => rest);
}

function expectTheSame(one: TrainRequest, other: TrainRequest): void {
  for (const file of ['checkpoint.safetensors', 'best.safetensors', 'model.onnx']) {
    const [first, second] = [one, other].map(({ folder }) => readFileSync(join(folder, file)));
    expect(first!.equals(second!), file).toBe(true);
  }
  expect(epochs(other.folder)).toEqual(epochs(one.folder));
}

/** Stops at each of the steps in an engine of its own, and goes on to the end in the given one. */
async function inPieces(
  finishing: EngineClient,
  request: TrainRequest,
  steps: readonly number[],
): Promise<void> {
  for (const [at, step] of steps.entries()) {
    const engine = await start(built.modulePath, stopAfterStep(step));
    const end = await go(engine, request, at === 0);
    expect(end.reason).toBe('stopped');
    expect((await readRun(request.folder)).record.step).toBe(step);
    await engine.dispose();
  }
  const last = await go(finishing, request, false);
  expect(last.reason).toBe('finished');
}

function go(engine: EngineClient, request: TrainRequest, isNew: boolean) {
  const { folder, threads } = request;
  return isNew ? engine.request('train', request) : engine.request('resume', { folder, threads });
}

describe('fifty steps, a stop and fifty more are a hundred steps, with', () => {
  for (const [name, recipe] of Object.entries(cases)) {
    it(name, async () => {
      const whole = trainRequest({ ...hundred, ...recipe });
      const engine = await start(built.modulePath);
      expect((await engine.request('train', whole)).reason).toBe('finished');
      expect((await readRun(whole.folder)).record.step).toBe(100);
      const parted = trainRequest({ ...hundred, ...recipe });
      await inPieces(engine, parted, [50]);
      expectTheSame(whole, parted);
    });
  }

  it('two threads, and stops at the end of an epoch and right before it', async () => {
    const recipe = { ...hundred, ...cases['augmentation and averaged weights'] };
    const whole = { ...trainRequest(recipe), threads: 2 };
    const engine = await start(built.modulePath);
    await engine.request('train', whole);
    const parted = { ...trainRequest(recipe), threads: 2 };
    await inPieces(engine, parted, [39, 40]);
    expectTheSame(whole, parted);
  });
});

describe('early stopping', () => {
  it('ends a resumed run after the same epoch', async () => {
    // A learning rate at which nothing is learnt: the first epoch stays the best, and the third is the last.
    const recipe = { ...hundred, epochs: 9, earlyStopping: 2, optimizer: call('sgd', { lr: 1e-12 }) };
    const whole = trainRequest(recipe);
    const engine = await start(built.modulePath);
    const end = await engine.request('train', whole);
    expect(end).toMatchObject({ reason: 'finished', best: { epoch: 1 } });
    expect((await readRun(whole.folder)).record).toMatchObject({ epoch: 3, step: 60 });
    for (const steps of [[50], [20, 40]]) {
      const parted = trainRequest(recipe);
      await inPieces(engine, parted, steps);
      expect((await readRun(parted.folder)).record).toMatchObject({ epoch: 3, step: 60 });
      expectTheSame(whole, parted);
    }
  });
});
