// Activations against their formulas, in plain JavaScript.

import { describe, expect, test } from 'vitest';
import type { Attributes } from '../../../engine/network/attribute.ts';
import { attributesOf, filled, layer, runLayer, shapeOf } from './layerUse.ts';

const numbers = [-700, -6, -3, -1, -0.25, 0, 0.25, 1, 3, 6, 700];

const formulas: readonly (readonly [string, Attributes, (x: number) => number])[] = [
  ['relu', {}, (x) => Math.max(x, 0)],
  ['leaky_relu', {}, (x) => (x > 0 ? x : 0.01 * x)],
  ['leaky_relu', { slope: 3 }, (x) => (x > 0 ? x : 3 * x)],
  ['shifted_relu', {}, (x) => Math.max(x, 0) - 0.5],
  ['shifted_relu', { alpha: 1 }, (x) => Math.max(x, 0) - 1],
  ['elu', {}, (x) => (x > 0 ? x : Math.expm1(x))],
  ['elu', { alpha: 0.5 }, (x) => (x > 0 ? x : 0.5 * Math.expm1(x))],
  ['softplus', {}, (x) => (x > 30 ? x : Math.log1p(Math.exp(x)))],
  ['sigmoid', {}, (x) => 1 / (1 + Math.exp(-x))],
  ['tanh', {}, (x) => Math.tanh(x)],
];

describe.each(formulas)('%s %o', (kind, given, formula) => {
  test('computes its formula on each number, also far from zero', () => {
    const { output } = runLayer(kind, given, [filled([1, numbers.length], (i) => numbers[i]!)]);
    output.data.forEach((y, i) => {
      expect(y, `at ${numbers[i]}`).toBeCloseTo(formula(numbers[i]!), 12);
    });
  });

  test('keeps the shape of vectors and feature maps', () => {
    expect(shapeOf(kind, given, [7])).toEqual([7]);
    expect(shapeOf(kind, given, [3, 4, 5])).toEqual([3, 4, 5]);
  });

  test('sees its own place only, and has no parameters', () => {
    const attributes = attributesOf(kind, given);
    expect(layer(kind).window(attributes, [[3, 4, 5]])).toBe('pointwise');
    expect(layer(kind).parameters(attributes, [[3, 4, 5]])).toEqual([]);
  });
});

test('elu with a trained alpha keeps one number, which starts at the one given and does not decay', () => {
  const given = { alpha: 0.7, trainable: true };
  expect(layer('elu').parameters(attributesOf('elu', given), [[3, 4, 5]])).toEqual([
    {
      suffix: 'alpha',
      shape: [1],
      trainable: true,
      initializer: { kind: 'constant', value: 0.7 },
      decays: false,
    },
  ]);
  const { output } = runLayer('elu', given, [filled([1, 1, 1, 2], (i) => 2 * i - 1)], {
    parameters: { alpha: filled([1], () => 2) },
  });
  expect(output.data[0]).toBeCloseTo(2 * Math.expm1(-1), 14);
  expect(output.data[1]).toBe(1);
});

test('softmax sums to 1 over the classes of a vector, and over the channels of each place', () => {
  const vector = runLayer('softmax', {}, [filled([2, 3], (i) => i * 300)]).output.data;
  expect([...vector]).toEqual([0, 0, 1, 0, 0, 1].map((p) => expect.closeTo(p, 12)));
  const map = runLayer('softmax', {}, [filled([1, 2, 1, 2], (i) => (i < 2 ? 0 : Math.log(3)))]).output.data;
  expect([...map]).toEqual([0.25, 0.25, 0.75, 0.75].map((p) => expect.closeTo(p, 12)));
});
