// Quantiles, mean, deviation and norms against numbers worked out by hand and by NumPy's definition.

import { describe, expect, it } from 'vitest';
import {
  distributionOf,
  norm,
  quantile,
  relativeChange,
  rounded,
} from '../../../../engine/training/internals/distribution.ts';

describe('a distribution', () => {
  it('tells 15 %, 50 % and 85 %, linear between neighbours, and the deviation of a population', () => {
    // Sorted 0 … 20: the places are 3, 10 and 17; the variance of 0 … 20 is (21² - 1) / 12.
    const numbers = Float32Array.from({ length: 21 }, (_, index) => (index * 8) % 21);
    expect(distributionOf(numbers)).toEqual({ p15: 3, p50: 10, p85: 17, mean: 10, deviation: 6.055 });
    // Places 0.45, 1.5 and 2.55 of -2, 1, 4, 8.
    expect(distributionOf(Float32Array.of(4, -2, 8, 1))).toEqual({
      p15: -0.65,
      p50: 2.5,
      p85: 6.2,
      mean: 2.75,
      deviation: 3.7,
    });
  });

  it('leaves the numbers in their order', () => {
    const numbers = Float32Array.of(3, 1, 2);
    distributionOf(numbers);
    expect([...numbers]).toEqual([3, 1, 2]);
  });

  it('is one number where there is one', () => {
    expect(distributionOf(Float32Array.of(7))).toEqual({ p15: 7, p50: 7, p85: 7, mean: 7, deviation: 0 });
  });

  it.each([Number.NaN, Infinity, -Infinity])('hides no %d behind finite quantiles', (bad) => {
    expect(distributionOf(Float32Array.of(1, bad, 2))).toEqual({
      p15: null,
      p50: null,
      p85: null,
      mean: null,
      deviation: null,
    });
  });
});

describe('figures of a parameter', () => {
  it('have the norm of a vector, and how far a step went in its measure', () => {
    expect(norm(Float32Array.of(3, -4))).toBe(5);
    expect(relativeChange(Float32Array.of(3, 4), Float32Array.of(3, 4.5))).toBe(0.1);
    expect(relativeChange(Float32Array.of(0, 0), Float32Array.of(1, 0))).toBe(null);
    expect(relativeChange(Float32Array.of(3, 4), Float32Array.of(Number.NaN, 4))).toBe(null);
  });

  it('have four digits', () => {
    expect([rounded(12345.6), rounded(-0.000123456), rounded(0), rounded(Number.NaN)]).toEqual([
      12350,
      -0.0001235,
      0,
      null,
    ]);
  });

  it('take the quantiles at the ends', () => {
    expect([quantile(Float32Array.of(1, 2, 4), 0), quantile(Float32Array.of(1, 2, 4), 1)]).toEqual([1, 4]);
  });
});
