// Colours, windows and distortions: against Pillow, colorsys and hand computation, and what must hold for any image.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { prepareAugmentations } from '../../../engine/datasets/augmentations.ts';
import { byteImages } from '../../../engine/datasets/byteImages.ts';
import { brighten, changeContrast, saturate } from '../../../engine/datasets/colorChanges.ts';
import type { Levels } from '../../../engine/datasets/dataset.ts';
import { displacements } from '../../../engine/datasets/elasticField.ts';
import { resizeWindow } from '../../../engine/datasets/resizeWindow.ts';
import { transformSplits } from '../../../engine/datasets/transforms.ts';
import { turnHue } from '../../../engine/datasets/turnHue.ts';
import type { Attributes } from '../../../engine/network/attribute.ts';
import type { Shape } from '../../../engine/network/shape.ts';
import { randomStream } from '../../../engine/random.ts';
import { augmentations } from '../../../engine/recipe/augmentations.ts';
import { countedImages, readAll } from './countedImages.ts';

/** Recorded by fixtures/recordImageOperations.py. */
const recorded = JSON.parse(
  readFileSync(new URL('fixtures/imageOperations.json', import.meta.url), 'utf8'),
) as {
  readonly resize: readonly (Plane & { rows: number; columns: number })[];
  readonly crop: readonly (Plane & { window: [number, number, number, number] })[];
  readonly hue: readonly { turn: number; before: Color[]; after: Color[] }[];
};
interface Plane {
  readonly height: number;
  readonly width: number;
  readonly before: number[];
  readonly after: number[];
}
type Color = [number, number, number];

type Named = readonly [kind: string, given: Attributes];

function augmented(
  image: readonly number[],
  shape: Shape,
  calls: readonly Named[],
  seed: number,
  levels?: Levels,
): number[] {
  const checked = calls.map(([kind, given]) => ({
    kind,
    attributes: augmentations.get(kind)!.read(given).attributes,
  }));
  const dataset = { ...countedImages(1, shape), ...(levels && { levels }) };
  const images = Float32Array.from(image);
  prepareAugmentations(checked, dataset)(images, 0, randomStream(seed));
  return [...images];
}

function expectClose(found: Iterable<number>, expected: readonly number[], tolerance = 1e-6): void {
  const numbers = [...found];
  expect(numbers).toHaveLength(expected.length);
  numbers.forEach((number, at) => {
    expect(Math.abs(number - expected[at]!), `number ${at}`).toBeLessThan(tolerance);
  });
}

/** Channels first, as images are. */
const planes = (colors: readonly Color[]) => [0, 1, 2].flatMap((channel) => colors.map((c) => c[channel]!));

describe('transforms', () => {
  test.each(recorded.resize)('resize $height x $width to $rows x $columns as Pillow does', async (plane) => {
    const { height, width, rows, columns, before, after } = plane;
    const dataset = {
      ...countedImages(1, [1, height, width]),
      read: async (_: readonly number[], images: Float32Array) => images.set(before),
    };
    const call = { kind: 'resize', attributes: { size: [rows, columns] } };
    const { training } = await transformSplits({ training: dataset, validation: dataset }, [call]);
    expect(training.shape).toEqual([1, rows, columns]);
    expectClose(await readAll(training), after);
  });

  test('cut out the centre, and make one channel of three, levels too', async () => {
    const data = countedImages(2, [3, 3, 4]);
    const dataset = { ...data, levels: { black: [-1, 0, 1], white: [1, 1, 3] } };
    const splits = { training: dataset, validation: dataset };
    const center = { kind: 'center_crop', attributes: { size: [2, 1] } };
    const cropped = (await transformSplits(splits, [center])).training;
    const at = (image: number, pixel: number) => Math.fround(image + pixel / 1024);
    const kept = [1, 5, 13, 17, 25, 29];
    expect(await readAll(cropped)).toEqual([...kept.map((p) => at(0, p)), ...kept.map((p) => at(1, p))]);
    const grey = (await transformSplits(splits, [center, { kind: 'grayscale', attributes: {} }])).training;
    expect(grey.shape).toEqual([1, 2, 1]);
    const mixture = (image: number, p: number) =>
      0.299 * at(image, p) + 0.587 * at(image, p + 12) + 0.114 * at(image, p + 24);
    expectClose(await readAll(grey), [mixture(0, 1), mixture(0, 5), mixture(1, 1), mixture(1, 5)]);
    expectClose(grey.levels!.black, [0.114 - 0.299]);
    expectClose(grey.levels!.white, [0.299 + 0.587 + 3 * 0.114]);
  });
});

describe('colours', () => {
  test.each(recorded.hue)('turn by $turn as colorsys does', ({ turn, before, after }) => {
    const image = Float32Array.from(planes(before));
    turnHue(image, turn);
    expectClose(image, planes(after));
  });

  test('brightness, contrast and saturation are those of torchvision, clipped', () => {
    const image = () =>
      Float32Array.from(
        planes([
          [0.2, 0.4, 0.6],
          [1, 0, 0.5],
        ]),
      );
    const changed = (change: (pixels: Float32Array) => void) => {
      const pixels = image();
      change(pixels);
      return pixels;
    };
    expectClose(
      changed((pixels) => brighten(pixels, 1.5)),
      planes([
        [0.3, 0.6, 0.9],
        [1, 0, 0.75],
      ]),
    );
    // Brightness 0.363 and 0.356, their mean 0.3595.
    expectClose(
      changed((pixels) => changeContrast(pixels, 3, 0.5)),
      planes([
        [0.27975, 0.37975, 0.47975],
        [0.67975, 0.17975, 0.42975],
      ]),
    );
    expectClose(
      changed((pixels) => saturate(pixels, 2)),
      planes([
        [0.037, 0.437, 0.837],
        [1, 0, 0.644],
      ]),
    );
    expectClose(
      changed((pixels) => saturate(pixels, 0)),
      planes([
        [0.363, 0.363, 0.363],
        [0.356, 0.356, 0.356],
      ]),
    );
  });

  test('jitter does the same to normalised images', () => {
    const levels = { black: [-1, -2, 0], white: [1, 3, 4] };
    const plain = planes([
      [0.2, 0.4, 0.6],
      [0.9, 0.1, 0.5],
    ]);
    const normal = plain.map((value, at) => {
      const channel = Math.floor(at / 2);
      return levels.black[channel]! + value * (levels.white[channel]! - levels.black[channel]!);
    });
    const calls: readonly Named[] = [
      ['color_jitter', { brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.2 }],
      ['grayscale', { p: 0.5 }],
    ];
    for (let seed = 0; seed < 20; seed++) {
      const expected = augmented(plain, [3, 1, 2], calls, seed).map((value, at) => {
        const channel = Math.floor(at / 2);
        return levels.black[channel]! + value * (levels.white[channel]! - levels.black[channel]!);
      });
      expectClose(augmented(normal, [3, 1, 2], calls, seed, levels), expected, 1e-5);
    }
  });

  test('jitter of grey images changes brightness and contrast alone', () => {
    const call: Named = ['color_jitter', { saturation: 1, hue: 0.5 }];
    expect(augmented([0.25, 0.5], [1, 1, 2], [call], 3)).toEqual([0.25, 0.5]);
  });
});

describe('windows', () => {
  test.each(recorded.crop)('resize $window of $height x $width as Pillow does the crop', (plane) => {
    const { height, width, window, before, after } = plane;
    const [top, left, rows, columns] = window;
    const image = Float32Array.from(before);
    resizeWindow([1, height, width])(image, { top, left, rows, columns });
    expectClose(image, after);
  });

  test('a resized crop stays within the values of the image, and takes windows of allowed areas', () => {
    const ramp = Array.from({ length: 100 }, (_, pixel) => Math.floor(pixel / 10));
    const spans: number[] = [];
    for (let seed = 0; seed < 200; seed++) {
      const made = augmented(
        ramp,
        [1, 10, 10],
        [['resized_crop', { size: 10, scale: [0.25, 0.5], ratio: [1, 1] }]],
        seed,
      );
      spans.push(Math.max(...made) - Math.min(...made) + 1);
    }
    // Squares of 25 to 50 pixels have 5 to 7 rows.
    expect(Math.min(...spans)).toBe(5);
    expect(Math.max(...spans)).toBe(7);
  });

  test('takes the largest central window where none fits', () => {
    const ramp = Array.from({ length: 40 }, (_, pixel) => pixel % 20);
    const made = augmented(
      ramp,
      [1, 2, 20],
      [['resized_crop', { size: [2, 20], scale: [1, 1], ratio: [1, 1] }]],
      1,
    );
    expect([Math.min(...made), Math.max(...made)]).toEqual([9, 10]);
  });

  test('erasing sets a window within the image to black, as often as p says', () => {
    let erased = 0;
    for (let seed = 0; seed < 400; seed++) {
      const call: Named = ['random_erasing', { p: 0.25, scale: [0.1, 0.2], ratio: [0.5, 2] }];
      const made = augmented(new Array(100).fill(1), [1, 10, 10], [call], seed);
      const zeros = made.filter((pixel) => pixel === 0).length;
      if (zeros > 0) erased++;
      expect(zeros).toBeLessThanOrEqual(24);
    }
    expect(Math.abs(erased - 100)).toBeLessThan(30);
  });
});

describe('elastic', () => {
  test('displacements are uniform numbers, smoothed by the Gaussian and scaled', () => {
    const [height, width, alpha, sigma] = [4, 5, 10, 1];
    const into = new Float64Array(height * width);
    displacements(height, width, alpha, sigma)(into, randomStream(5));
    const stream = randomStream(5);
    const drawn = Array.from({ length: height * width }, () => 2 * stream.next() - 1);
    const weight = (d: number) => (Math.abs(d) > 3 ? 0 : Math.exp(-(d * d) / 2));
    const sum = [-3, -2, -1, 0, 1, 2, 3].reduce((total, d) => total + weight(d), 0);
    const expected = drawn.map((_, at) => {
      const [row, column] = [Math.floor(at / width), at % width];
      let total = 0;
      drawn.forEach((value, other) => {
        const [r, c] = [Math.floor(other / width), other % width];
        total += (value * weight(r - row) * weight(c - column)) / (sum * sum);
      });
      return alpha * total;
    });
    expectClose(into, expected, 1e-12);
  });
});

describe('parameters that do nothing', () => {
  test.each<Named>([
    ['affine', {}],
    ['elastic', { alpha: 0 }],
    ['color_jitter', {}],
    ['grayscale', { p: 0 }],
    ['random_erasing', { p: 0 }],
    ['resized_crop', { size: [6, 7], scale: [1, 1], ratio: [7 / 6, 7 / 6] }],
    ['noise', { deviation: 0 }],
  ])('%s leaves every image as it is', (kind, given) => {
    const images = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 126, maxLength: 126 });
    fc.assert(
      fc.property(images, fc.nat(1000), (bytes, seed) => {
        const image = bytes.map((byte) => Math.fround(byte / 255));
        expectClose(augmented(image, [3, 6, 7], [[kind, given]], seed), image, 1e-6);
      }),
      { numRuns: 20, seed: 1 },
    );
  });

  test.each(['flip_horizontal', 'flip_vertical'])('%s twice is the image', (kind) => {
    const image = Array.from({ length: 126 }, (_, pixel) => pixel);
    const once = augmented(image, [3, 6, 7], [[kind, { p: 1 }]], 1);
    expect(once).not.toEqual(image);
    expect(augmented(once, [3, 6, 7], [[kind, { p: 1 }]], 1)).toEqual(image);
    expect(
      augmented(
        image,
        [3, 6, 7],
        [
          [kind, { p: 1 }],
          [kind, { p: 1 }],
        ],
        1,
      ),
    ).toEqual(image);
  });
});

test('affine is rotate, scale and shift drawn together, in one resampling', () => {
  const image = Array.from({ length: 81 }, (_, pixel) => (pixel * 7) % 13);
  const singles: readonly Named[] = [
    ['rotate', { degrees: 30 }],
    ['scale', { amount: 0.3 }],
    // The shear of no degrees draws a number, too.
    ['rotate', { degrees: 0 }],
    ['shift', { pixels: 2 }],
  ];
  for (let seed = 0; seed < 10; seed++) {
    const joint = augmented(image, [1, 9, 9], [['affine', { rotate: 30, scale: 0.3, shift: 2 }]], seed);
    expectClose(joint, augmented(image, [1, 9, 9], singles, seed), 1e-4);
  }
});

test('shear moves rows by the tangent of its angle', () => {
  // A vertical line through the centre of 9 x 9 becomes one that leans by up to 45 degrees.
  const image = Array.from({ length: 81 }, (_, pixel) => (pixel % 9 === 4 ? 1 : 0));
  const columnAt = (made: readonly number[], row: number) =>
    made.slice(9 * row, 9 * row + 9).reduce((sum, value, column) => sum + value * column, 0);
  for (let seed = 0; seed < 20; seed++) {
    const made = augmented(image, [1, 9, 9], [['affine', { shear: 45 }]], seed);
    const stream = randomStream(seed);
    stream.next();
    stream.next();
    const slope = Math.tan((45 * (2 * stream.next() - 1) * Math.PI) / 180);
    for (const row of [1, 3, 4, 6]) expect(columnAt(made, row)).toBeCloseTo(4 - slope * (row - 4), 4);
  }
});

test('levels and labels survive a portable dataset of bytes in shared memory', () => {
  const dataset = byteImages({
    description: 'two',
    shape: [1, 1, 1],
    classes: ['a', 'b'],
    bytes: Uint8Array.of(0, 255),
    labels: Uint8Array.of(1, 0),
  });
  expect(dataset.portable).toMatchObject({ kind: 'bytes', count: 2, perBlock: 2 });
});
