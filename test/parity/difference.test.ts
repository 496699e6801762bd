// The measure itself: what counts as close.

import { expect, it } from 'vitest';
import { largestDifference } from './difference.ts';

const tensor = (...data: number[]) => new Map([['x', { shape: [data.length], data }]]);

it('is the largest difference of two entries as a share of the largest entry', () => {
  expect(largestDifference(tensor(1, 4.5), tensor(1, 4), 0)).toEqual({ tensor: 'x', share: 0.125 });
  expect(largestDifference(tensor(1, -4), tensor(1, -4), 0).share).toBe(0);
});

it('measures tensors below the noise by the noise', () => {
  expect(largestDifference(tensor(0.5), tensor(0), 2).share).toBe(0.25);
});

it("measures a gradient that cancelled to nothing by its layer's largest", () => {
  const gradients = (bias: number, offset: number) =>
    new Map([
      ['grad.conv.weight', { shape: [1], data: [8] }],
      ['grad.conv.bias', { shape: [1], data: [bias] }],
      ['grad.bn.bias', { shape: [1], data: [offset] }],
    ]);
  const expected = gradients(0, 2);
  expect(largestDifference(gradients(0.5, 2), expected, 1)).toEqual({
    tensor: 'grad.conv.bias',
    share: 1 / 16,
  });
  expect(largestDifference(gradients(0, 2.5), expected, 1)).toEqual({ tensor: 'grad.bn.bias', share: 0.25 });
});

it('never calls NaN or an infinity close, on either side', () => {
  for (const wrong of [Number.NaN, Infinity, -Infinity]) {
    expect(largestDifference(tensor(wrong), tensor(1), 0).share).toBe(Infinity);
    expect(largestDifference(tensor(1), tensor(wrong), 0).share).toBe(Infinity);
    expect(largestDifference(tensor(wrong), tensor(wrong), 0).share).toBe(Infinity);
  }
});

it('refuses missing tensors and other shapes', () => {
  expect(() => largestDifference(new Map(), tensor(1), 0)).toThrow('no tensor x');
  expect(() => largestDifference(tensor(1, 2), tensor(1), 0)).toThrow('x is [2] and should be [1]');
});
