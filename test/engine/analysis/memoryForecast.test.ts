// What a step needs at any batch, from the memory in use with one image and with two.

import { describe, expect, it } from 'vitest';
import {
  largestBatch,
  type MemoryForecast,
  peakBytes,
  worstMoments,
} from '../../../engine/analysis/memoryForecast.ts';
import { randomStream } from '../../../engine/random.ts';

const forecast: MemoryForecast = {
  batch: 1,
  residentBytes: 1000,
  feedBytes: 2,
  moments: [
    { bytes: 300, perImage: 0 },
    { bytes: 100, perImage: 50 },
  ],
};

describe('the peak', () => {
  it('with one image is what was measured', () => {
    expect(peakBytes(forecast, 1)).toBe(1000);
  });

  it('stays where parameters need most, and then grows with the images', () => {
    expect(peakBytes(forecast, 5)).toBe(1000 + 4 * 2);
    expect(peakBytes(forecast, 6)).toBe(1000 + 50 + 5 * 2);
    expect(peakBytes(forecast, 11)).toBe(1000 + 300 + 10 * 2);
  });
});

describe('the largest batch', () => {
  it('is the last one that fits', () => {
    for (const limit of [1000, 1009, 1060, 1310, 50_000]) {
      const batch = largestBatch(forecast, limit)!;
      expect(peakBytes(forecast, batch)).toBeLessThanOrEqual(limit);
      expect(peakBytes(forecast, batch + 1)).toBeGreaterThan(limit);
    }
  });

  it('does not exist where one image is too much', () => {
    expect(largestBatch(forecast, 999)).toBeUndefined();
  });
});

describe('the worst moments', () => {
  it('leave out those that are nowhere the worst', () => {
    // 6 + n passes 7 at n = 1, and 4n passes that at n = 2; 4 + n and 6 never are the highest.
    expect(worstMoments([7, 6, 4, 0, 6], [7, 7, 5, 4, 6], 1)).toEqual([
      { bytes: 7, perImage: 0 },
      { bytes: 6, perImage: 1 },
      { bytes: 0, perImage: 4 },
    ]);
    expect(worstMoments([5, 7], [6, 7.5], 1)).toEqual([
      { bytes: 7, perImage: 0.5 },
      { bytes: 5, perImage: 1 },
    ]);
  });

  it('grow by what twice as many images need more, for each of them', () => {
    expect(worstMoments([100], [180], 16)).toEqual([{ bytes: 100, perImage: 5 }]);
  });

  it('give the same peak as all moments do, at any batch', () => {
    const random = randomStream(7, 'moments');
    for (let round = 0; round < 200; round++) {
      const one = Array.from({ length: 30 }, () => random.integer(1000));
      const two = one.map((bytes) => bytes + random.integer(50));
      const moments = worstMoments(one, two, 1);
      for (const batch of [1, 2, 3, 10, 64, 1000]) {
        const all = Math.max(...one.map((bytes, index) => bytes + (two[index]! - bytes) * (batch - 1)));
        const few = Math.max(...moments.map(({ bytes, perImage }) => bytes + perImage * (batch - 1)));
        expect(few).toBe(all);
      }
    }
  });
});
