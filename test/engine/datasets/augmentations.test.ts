// What augmentation does to an image: hand-computed small cases, ranges, and chance that only the stream
// brings.
import { describe, expect, test } from 'vitest';
import { AUGMENTATION_PREPARATIONS, prepareAugmentations } from '../../../engine/datasets/augmentations.ts';
import type { Dataset } from '../../../engine/datasets/dataset.ts';
import type { Attributes } from '../../../engine/network/attribute.ts';
import type { Shape } from '../../../engine/network/shape.ts';
import { randomStream } from '../../../engine/random.ts';
import { augmentations } from '../../../engine/recipe/augmentations.ts';
import { countedImages } from './countedImages.ts';

function checkedCall(kind: string, given: Attributes) {
  const { attributes, problems } = augmentations.get(kind)!.read(given);
  expect(problems).toEqual([]);
  return { kind, attributes };
}

type Named = readonly [kind: string, given: Attributes];

/** `image` after the augmentations, as the stream of `seed` has it. */
function augmented(
  image: readonly number[],
  shape: Shape,
  calls: readonly Named[],
  seed: number,
  like?: Partial<Dataset>,
) {
  const dataset = { ...countedImages(1, shape), ...like };
  const augment = prepareAugmentations(
    calls.map(([kind, given]) => checkedCall(kind, given)),
    dataset,
  );
  const images = Float32Array.from([9, ...image, 9]);
  augment(images, 1, randomStream(seed));
  expect(images[0]).toBe(9);
  expect(images.at(-1)).toBe(9);
  return [...images.subarray(1, -1)];
}

/** The different results over many seeds, as text. */
function outcomes(
  image: readonly number[],
  shape: Shape,
  calls: readonly Named[],
  seeds = 300,
): Map<string, number> {
  const found = new Map<string, number>();
  for (let seed = 0; seed < seeds; seed++) {
    const result = augmented(image, shape, calls, seed).join(' ');
    found.set(result, (found.get(result) ?? 0) + 1);
  }
  return found;
}

const ALL: readonly Named[] = [
  ['shift', { pixels: 2 }],
  ['rotate', { degrees: 15 }],
  ['scale', { amount: 0.2 }],
  ['crop', { size: [6, 8], padding: 2 }],
  ['flip_horizontal', {}],
  ['flip_vertical', {}],
  ['noise', { deviation: 0.1 }],
  ['cutout', { size: 3 }],
];

describe('prepareAugmentations', () => {
  test('carries out every declared augmentation', () => {
    const single = [...augmentations].filter(([, { mixes }]) => mixes !== true).map(([kind]) => kind);
    expect(Object.keys(AUGMENTATION_PREPARATIONS).sort()).toEqual(single.sort());
  });

  test('gives the same image for the same stream, and others for others', () => {
    const image = Array.from({ length: 96 }, (_, pixel) => (pixel % 11) / 11);
    const once = augmented(image, [2, 6, 8], ALL, 1);
    expect(augmented(image, [2, 6, 8], ALL, 1)).toEqual(once);
    expect(augmented(image, [2, 6, 8], ALL, 2)).not.toEqual(once);
  });

  test('gives the same numbers on every machine', () => {
    const image = Array.from({ length: 48 }, (_, pixel) => ((pixel * 5) % 16) / 16);
    expect(augmented(image, [1, 6, 8], ALL, 3).slice(20, 28)).toEqual([
      0.5725516080856323, 0.3085414171218872, 0, 0, 0.501706063747406, 0.46894872188568115,
      0.06840169429779053, 0.7753159999847412,
    ]);
  });
});

describe('shift', () => {
  test('moves by whole pixels to each side, equally often, and fills with zeros', () => {
    const found = outcomes([1, 2, 3], [1, 1, 3], [['shift', { pixels: 1 }]], 1800);
    // Of nine moves, the six with a row up or down leave nothing of the single row.
    expect([...found.keys()].sort()).toEqual(['0 0 0', '0 1 2', '1 2 3', '2 3 0']);
    for (const key of ['0 1 2', '1 2 3', '2 3 0']) expect(Math.abs(found.get(key)! - 200)).toBeLessThan(60);
  });

  test('moves all channels together', () => {
    const found = outcomes([1, 2, 5, 6], [2, 1, 2], [['shift', { pixels: 1 }]]);
    expect([...found.keys()].sort()).toEqual(['0 0 0 0', '0 1 0 5', '1 2 5 6', '2 0 6 0']);
  });

  test('fills with what the transforms made of black', () => {
    const levels = { black: [-0.5], white: [2] };
    const seen = new Set<number>();
    for (let seed = 0; seed < 50; seed++) {
      for (const pixel of augmented([1, 1, 1], [1, 1, 3], [['shift', { pixels: 2 }]], seed, { levels }))
        seen.add(pixel);
    }
    expect([...seen].sort()).toEqual([-0.5, 1]);
  });
});

describe('crop', () => {
  test('cuts a window of the same size out of the padded image', () => {
    const found = outcomes([1, 2, 3, 4], [1, 2, 2], [['crop', { size: 2, padding: [0, 1, 1, 0] }]]);
    // One column to the left may come in, one row below.
    expect([...found.keys()].sort()).toEqual(['0 1 0 3', '0 3 0 0', '1 2 3 4', '3 4 0 0']);
  });

  test('refuses a window of another size', () => {
    expect(() => augmented([1, 2, 3, 4], [1, 2, 2], [['crop', { size: 1 }]], 1)).toThrow(
      expect.objectContaining({ name: 'UserError', code: 'data.crop-changes-size' }),
    );
  });
});

describe('flips', () => {
  test('mirror left and right, or top and bottom, with probability p', () => {
    const image = [1, 2, 3, 4, 5, 6];
    const horizontal = outcomes(image, [1, 2, 3], [['flip_horizontal', { p: 0.25 }]], 2000);
    expect([...horizontal.keys()].sort()).toEqual(['1 2 3 4 5 6', '3 2 1 6 5 4']);
    expect(Math.abs(horizontal.get('3 2 1 6 5 4')! - 500)).toBeLessThan(80);
    const vertical = outcomes(image, [1, 2, 3], [['flip_vertical', { p: 1 }]]);
    expect([...vertical.keys()]).toEqual(['4 5 6 1 2 3']);
  });
});

describe('rotate', () => {
  test('turns about the centre and keeps what is round', () => {
    const size = 15;
    const hill = Array.from({ length: size * size }, (_, pixel) => {
      const distance = Math.hypot(Math.floor(pixel / size) - 7, (pixel % size) - 7);
      return Math.max(0, 1 - distance ** 2 / 49);
    });
    for (let seed = 0; seed < 20; seed++) {
      const turned = augmented(hill, [1, size, size], [['rotate', { degrees: 180 }]], seed);
      turned.forEach((pixel, place) => {
        expect(Math.abs(pixel - hill[place]!)).toBeLessThan(0.1);
      });
    }
  });

  test('moves a point as the angle says, to either side and never further', () => {
    // A ramp along the columns: at the image's middle row, 8 pixels right of the centre, its value after
    // turning by a
    // is 8 cos a; 8 pixels below the centre it is ±8 sin a, so the two together give the angle.
    const size = 21;
    const ramp = Array.from({ length: size * size }, (_, pixel) => (pixel % size) - 10);
    let [least, most] = [0, 0];
    for (let seed = 0; seed < 300; seed++) {
      const turned = augmented(ramp, [1, size, size], [['rotate', { degrees: 30 }]], seed);
      const [cosine, sine] = [turned[10 * size + 18]! / 8, turned[18 * size + 10]! / 8];
      expect(Math.hypot(cosine, sine)).toBeCloseTo(1, 5);
      const degrees = (Math.atan2(sine, cosine) * 180) / Math.PI;
      [least, most] = [Math.min(least, degrees), Math.max(most, degrees)];
    }
    expect(least).toBeGreaterThan(-30);
    expect(least).toBeLessThan(-28);
    expect(most).toBeLessThan(30);
    expect(most).toBeGreaterThan(28);
  });
});

describe('scale', () => {
  test('enlarges and shrinks about the centre within the range', () => {
    const size = 21;
    const ramp = Array.from({ length: size * size }, (_, pixel) => (pixel % size) - 10);
    const factors: number[] = [];
    for (let seed = 0; seed < 300; seed++) {
      const scaled = augmented(ramp, [1, size, size], [['scale', { amount: 0.2 }]], seed);
      expect(scaled[10 * size + 10]).toBeCloseTo(0, 6);
      factors.push(5 / scaled[10 * size + 15]!);
    }
    expect(Math.min(...factors)).toBeGreaterThanOrEqual(0.8);
    expect(Math.min(...factors)).toBeLessThan(0.81);
    expect(Math.max(...factors)).toBeLessThanOrEqual(1.2);
    expect(Math.max(...factors)).toBeGreaterThan(1.19);
  });
});

describe('moves one after another', () => {
  test('interpolate once: a turn there and back with a flip between loses nothing', () => {
    const image = Array.from({ length: 25 }, (_, pixel) => pixel);
    const flips: Named[] = [
      ['flip_horizontal', { p: 1 }],
      ['shift', { pixels: 0 }],
      ['flip_horizontal', { p: 1 }],
    ];
    expect(augmented(image, [1, 5, 5], flips, 1)).toEqual(image);
  });

  test('are done in the order of the recipe', () => {
    // A shift by 1 (seed 2 draws row 0, column +1) then a mirror: the shifted image is mirrored, not the
    // other way round.
    const image = [1, 2, 3];
    const results = new Set<string>();
    for (let seed = 0; seed < 60; seed++) {
      const shifted = augmented(image, [1, 1, 3], [['shift', { pixels: 1 }]], seed);
      const both = augmented(
        image,
        [1, 1, 3],
        [
          ['shift', { pixels: 1 }],
          ['flip_horizontal', { p: 1 }],
        ],
        seed,
      );
      expect(both).toEqual([...shifted].reverse());
      results.add(both.join(' '));
    }
    expect(results).toContain('0 3 2');
  });
});

describe('noise', () => {
  test('adds normal numbers of the deviation, in units from black to white', () => {
    const image = new Array<number>(20_000).fill(0.5);
    const levels = { black: [-1, 0], white: [3, 1] };
    const noisy = augmented(image, [2, 100, 100], [['noise', { deviation: 0.1 }]], 1, { levels });
    const deviationOf = (part: number[]) =>
      Math.sqrt(part.reduce((sum, pixel) => sum + (pixel - 0.5) ** 2, 0) / part.length);
    expect(deviationOf(noisy.slice(0, 10_000))).toBeCloseTo(0.4, 1);
    expect(deviationOf(noisy.slice(10_000))).toBeCloseTo(0.1, 2);
  });
});

describe('cutout', () => {
  test('blackens a window around a random pixel, cut off at the border, in every channel', () => {
    const found = outcomes([1, 2, 3, 4, 5, 6], [2, 1, 3], [['cutout', { size: [1, 2] }]]);
    // Centred on column c, the window covers columns c - 1 and c.
    expect([...found.keys()].sort()).toEqual(['0 0 3 0 0 6', '0 2 3 0 5 6', '1 0 0 4 0 0']);
  });
});
