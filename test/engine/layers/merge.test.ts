// Merges: shapes, plain words where they do not fit, and what they compute.

import { describe, expect, test } from 'vitest';
import { filled, problemOf, runLayer, shapeOf } from './layerUse.ts';

const a = filled([1, 2, 1, 2], (i) => i + 1);
const b = filled([1, 2, 1, 2], (i) => 10 - 3 * i);
const c = filled([1, 2, 1, 2], () => 2);

// a is 1 2 3 4, b is 10 7 4 1, c is 2 2 2 2.
test.each([
  ['add', [13, 11, 9, 7]],
  ['mul', [20, 28, 24, 8]],
  ['max', [10, 7, 4, 4]],
  ['mean', [13 / 3, 11 / 3, 3, 7 / 3]],
])('%s combines three branches place by place', (kind, expected) => {
  const { output } = runLayer(kind, {}, [a, b, c]);
  expect([...output.data]).toEqual(expected.map((number) => expect.closeTo(number, 14)));
});

test.each(['add', 'mul', 'max', 'mean', 'concat'])('%s of one branch is that branch', (kind) => {
  expect([...runLayer(kind, {}, [a]).output.data]).toEqual([...a.data]);
});

test('concat joins channels, and vectors end to end', () => {
  expect(shapeOf('concat', {}, [64, 28, 28], [128, 28, 28], [32, 28, 28])).toEqual([224, 28, 28]);
  expect(shapeOf('concat', {}, [10], [20])).toEqual([30]);
  const { output } = runLayer('concat', {}, [a, filled([1, 1, 1, 2], () => 9)]);
  expect([...output.data]).toEqual([1, 2, 3, 4, 9, 9]);
});

test('mul lets a vector gate the channels of a feature map, on either side', () => {
  const gate = filled([1, 2], (i) => i + 1);
  expect(shapeOf('mul', {}, [2], [2, 1, 2])).toEqual([2, 1, 2]);
  expect([...runLayer('mul', {}, [a, gate]).output.data]).toEqual([1, 2, 6, 8]);
  expect([...runLayer('mul', {}, [gate, a]).output.data]).toEqual([1, 2, 6, 8]);
});

describe('what does not fit', () => {
  test.each(['add', 'max', 'mean'])('%s names both shapes and suggests a 1x1 convolution', (kind) => {
    expect(problemOf(kind, {}, [64, 28, 28], [64, 28, 28], [128, 28, 28])).toEqual({
      code: 'merge-shapes-differ',
      message:
        `The branches of \`${kind}\` must have equal shapes, and branch 1 gives 64x28x28 where branch 3 ` +
        'gives 128x28x28: bring one to the channels of the other with a 1x1 `conv`.',
    });
  });

  test('add points at strides and paddings where rows and columns differ', () => {
    expect(problemOf('add', {}, [64, 28, 28], [64, 27, 27])?.message).toMatch(
      /64x28x28 where branch 2 gives 64x27x27: check the strides, the paddings and the `ceil`/,
    );
  });

  test('add of a vector and a feature map says so', () => {
    expect(problemOf('add', {}, [64, 1, 1], [64])?.message).toMatch(
      /one is a vector and the other a feature map/,
    );
  });

  test('mul refuses a gate of another length', () => {
    expect(problemOf('mul', {}, [64, 7, 7], [32])).toEqual({
      code: 'merge-shapes-differ',
      message:
        '`mul` needs branches of equal shapes, or a vector with one number for each channel, and branch ' +
        '2 gives 32 beside 64x7x7.',
    });
  });

  test('concat names the first branch with other rows and columns', () => {
    expect(problemOf('concat', {}, [64, 28, 28], [32, 28, 28], [16, 27, 27])).toEqual({
      code: 'concat-sizes-differ',
      message:
        'The branches of `concat` must have equal rows and columns, and branch 1 gives 64x28x28 where ' +
        'branch 3 gives 16x27x27: check the strides, the paddings and the `ceil` of the layers before.',
    });
  });
});
