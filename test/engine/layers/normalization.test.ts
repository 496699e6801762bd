// Batch normalisation and scaling, by hand.

import { expect, test } from 'vitest';
import { attributesOf, filled, layer, problemOf, runLayer } from './layerUse.ts';

// Channel 0 holds 1 2 5 8 (mean 4, biased variance 7.5, unbiased 10), channel 1 holds four times 3.
const images = filled([2, 2, 1, 2], (i) => [1, 2, 3, 3, 5, 8, 3, 3][i]!);
const parameters = {
  weight: filled([2], (i) => i + 1),
  bias: filled([2], (i) => 0.5 * i),
  running_mean: filled([2], () => 1),
  running_var: filled([2], () => 4),
};

test('bn in training normalises by the batch and tracks the unbiased variance', () => {
  const { output, updates } = runLayer('bn', { momentum: 0.2 }, [images], { mode: 'training', parameters });
  const scale = 1 / Math.sqrt(7.5 + 1e-5);
  expect([...output.data]).toEqual(
    [-3 * scale, -2 * scale, 0.5, 0.5, 1 * scale, 4 * scale, 0.5, 0.5].map((y) => expect.closeTo(y, 12)),
  );
  expect([...updates['running_mean']!.data]).toEqual(
    [0.8 + 0.2 * 4, 0.8 + 0.2 * 3].map((y) => expect.closeTo(y, 14)),
  );
  expect([...updates['running_var']!.data]).toEqual([3.2 + 0.2 * 10, 3.2].map((y) => expect.closeTo(y, 14)));
});

test('bn in inference uses the tracked statistics and tracks nothing', () => {
  const { output, updates } = runLayer('bn', { epsilon: 0 }, [images], { parameters });
  expect([...output.data]).toEqual([0, 0.5, 2.5, 2.5, 2, 3.5, 2.5, 2.5]);
  expect(updates).toEqual({});
});

test('bn has scales that start at 1, or at 0 with zero_gamma', () => {
  const starts = (zero_gamma: boolean) =>
    layer('bn')
      .parameters(attributesOf('bn', { zero_gamma }), [[3, 2, 2]])
      .map(({ suffix, initializer }) => [suffix, initializer]);
  const constant = (value: number) => ({ kind: 'constant', value });
  const others = [
    ['bias', constant(0)],
    ['running_mean', constant(0)],
    ['running_var', constant(1)],
  ];
  expect(starts(false)).toEqual([['weight', constant(1)], ...others]);
  expect(starts(true)).toEqual([['weight', constant(0)], ...others]);
});

test('bn works on vectors', () => {
  const { output } = runLayer('bn', { epsilon: 0 }, [filled([2, 1], (i) => 2 * i)], {
    mode: 'training',
    parameters: {
      ...parameters,
      weight: filled([1], () => 1),
      bias: filled([1], () => 0),
      running_mean: filled([1], () => 0),
      running_var: filled([1], () => 1),
    },
  });
  expect([...output.data]).toEqual([-1, 1]);
});

test('bn of a single number keeps the tracked variance finite', () => {
  const one = {
    weight: filled([1], () => 1),
    bias: filled([1], () => 0),
    running_mean: filled([1], () => 0),
    running_var: filled([1], () => 1),
  };
  const { updates } = runLayer('bn', {}, [filled([1, 1], () => 5)], { mode: 'training', parameters: one });
  expect(updates['running_var']!.data[0]).toBeCloseTo(0.9, 14);
});

test('bn has weights that do not decay, and statistics that do not train', () => {
  const declared = layer('bn').parameters(attributesOf('bn', {}), [[16, 8, 8]]);
  expect(declared.map(({ suffix, shape, trainable, decays }) => [suffix, shape, trainable, decays])).toEqual([
    ['weight', [16], true, false],
    ['bias', [16], true, false],
    ['running_mean', [16], false, false],
    ['running_var', [16], false, false],
  ]);
  expect(declared.map(({ initializer }) => initializer)).toEqual(
    [1, 0, 0, 1].map((value) => ({ kind: 'constant', value })),
  );
  const bare = layer('bn').parameters(attributesOf('bn', { affine: false }), [[16]]);
  expect(bare.map(({ suffix }) => suffix)).toEqual(['running_mean', 'running_var']);
  const { output } = runLayer('bn', { affine: false, epsilon: 0 }, [images], { parameters });
  expect([...output.data]).toEqual([0, 0.5, 1, 1, 2, 3.5, 1, 1]);
});

test('scale multiplies by a constant, or by a learnt factor and bias for each channel', () => {
  expect([...runLayer('scale', { factor: 0.5 }, [images]).output.data]).toEqual([
    0.5, 1, 1.5, 1.5, 2.5, 4, 1.5, 1.5,
  ]);
  const { output } = runLayer('scale', { trainable: true, bias: true }, [images], { parameters });
  expect([...output.data]).toEqual([1, 2, 6.5, 6.5, 5, 8, 6.5, 6.5]);
  const vector = runLayer('scale', { trainable: true }, [filled([1, 2], () => 3)], { parameters });
  expect([...vector.output.data]).toEqual([3, 6]);
});

test('scale refuses a bias without learnt factors', () => {
  expect(problemOf('scale', { bias: true }, [3, 4, 4])?.code).toBe('bias-needs-trainable');
});

test('group_norm refuses groups that do not divide the channels, instance_norm vectors', () => {
  expect(problemOf('group_norm', {}, [48, 4, 4])?.message).toBe(
    '32 groups do not divide the 48 channels of `group_norm`: choose a divisor of 48.',
  );
  expect(problemOf('instance_norm', {}, [48])?.code).toBe('feature-map-expected');
});

test('normalisations within an image do not depend on the rest of the batch', () => {
  for (const [kind, given] of [
    ['layer_norm', { affine: false }],
    ['group_norm', { affine: false, groups: 1 }],
    ['instance_norm', { affine: false }],
    ['lrn', {}],
  ] as const) {
    const both = runLayer(kind, given, [images]).output.data;
    const second = runLayer(kind, given, [filled([1, 2, 1, 2], (i) => images.data[4 + i]!)]).output.data;
    expect([...both.slice(4)], kind).toEqual([...second]);
  }
});
