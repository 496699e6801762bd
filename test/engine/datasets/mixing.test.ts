// Mixup and cutmix: which images are mixed by how much, and that the shares follow the beta distribution.
import { describe, expect, test } from 'vitest';
import { drawBeta, MIXERS, prepareMixing } from '../../../engine/datasets/mixing.ts';
import { randomStream } from '../../../engine/random.ts';
import { augmentations } from '../../../engine/recipe/augmentations.ts';

const call = (kind: string, given = {}) => ({
  kind,
  attributes: augmentations.get(kind)!.read(given).attributes,
});

/** A batch of 8 images of 1x4x6; pixel values are ten times the class, which is the place. */
function batch() {
  const labels = Int32Array.from({ length: 8 }, (_, place) => place);
  const images = Float32Array.from({ length: 8 * 24 }, (_, at) => 10 * Math.floor(at / 24));
  return { labels, images };
}

const pixelsOf = (images: Float32Array, place: number) => [...images.subarray(place * 24, place * 24 + 24)];

test('every call that works on batches has its mixer', () => {
  const mixing = [...augmentations].filter(([, { mixes }]) => mixes).map(([kind]) => kind);
  expect(Object.keys(MIXERS).sort()).toEqual(mixing.sort());
});

describe('mixup', () => {
  test('adds each image to that of another, by the share that it tells', () => {
    const mix = prepareMixing([call('mixup', { alpha: 1 })], [1, 4, 6], 8)!;
    const shares = new Set<number>();
    for (let seed = 0; seed < 50; seed++) {
      const { images, labels } = batch();
      const { others, share } = mix(images, labels, randomStream(seed))!;
      shares.add(share);
      expect(share).toBeGreaterThanOrEqual(0.5);
      expect(share).toBeLessThanOrEqual(1);
      expect([...others].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
      for (let place = 0; place < 8; place++) {
        const expected = share * 10 * place + (1 - share) * 10 * others[place]!;
        for (const pixel of pixelsOf(images, place)) expect(pixel).toBeCloseTo(expected, 4);
      }
    }
    expect(shares.size).toBe(50);
  });
});

describe('cutmix', () => {
  test('puts one rectangle of another image in, and tells how much stayed', () => {
    const mix = prepareMixing([call('cutmix')], [1, 4, 6], 8)!;
    for (let seed = 0; seed < 50; seed++) {
      const { images, labels } = batch();
      const { others, share } = mix(images, labels, randomStream(seed))!;
      for (let place = 0; place < 8; place++) {
        const pixels = pixelsOf(images, place);
        const own = pixels.filter((pixel) => pixel === 10 * place).length;
        if (others[place] === place) continue;
        expect(own / 24).toBeCloseTo(share, 10);
        expect(pixels.filter((pixel) => pixel === 10 * others[place]!)).toHaveLength(24 - own);
      }
      expect(share).toBeGreaterThanOrEqual(0.5);
    }
  });
});

test('mixing takes one of the calls for each batch, and p says how often', () => {
  const { images, labels } = batch();
  const never = prepareMixing([call('mixup', { p: 0 }), call('cutmix', { p: 0 })], [1, 4, 6], 8)!;
  expect(never(images, labels, randomStream(1))).toBeUndefined();
  expect(images).toEqual(batch().images);
  const half = prepareMixing([call('mixup', { p: 1 }), call('cutmix', { p: 0 })], [1, 4, 6], 8)!;
  const mixed = Array.from({ length: 400 }, (_, seed) => half(images, labels, randomStream(seed)));
  expect(Math.abs(mixed.filter((result) => result !== undefined).length - 200)).toBeLessThan(60);
  expect(prepareMixing([], [1, 4, 6], 8)).toBeUndefined();
});

test.each([0.2, 0.5, 1, 4])('shares have the moments of the beta distribution of %f', (alpha) => {
  const stream = randomStream(11, 'beta');
  const draws = Array.from({ length: 20_000 }, () => drawBeta(alpha, stream));
  const mean = draws.reduce((sum, share) => sum + share, 0) / draws.length;
  const variance = draws.reduce((sum, share) => sum + (share - mean) ** 2, 0) / draws.length;
  const fourth = draws.reduce((sum, share) => sum + (share - mean) ** 4, 0) / draws.length;
  // Variance 1 / (4 (2a + 1)), kurtosis 3 (2a + 1) / (2a + 3).
  expect(mean).toBeCloseTo(0.5, 2);
  expect(variance * 4 * (2 * alpha + 1)).toBeCloseTo(1, 1);
  expect(fourth / variance ** 2).toBeCloseTo((3 * (2 * alpha + 1)) / (2 * alpha + 3), 1);
});

test('the smallest parameter gives one image or the other, never NaN', () => {
  const stream = randomStream(3);
  for (let draw = 0; draw < 1000; draw++) {
    const share = drawBeta(0.001, stream);
    expect(share).toBeGreaterThanOrEqual(0);
    expect(share).toBeLessThanOrEqual(1);
  }
});
