// The list of layer kinds: complete, documented, and consistent in itself.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { findLayer, layerKinds } from '../../../engine/layers/registry.ts';
import { attributesOf, layer } from './layerUse.ts';

const folder = new URL('../../../engine/layers/', import.meta.url);

/** Attributes that must be given, by kind. */
const required: Readonly<Record<string, Readonly<Record<string, number | string>>>> = {
  conv: { channels: 6, kernel: 5 },
  dense: { units: 10 },
  maxpool: { kernel: 2 },
  avgpool: { kernel: 2 },
  pad: { amount: 2 },
  channel_pad: { channels: 32 },
  depthwise_conv: { kernel: 3 },
  separable_conv: { channels: 8, kernel: 3 },
  conv_transpose: { channels: 8, kernel: 3 },
  lppool: { kernel: 2 },
  adaptive_avgpool: { size: 7 },
  noise: { deviation: 0.1 },
  crop: { amount: 2 },
  channel_shuffle: { groups: 4 },
  custom: { operator: 'Mish' },
};

test('every file that defines a layer is in the registry', () => {
  const defined = readdirSync(folder).flatMap((file) => {
    const text = readFileSync(new URL(file, folder), 'utf8');
    return [...text.matchAll(/^ {2}kind: '(\w+)',$/gm)].map((match) => match[1]);
  });
  expect(defined.sort()).toEqual([...layerKinds.keys()].sort());
});

test('an unknown kind is not found, also not one that objects inherit', () => {
  expect(findLayer('convolution')).toBeUndefined();
  expect(findLayer('constructor')).toBeUndefined();
});

describe.each([...layerKinds])('%s', (kind, definition) => {
  test('is documented with what it does in the first line, and its source', () => {
    const [first = '', ...rest] = definition.documentation.split('\n');
    expect(first).toMatch(/^[A-Z].*\.$/);
    expect(rest.join('\n')).toMatch(/\d{4}/);
  });

  test('has the kind it is listed under, and documents every attribute with a sentence', () => {
    expect(definition.kind).toBe(kind);
    for (const attribute of Object.values(definition.attributes)) {
      expect(attribute.documentation).toMatch(/^[A-Z].*\.$/s);
    }
  });

  test('reads its attributes and defaults, and reads them again to the same', () => {
    const attributes = attributesOf(kind, required[kind] ?? {});
    expect(Object.keys(attributes)).toEqual(Object.keys(definition.attributes));
    expect(attributesOf(kind, attributes)).toEqual(attributes);
  });

  test('says which attribute is missing', () => {
    const missing = definition.read({}).problems.map(({ attribute }) => attribute);
    expect(missing).toEqual(Object.keys(required[kind] ?? {}));
  });
});

test.each([
  ['conv', { channels: 6, kernel: 5 }, '5x5, 6'],
  ['conv', { channels: 64, kernel: 3, stride: 2, padding: 'same' }, '3x3, 64, /2'],
  ['conv', { channels: 64, kernel: [1, 7], stride: [1, 2], groups: 4 }, '1x7, 64, /1x2, groups 4'],
  ['conv', { channels: 8, kernel: 3, dilation: 2 }, '3x3, 8, dilation 2x2'],
  ['dense', { units: 84 }, '84'],
  ['maxpool', { kernel: 2 }, '2x2, /2'],
  ['maxpool', { kernel: 3, stride: 1 }, '3x3'],
  ['avgpool', { kernel: 3, stride: 2 }, '3x3, /2'],
  ['leaky_relu', { slope: 0.1 }, '0.1'],
  ['dropout', {}, '0.5'],
  ['bn', {}, ''],
  ['subsample', {}, '/2'],
  ['pad', { amount: [0, 1, 2, 3] }, '0 1 2 3'],
  ['scale', { trainable: true }, 'trained'],
] as const)('%s %o is labelled as papers write it', (kind, given, label) => {
  expect(layer(kind).label(attributesOf(kind, given))).toBe(label);
});

test.each([
  ['conv', { channels: 0, kernel: 3 }, '`channels` must be a whole number, at least 1.'],
  ['conv', { channels: 2.5, kernel: 3 }, '`channels` must be a whole number, at least 1.'],
  ['conv', { channels: 1, kernel: 'big' }, '`kernel` must be a size such as 3 or 3x3.'],
  [
    'conv',
    { channels: 1, kernel: 3, padding: 'some' },
    '`padding` must be `same`, `valid`, a number, a size such as 1x3, or [top, left, bottom, right].',
  ],
  [
    'conv',
    { channels: 1, kernel: 3, init: 'xavier' },
    '`init` must be one of `he`, `glorot`, `lecun`, `orthogonal`, `normal`, `uniform_fan_in`, `zeros`.',
  ],
  ['dropout', { rate: 1.5 }, '`rate` must be a number, from 0 to 1.'],
] as const)('%s %o is refused in plain words', (kind, given, message) => {
  expect(
    layer(kind)
      .read(given)
      .problems.map((problem) => problem.message),
  ).toEqual([message]);
});
