// Pictures beside an evaluation, from the real engine: hard samples as they are, training images as augmentation makes them.

import { join } from 'node:path';
import { expect, it } from 'vitest';
import { digits } from '../../engine/datasets/digits.ts';
import type { Evaluation, HardSample } from '../../engine/protocol/evaluation.ts';
import type { EvaluateRequest } from '../../engine/protocol/messages.ts';
import type { Recipe } from '../../engine/recipe/recipe.ts';
import { network, recipe } from '../engine/training/smallRun.ts';
import { start, trainRequest, useBuiltEngine } from './builtEngine.ts';

const built = useBuiltEngine();

async function evaluate(changes: Partial<Recipe>, more: Partial<EvaluateRequest>): Promise<Evaluation> {
  const engine = await start(built.modulePath);
  const request = trainRequest();
  await engine.request('train', request);
  const { folder, dataRoot, device, threads } = request;
  return engine.request('evaluate', {
    network,
    recipe: { ...recipe, ...changes },
    weights: join(folder, 'best.safetensors'),
    dataRoot,
    device,
    threads,
    ...more,
  });
}

async function digitBytes(count: number, seed: number, index: number): Promise<readonly number[]> {
  const pixels = new Float32Array(28 * 28);
  await digits(count, seed).read([index], pixels, new Int32Array(1));
  return [...pixels].map((pixel) => Math.round(pixel * 255));
}

const bytesOf = ({ picture }: HardSample) => [...Buffer.from(picture!.bytes, 'base64')];

it('hard samples come with their images before any transform', async () => {
  const transforms = [{ kind: 'normalize', attributes: { mean: 0.5, deviation: 0.25 } }];
  const { hardest = [], mostConfidentlyWrong = [] } = await evaluate(
    { transforms },
    { hardest: 3, pictures: true },
  );
  expect(hardest).toHaveLength(3);
  for (const sample of [...hardest, ...mostConfidentlyWrong]) {
    expect(bytesOf(sample)).toEqual(await digitBytes(70, 2, sample.index));
  }
});

it('without being asked for, no pictures come', async () => {
  const { hardest = [], augmented } = await evaluate({}, { hardest: 1 });
  expect(hardest[0]).not.toHaveProperty('picture');
  expect(augmented).toBeUndefined();
});

it('training images are shown before and after augmentation', async () => {
  const augmentations = [{ kind: 'flip_horizontal', attributes: { p: 1 } }];
  const { augmented = [] } = await evaluate({ augmentations }, { augmented: 4 });
  expect(augmented.map(({ label, pictures }) => [label, pictures.length])).toEqual([
    ['before', 4],
    ['after', 4],
  ]);
  const rows = (place: number) => {
    const bytes = [...Buffer.from(augmented[place]!.pictures[0]!.bytes, 'base64')];
    return Array.from({ length: 28 }, (_, row) => bytes.slice(row * 28, (row + 1) * 28));
  };
  expect(rows(1)).toEqual(rows(0).map((row) => row.toReversed()));
});
