// The learning rate of every step, against hand computations.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Call } from '../../../engine/network/attribute.ts';
import { learningRateAt } from '../../../engine/recipe/learningRate.ts';

const call = (kind: string, attributes: Call['attributes'] = {}): Call => ({ kind, attributes });

/** The rate at each of the first steps of a run. */
function rates(
  schedule: Call,
  steps: readonly number[],
  run = { base: 0.1, stepsPerEpoch: 10, epochs: 10 },
): number[] {
  return steps.map((step) => learningRateAt(schedule, { ...run, step }));
}

test('constant stays', () => {
  expect(rates(call('constant'), [0, 1, 50, 99, 200])).toEqual([0.1, 0.1, 0.1, 0.1, 0.1]);
});

test('cosine falls from the full rate by half at the middle, towards zero', () => {
  const close = [0.1, 0.05 * (1 + Math.SQRT1_2), 0.05, 0.05 * (1 - Math.SQRT1_2), 0].map((rate) =>
    expect.closeTo(rate, 15),
  );
  expect(rates(call('cosine'), [0, 25, 50, 75, 100])).toEqual(close);
  // The last step of the run is not yet at zero, and beyond the run it stays there.
  expect(rates(call('cosine'), [99])[0]).toBeCloseTo(2.4671981713420017e-5, 15);
  expect(rates(call('cosine'), [150])[0]).toBeCloseTo(0, 15);
});

test('warm-up rises in equal steps and starts the schedule at its full rate', () => {
  const warm = rates(call('constant', { warmup: 0.5 }), [0, 1, 2, 3, 4, 5]);
  expect(warm).toEqual([0.02, 0.04, 0.06, 0.08, 0.1, 0.1].map((rate) => expect.closeTo(rate, 15)));
  const cosine = rates(call('cosine', { warmup: 2 }), [0, 19, 20, 60]);
  expect(cosine).toEqual([0.005, 0.1, 0.1, 0.05].map((rate) => expect.closeTo(rate, 15)));
});

test('a warm-up of part of a step never goes beyond the full rate', () => {
  expect(rates(call('constant', { warmup: 0.05 }), [0, 1])).toEqual([0.1, 0.1]);
});

test('a warm-up as long as the run ends at the full rate', () => {
  expect(rates(call('cosine', { warmup: 10 }), [99, 100])).toEqual([0.1, 0.1]);
});

test('step lowers the rate after every so many epochs', () => {
  const at = rates(call('step', { every: 3, factor: 0.5 }), [0, 29, 30, 59, 60, 99]);
  expect(at).toEqual([0.1, 0.1, 0.05, 0.05, 0.025, 0.0125]);
});

test('multistep lowers the rate after the listed epochs, in any order', () => {
  const schedule = call('multistep', { at: [7, 2], factor: 0.1 });
  const expected = [0.1, 0.1, 0.01, 0.01, 0.001].map((rate) => expect.closeTo(rate, 15));
  expect(rates(schedule, [0, 19, 20, 69, 70])).toEqual(expected);
});

describe.each([
  ['constant', {}],
  ['cosine', {}],
  ['step', { every: 2 }],
  ['multistep', { at: [1, 4] }],
] as const)('%s', (kind, attributes) => {
  test('after warm-up never rises, and never leaves the range from 0 to the base', () => {
    const runs = fc.record({
      stepsPerEpoch: fc.integer({ min: 1, max: 20 }),
      epochs: fc.integer({ min: 1, max: 12 }),
      warmup: fc.integer({ min: 0, max: 4 }),
    });
    fc.assert(
      fc.property(runs, ({ stepsPerEpoch, epochs, warmup }) => {
        const schedule = call(kind, { ...attributes, warmup });
        const steps = Array.from({ length: stepsPerEpoch * epochs }, (_, step) => step);
        const all = rates(schedule, steps, { base: 2, stepsPerEpoch, epochs });
        all.forEach((rate, step) => {
          expect(rate).toBeGreaterThanOrEqual(0);
          expect(rate).toBeLessThanOrEqual(2);
          if (step > warmup * stepsPerEpoch) expect(rate).toBeLessThanOrEqual(all[step - 1]!);
        });
      }),
      { seed: 2016, numRuns: 100 },
    );
  });
});

test('an unknown schedule is our mistake', () => {
  expect(() => rates(call('linear'), [0])).toThrow('There is no schedule called linear.');
});
