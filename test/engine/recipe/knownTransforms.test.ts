// Transforms of a finished run, done to other images.

import { describe, expect, it } from 'vitest';
import { transformSplits } from '../../../engine/datasets/transforms.ts';
import type { Call } from '../../../engine/network/attribute.ts';
import { shapeBefore, withLevels } from '../../../engine/recipe/knownTransforms.ts';
import { countedImages, readAll } from '../datasets/countedImages.ts';

const pad = (amount: number[]): Call => ({ kind: 'pad', attributes: { amount } });
const measured: Call = { kind: 'normalize', attributes: { mean: [], deviation: [] } };

async function transformed(images: number, transforms: readonly Call[]) {
  const dataset = countedImages(images, [2, 3, 4]);
  return (await transformSplits({ training: dataset, validation: dataset }, transforms)).training;
}

describe('known transforms', () => {
  it('do to other images what was measured on the first ones', async () => {
    for (const transforms of [[measured], [pad([1, 0, 2, 1]), measured], [measured, pad([1, 1, 1, 1])]]) {
      const run = await transformed(5, transforms);
      const known = withLevels(transforms, run.levels);
      const [again, others] = [await transformed(5, known), await transformed(3, known)];
      const [expected, found, first] = [await readAll(run), await readAll(again), await readAll(others)];
      for (const [pixel, value] of expected.entries()) expect(found[pixel]).toBeCloseTo(value, 5);
      // Three other images are among the five, and are not measured anew.
      for (const [pixel, value] of first.entries()) expect(value).toBe(found[pixel]);
    }
  });

  it('are left as they are where they change no pixel', () => {
    expect(withLevels([pad([2, 2, 2, 2])], undefined)).toEqual([pad([2, 2, 2, 2])]);
  });

  it('tell the shape that they were given', () => {
    expect(shapeBefore([pad([2, 2, 2, 2])], [1, 32, 32])).toEqual([1, 28, 28]);
    expect(shapeBefore([pad([1, 0, 2, 1]), measured, pad([0, 3, 0, 0])], [3, 10, 20])).toEqual([3, 7, 16]);
  });
});
