// The hardest samples, on cases worked out by hand.

import { expect, it } from 'vitest';
import { HardestSamples } from '../../../engine/training/hardestSamples.ts';

const loss = { kind: 'cross_entropy', attributes: { label_smoothing: 0 } };
const dataset = { classes: ['cat', 'dog'], nameOf: (index: number) => `pets/${index}.png` };

/** Logits that give the cat this probability. */
function logits(...probabilities: readonly number[]): Float32Array {
  return Float32Array.from(probabilities.flatMap((p) => [Math.log(p / (1 - p)), 0]));
}

it('are those of the highest loss, and those that are wrong with the highest probability, over all batches', () => {
  const samples = new HardestSamples(dataset, loss, 2);
  samples.add(logits(0.9, 0.2), Int32Array.of(0, 0), 2);
  samples.add(logits(0.6, 0.95, 0.05), Int32Array.of(1, 1, 0), 2);
  const { hardest, mostConfidentlyWrong } = samples.found();
  expect(hardest.map(({ index, label, predicted }) => [index, label, predicted])).toEqual([
    [3, 'dog', 'cat'],
    [1, 'cat', 'dog'],
  ]);
  expect(hardest[0]!.file).toBe('pets/3.png');
  expect(hardest[0]!.probability).toBeCloseTo(0.95, 6);
  expect(hardest[0]!.loss).toBeCloseTo(-Math.log(0.05), 5);
  expect(mostConfidentlyWrong.map(({ index }) => index)).toEqual([3, 1]);
});

it('leave right ones out of the wrong ones, keep the earlier of equals, and take NaN for the hardest', () => {
  const samples = new HardestSamples(dataset, loss, 3);
  samples.add(logits(0.7, 0.7, 0.9), Int32Array.of(0, 0, 0), 3);
  samples.add(Float32Array.of(Number.NaN, Number.NaN), Int32Array.of(0), 1);
  const { hardest, mostConfidentlyWrong } = samples.found();
  expect(hardest.map(({ index }) => index)).toEqual([3, 0, 1]);
  expect(mostConfidentlyWrong).toEqual([]);
});
