// What a recipe may name: documented calls, their attributes, and what they do to the shape of images.

import { describe, expect, test } from 'vitest';
import { augmentations, crop, shift } from '../../../engine/recipe/augmentations.ts';
import type { CallDefinition } from '../../../engine/recipe/callDefinition.ts';
import { dataSources, digits } from '../../../engine/recipe/dataSources.ts';
import { losses } from '../../../engine/recipe/losses.ts';
import { optimizers, sgd } from '../../../engine/recipe/optimizers.ts';
import { schedules } from '../../../engine/recipe/schedules.ts';
import { normalize, pad, transforms } from '../../../engine/recipe/transforms.ts';

const registries: Readonly<Record<string, ReadonlyMap<string, CallDefinition>>> = {
  dataSources,
  transforms,
  augmentations,
  optimizers,
  schedules,
  losses,
};

const calls = Object.values(registries).flatMap((registry) => [...registry]);

test('the registries hold the names of the language', () => {
  expect(
    Object.fromEntries(Object.entries(registries).map(([name, registry]) => [name, [...registry.keys()]])),
  ).toEqual({
    dataSources: [
      'mnist',
      'digits',
      'images',
      'cifar10',
      'cifar100',
      'shapes',
      'idx',
      'npy',
      'npz',
      'csv',
      'parquet',
    ],
    transforms: ['resize', 'center_crop', 'pad', 'grayscale', 'normalize'],
    augmentations: [
      'affine',
      'shift',
      'rotate',
      'scale',
      'elastic',
      'crop',
      'resized_crop',
      'flip_horizontal',
      'flip_vertical',
      'color_jitter',
      'grayscale',
      'noise',
      'cutout',
      'random_erasing',
      'mixup',
      'cutmix',
    ],
    optimizers: ['sgd', 'adam', 'adamw', 'rmsprop', 'lars'],
    schedules: ['constant', 'cosine', 'step', 'multistep', 'polynomial', 'one_cycle', 'plateau'],
    losses: ['cross_entropy', 'focal', 'mse'],
  });
});

describe.each(calls)('%s', (name, definition) => {
  test('is listed under its own name, and documented with every attribute', () => {
    expect(definition.kind).toBe(name);
    expect(definition.documentation.split('\n')[0]).toMatch(/^[A-Z].*[.:]/);
    for (const attribute of Object.values(definition.attributes)) {
      expect(attribute.documentation).toMatch(/^[A-Z].*\.$/s);
    }
  });
});

test('defaults are those of the language', () => {
  expect(digits.read({})).toEqual({ attributes: { count: 12000, seed: 1 }, problems: [] });
  expect(sgd.read({ lr: 0.1 })).toEqual({
    attributes: { lr: 0.1, momentum: 0, nesterov: false, weight_decay: 0 },
    problems: [],
  });
  expect(losses.get('cross_entropy')?.read({}).attributes).toEqual({ label_smoothing: 0, weights: [] });
  expect(schedules.get('cosine')?.read({}).attributes).toEqual({ warmup: 0 });
  expect(augmentations.get('flip_horizontal')?.read({}).attributes).toEqual({ p: 0.5 });
});

test('the digits of both sources are ten classes of 28x28 grey images', () => {
  for (const source of [dataSources.get('mnist'), dataSources.get('digits')]) {
    expect(source?.classes).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    expect(source?.imageShape).toEqual([1, 28, 28]);
  }
});

test.each([
  ['cifar10', 10],
  ['cifar100', 100],
  ['shapes', 10],
] as const)('%s has %i classes of 32x32 colour images', (name, count) => {
  expect(dataSources.get(name)?.classes?.length).toBe(count);
  expect(dataSources.get(name)?.imageShape).toEqual([3, 32, 32]);
});

test('what image files hold is known when they are opened', () => {
  const images = dataSources.get('images');
  expect([images?.classes, images?.imageShape]).toEqual([undefined, undefined]);
  expect(images?.read({ folder: 'cats' })).toEqual({
    attributes: { folder: 'cats', size: null, corrupt: 'refuse' },
    problems: [],
  });
  expect(images?.read({ folder: 'cats', size: 32, corrupt: 'skip' }).attributes).toEqual({
    folder: 'cats',
    size: [32, 32],
    corrupt: 'skip',
  });
});

test('what is missing or wrong is said in plain words', () => {
  expect(sgd.read({}).problems).toEqual([
    { attribute: 'lr', message: '`lr` is missing: it must be a number, at least 0.' },
  ]);
  expect(sgd.read({ lr: -1 }).problems[0]?.message).toBe('`lr` must be a number, at least 0.');
  expect(normalize.read({ mean: [0.5, 'x'], deviation: 0 }).problems.map(({ message }) => message)).toEqual([
    '`mean` must be a number or a list of numbers such as [0.5, 0.4, 0.4].',
    '`deviation` must be a number or a list of numbers such as [0.5, 0.4, 0.4], at least 0.000001.',
  ]);
});

test('a checked call gives its typed attributes, another one is our mistake', () => {
  expect(shift.attributesOf({ kind: 'shift', attributes: { pixels: 2 } }).pixels).toBe(2);
  expect(() => shift.attributesOf({ kind: 'rotate', attributes: { pixels: 2 } })).toThrow(
    /rotate was read as shift/,
  );
  expect(() => shift.attributesOf({ kind: 'shift', attributes: {} })).toThrow(/was not checked/);
});

test('pad makes 32x32 of 28x28 and takes sides of its own', () => {
  expect(pad.shape({ amount: 2 }, [1, 28, 28])).toEqual({ shape: [1, 32, 32] });
  expect(pad.shape({ amount: [1, 2, 3, 4] }, [1, 28, 28])).toEqual({ shape: [1, 32, 34] });
});

test('normalize wants one number, or one for each channel', () => {
  expect(normalize.shape({ mean: 0.5, deviation: [0.1, 0.2, 0.3] }, [3, 32, 32])).toEqual({
    shape: [3, 32, 32],
  });
  expect(normalize.shape({ mean: [0.5, 0.4], deviation: 0.1 }, [3, 32, 32])).toEqual({
    problem: {
      code: 'normalize-needs-one-per-channel',
      attribute: 'mean',
      message:
        '`mean` of `normalize` lists 2 numbers, and the images have 3 channels: give one number, or one ' +
        'for each channel.',
    },
  });
});

test('crop keeps the size of the images, or says so', () => {
  expect(crop.shape({ size: 32, padding: 4 }, [3, 32, 32])).toEqual({ shape: [3, 32, 32] });
  expect(crop.shape({ size: 28, padding: 4 }, [3, 32, 32])).toEqual({
    problem: {
      code: 'crop-changes-size',
      attribute: 'size',
      message:
        '`crop` cuts 28x28 out of images of 32x32, and validation shows these whole: crop to 32x32 with ' +
        '`padding`.',
    },
  });
});

test('a centre crop is no larger than the images, and colours are one channel or three', () => {
  expect(transforms.get('center_crop')!.shape({ size: 24 }, [3, 32, 24])).toEqual({ shape: [3, 24, 24] });
  expect(transforms.get('center_crop')!.shape({ size: 32 }, [3, 32, 24])).toEqual({
    problem: {
      code: 'crop-larger-than-image',
      attribute: 'size',
      message: '`center_crop` keeps 32x32 of images of 32x24: ask for that or less, or `resize` them first.',
    },
  });
  expect(transforms.get('resize')!.shape({ size: [8, 9] }, [3, 32, 24])).toEqual({ shape: [3, 8, 9] });
  expect(transforms.get('grayscale')!.shape({}, [3, 4, 5])).toEqual({ shape: [1, 4, 5] });
  for (const call of [transforms.get('grayscale')!, augmentations.get('color_jitter')!]) {
    expect(call.shape({}, [2, 4, 5])).toMatchObject({ problem: { code: 'needs-grey-or-color' } });
  }
});

test('no other augmentation changes the shape', () => {
  for (const [name, augmentation] of augmentations) {
    if (!name.endsWith('crop')) expect(augmentation.shape({}, [3, 32, 32])).toEqual({ shape: [3, 32, 32] });
  }
});
