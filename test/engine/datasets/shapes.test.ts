// The drawn figures: their geometry, and that equal seeds give equal images everywhere.
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { SHAPES } from '../../../engine/datasets/shapeOutlines.ts';
import { SHAPE_CLASSES, shapes } from '../../../engine/datasets/shapes.ts';
import { shapes as shapesSource } from '../../../engine/recipe/dataSources.ts';

async function imagesOf(count: number, seed: number, indices: readonly number[]) {
  const images = new Float32Array(indices.length * 3072);
  const labels = new Int32Array(indices.length);
  await shapes(count, seed).read(indices, images, labels);
  return { images, labels: [...labels] };
}

const first = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('the outlines', () => {
  /** Area by counting points of a grid 1/400 apart. */
  function area(name: string): number {
    let count = 0;
    for (let row = -440; row < 440; row++) {
      for (let column = -440; column < 440; column++) {
        if (SHAPES[name]!((column + 0.5) / 400, (row + 0.5) / 400)) count++;
      }
    }
    return count / 160000;
  }

  test.each([
    ['circle', Math.PI * 0.85 ** 2],
    ['ring', Math.PI * (0.95 ** 2 - 0.55 ** 2)],
    ['square', 1.36 ** 2],
    ['bar', 1.9 * 0.5],
    // An equilateral triangle in the unit circle has sides of sqrt(3).
    ['triangle', (3 * Math.sqrt(3)) / 4],
    ['cross', 2 * 1.84 * 0.56 - 0.56 ** 2],
    // The pentagram in the unit circle: ten triangles of the centre, a tip and a notch, 36 degrees apart; the notches lie
    // cos(72) / cos(36) from the centre.
    ['star', 5 * Math.sin(Math.PI / 5) * (Math.cos((2 * Math.PI) / 5) / Math.cos(Math.PI / 5))],
    // A square of side 1 and two halves of a disc of diameter 1.
    ['heart', 1 + Math.PI / 4],
    ['arrow', 1.05 * 0.44 + (0.85 * 1.4) / 2],
  ])('%s has the area of its formula', (name, expected) => {
    expect(area(name)).toBeCloseTo(expected, 2);
  });

  test('all fit the unit circle, but for a hair', () => {
    for (const [name, inside] of Object.entries(SHAPES)) {
      for (let degree = 0; degree < 360; degree++) {
        const angle = (degree * Math.PI) / 180;
        expect(inside(1.05 * Math.cos(angle), 1.05 * Math.sin(angle)), `${name} at ${degree}`).toBe(false);
      }
    }
  });
});

describe('shapes', () => {
  test('has the classes that recipes know', () => {
    expect(SHAPE_CLASSES).toEqual(shapesSource.classes);
    const dataset = shapes(20, 3);
    expect([dataset.shape, dataset.count, dataset.description]).toEqual([
      [3, 32, 32],
      20,
      'shapes(20, seed: 3)',
    ]);
  });

  test('each ten in a row hold every figure once', async () => {
    const { labels } = await imagesOf(40, 1, first(40));
    for (const start of [0, 10, 20, 30]) {
      expect(labels.slice(start, start + 10).sort((a, b) => a - b)).toEqual(first(10));
    }
    expect(labels.slice(0, 10)).not.toEqual(labels.slice(10, 20));
  });

  test('depend on seed and index alone, whatever was read before', async () => {
    const all = await imagesOf(30, 5, first(30));
    const some = await imagesOf(1000, 5, [29, 0]);
    expect(some.images.slice(0, 3072)).toEqual(all.images.slice(29 * 3072));
    expect(some.images.slice(3072)).toEqual(all.images.slice(0, 3072));
    expect(some.labels).toEqual([all.labels[29], all.labels[0]]);
    expect((await imagesOf(30, 6, first(1))).images).not.toEqual(all.images.slice(0, 3072));
  });

  test('are these images on every machine', async () => {
    const { images, labels } = await imagesOf(200, 1, first(200));
    const bytes = Uint8Array.from(images, (pixel) => Math.round(pixel * 255));
    const digest = createHash('sha256').update(bytes).update(Uint8Array.from(labels)).digest('hex');
    expect(digest).toBe('2e98a6d8dd3d520e7ac7b359721e93061fc6bef1bd8f650b9999ef04b6d00bc3');
  });

  test('stand out from their ground, in colour', async () => {
    const { images } = await imagesOf(100, 2, first(100));
    for (let index = 0; index < 100; index++) {
      const pixels = images.subarray(index * 3072, (index + 1) * 3072);
      const [least, most] = [Math.min(...pixels), Math.max(...pixels)];
      expect(most - least).toBeGreaterThan(0.25);
      expect(pixels.slice(0, 1024)).not.toEqual(pixels.slice(1024, 2048));
    }
  });
});
