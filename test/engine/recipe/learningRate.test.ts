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

test('polynomial falls as PyTorch has it', () => {
  const run = { base: 0.1, stepsPerEpoch: 5, epochs: 4 };
  expect(rates(call('polynomial'), [0, 5, 10, 15, 20], run)).toEqual(
    [0.1, 0.075, 0.05, 0.025, 0].map((rate) => expect.closeTo(rate, 15)),
  );
  // PolynomialLR of PyTorch 1.13 with 20 iterations and power 0.9.
  expect(rates(call('polynomial', { power: 0.9 }), [1, 10, 19], run)).toEqual(
    [0.09548853816215, 0.0535886731268147, 0.00674641423836782].map((rate) => expect.closeTo(rate, 13)),
  );
  const warm = rates(call('polynomial', { warmup: 2 }), [0, 9, 10, 15], run);
  expect(warm).toEqual([0.01, 0.1, 0.1, 0.05].map((rate) => expect.closeTo(rate, 15)));
});

// OneCycleLR of PyTorch 1.13 with 20 steps.
test('one_cycle rises and falls as PyTorch has it', () => {
  const run = { base: 0.1, stepsPerEpoch: 5, epochs: 4 };
  expect(rates(call('one_cycle'), [0, 1, 2, 3, 4, 5, 6, 12, 18, 19], run)).toEqual(
    [
      0.004, 0.0131671842700025, 0.0371671842700025, 0.0668328157299975, 0.0908328157299975, 0.1,
      0.0987464006235087, 0.0500002, 0.00125399937649126, 4e-7,
    ].map((rate) => expect.closeTo(rate, 13)),
  );
  const linear = { rise: 0.25, start: 10, end: 100, anneal: 'linear' };
  expect(rates(call('one_cycle', linear), [0, 1, 3, 4, 5, 12, 19], run)).toEqual(
    [0.01, 0.0325, 0.0775, 0.1, 0.09334, 0.04672, 0.0001].map((rate) => expect.closeTo(rate, 13)),
  );
});

test.each([0, 1])('one_cycle with rise %d stays within its bounds, also beyond the run', (rise) => {
  const all = rates(call('one_cycle', { rise }), [0, 1, 50, 99, 150]);
  for (const rate of all) {
    expect(rate).toBeGreaterThan(0);
    expect(rate).toBeLessThanOrEqual(0.1);
  }
});

describe('plateau', () => {
  const losses = [
    1, 0.9, 0.9, 0.89999, 0.95, 0.8, 0.81, 0.82, 0.8, 0.79999, 0.7, 0.75, 0.75, 0.75, 0.75, 0.75, 0.75, 0.6,
    0.61, 0.62,
  ];

  /** The rate in each epoch, its step the first one. */
  function epochRates(schedule: Call): number[] {
    return losses.map((_, epoch) =>
      learningRateAt(schedule, {
        base: 0.1,
        step: epoch * 3,
        stepsPerEpoch: 3,
        epochs: 20,
        validationLosses: losses.slice(0, epoch),
      }),
    );
  }

  // ReduceLROnPlateau of PyTorch 1.13 on the same losses.
  test.each([
    [
      { patience: 2 },
      [
        0.1, 0.1, 0.1, 0.1, 0.1, 0.01, 0.01, 0.01, 0.01, 0.001, 0.001, 0.001, 0.001, 0.001, 1e-4, 1e-4, 1e-4,
        1e-5, 1e-5, 1e-5,
      ],
    ],
    [
      { patience: 1, factor: 0.5, threshold: 0.01, cooldown: 2 },
      [
        0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05, 0.025, 0.025, 0.025, 0.025, 0.025, 0.0125, 0.0125, 0.0125,
        0.0125, 0.00625, 0.00625, 0.00625,
      ],
    ],
  ])('%j lowers the rate as PyTorch does', (attributes, expected) => {
    expect(epochRates(call('plateau', attributes))).toEqual(expected.map((rate) => expect.closeTo(rate, 15)));
  });

  test('warms up first, and stays without losses', () => {
    expect(rates(call('plateau', { warmup: 1 }), [0, 4, 9, 10, 99])).toEqual(
      [0.01, 0.05, 0.1, 0.1, 0.1].map((rate) => expect.closeTo(rate, 15)),
    );
  });
});

describe.each([
  ['constant', {}],
  ['polynomial', { power: 2 }],
  ['plateau', {}],
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
