// Logarithm, exponential and sine against `Math`'s, which are right up to their last bits.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exponential, logarithm, sine } from '../../engine/elementaryFunctions.ts';

const near = (found: number, expected: number) =>
  Math.abs(found - expected) <= 4e-15 * Math.max(1e-3, Math.abs(expected));

test('the logarithm is right for every positive number', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (x) => near(logarithm(x), Math.log(x))),
    { seed: 1 },
  );
});

test('the exponential is right, and ends at 0 and at e^700', () => {
  const within = (x: number) => Math.abs(exponential(x) / Math.exp(x) - 1) < 2e-13;
  fc.assert(fc.property(fc.double({ min: -700, max: 700, noNaN: true }), within), { seed: 1 });
  expect(exponential(0)).toBe(1);
  expect(exponential(-701)).toBe(0);
  expect(exponential(1e300)).toBe(exponential(700));
});

test('the sine is right within three quarters of a turn', () => {
  const limit = (3 * Math.PI) / 2;
  fc.assert(
    fc.property(
      fc.double({ min: -limit, max: limit, noNaN: true }),
      (x) => Math.abs(sine(x) - Math.sin(x)) < 1e-14,
    ),
    { seed: 1 },
  );
});
