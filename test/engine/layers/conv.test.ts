// Convolution and dense layers: shapes, parameters, cost and what they compute.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Padding } from '../../../engine/network/attribute.ts';
import { attributesOf, filled, layer, problemOf, runLayer, shapeOf } from './layerUse.ts';

/** Counts places one by one: the kernel's first and last row must lie in the padded rows. */
function countPlaces(
  extent: number,
  kernel: number,
  stride: number,
  dilation: number,
  padding: number,
): number {
  let places = 0;
  for (let start = 0; start + (kernel - 1) * dilation <= extent + padding - 1; start += stride) places++;
  return places;
}

const axis = fc.record({
  extent: fc.integer({ min: 1, max: 40 }),
  kernel: fc.integer({ min: 1, max: 7 }),
  stride: fc.integer({ min: 1, max: 4 }),
  dilation: fc.integer({ min: 1, max: 3 }),
  before: fc.integer({ min: 0, max: 4 }),
  after: fc.integer({ min: 0, max: 4 }),
});

describe('conv', () => {
  test.each([
    [[1, 32, 32], { channels: 6, kernel: 5 }, [6, 28, 28]],
    [[3, 224, 224], { channels: 64, kernel: 7, stride: 2, padding: 3 }, [64, 112, 112]],
    [[3, 227, 227], { channels: 96, kernel: 11, stride: 4 }, [96, 55, 55]],
    [[64, 56, 56], { channels: 128, kernel: 3, stride: 2, padding: 'same' }, [128, 28, 28]],
    [[64, 57, 57], { channels: 64, kernel: 3, stride: 2, padding: 'same' }, [64, 29, 29]],
    [[8, 16, 16], { channels: 8, kernel: 3, padding: 'same', dilation: 2 }, [8, 16, 16]],
    [[8, 16, 16], { channels: 8, kernel: 2, padding: 'same' }, [8, 16, 16]],
    [[768, 17, 17], { channels: 192, kernel: [1, 7], padding: 'same' }, [192, 17, 17]],
    [[4, 5, 6], { channels: 2, kernel: [3, 2], stride: [2, 1], padding: [1, 0, 0, 2] }, [2, 2, 7]],
  ] as const)('turns %o with %o into %o', (input, given, output) => {
    expect(shapeOf('conv', given, input)).toEqual(output);
  });

  test('has as many rows and columns as there are places for its window', () => {
    fc.assert(
      fc.property(axis, axis, (rows, columns) => {
        const given = {
          channels: 2,
          kernel: [rows.kernel, columns.kernel],
          stride: [rows.stride, columns.stride],
          dilation: [rows.dilation, columns.dilation],
          padding: [rows.before, columns.before, rows.after, columns.after],
        };
        const [height, width] = [rows, columns].map(({ extent, kernel, stride, dilation, before, after }) =>
          countPlaces(extent, kernel, stride, dilation, before + after),
        );
        const input = [1, rows.extent, columns.extent];
        if (height === 0 || width === 0) {
          expect(problemOf('conv', given, input)?.code).toBe('kernel-larger-than-input');
        } else expect(shapeOf('conv', given, input)).toEqual([2, height, width]);
      }),
      { seed: 1998, numRuns: 500 },
    );
  });

  test('with same padding and stride 1 keeps rows and columns, for any kernel and dilation', () => {
    fc.assert(
      fc.property(axis, axis, (rows, columns) => {
        const given = {
          channels: 1,
          kernel: [rows.kernel, columns.kernel],
          dilation: [rows.dilation, columns.dilation],
          padding: 'same',
        };
        expect(shapeOf('conv', given, [1, rows.extent, columns.extent])).toEqual([
          1,
          rows.extent,
          columns.extent,
        ]);
      }),
      { seed: 2015, numRuns: 200 },
    );
  });

  test.each([
    ['same', [1, 1, 2, 2]],
    ['valid', [0, 0, 0, 0]],
    [3, [3, 3, 3, 3]],
    [
      [1, 2],
      [1, 2, 1, 2],
    ],
    [
      [1, 2, 3, 4],
      [1, 2, 3, 4],
    ],
  ] as const)('reads padding %o of a 4x4 kernel as %o', (padding, expected) => {
    const attributes = attributesOf('conv', { channels: 1, kernel: 4, padding: padding as Padding | number });
    expect(layer('conv').window(attributes, [[1, 9, 9]])).toMatchObject({ padding: expected });
  });

  test('keeps weights as PyTorch has them, in groups, and decays them alone', () => {
    const attributes = attributesOf('conv', { channels: 256, kernel: 5, groups: 2 });
    expect(layer('conv').parameters(attributes, [[96, 27, 27]])).toEqual([
      {
        suffix: 'weight',
        shape: [256, 48, 5, 5],
        trainable: true,
        initializer: { kind: 'he', fanIn: 1200, fanOut: 3200 },
        decays: true,
      },
      {
        suffix: 'bias',
        shape: [256],
        trainable: true,
        initializer: { kind: 'constant', value: 0 },
        decays: false,
      },
    ]);
    const bare = attributesOf('conv', { channels: 8, kernel: [1, 3], bias: false, init: 'glorot' });
    expect(layer('conv').parameters(bare, [[4, 9, 9]])).toEqual([
      {
        suffix: 'weight',
        shape: [8, 4, 1, 3],
        trainable: true,
        initializer: { kind: 'glorot', fanIn: 12, fanOut: 24 },
        decays: true,
      },
    ]);
  });

  test("with PyTorch's initialisation starts the bias within the same bounds", () => {
    const attributes = attributesOf('conv', { channels: 8, kernel: 3, init: 'uniform_fan_in' });
    const initializers = layer('conv')
      .parameters(attributes, [[4, 9, 9]])
      .map(({ initializer }) => initializer);
    expect(initializers).toEqual([
      { kind: 'uniform_fan_in', fanIn: 36 },
      { kind: 'uniform_fan_in', fanIn: 36 },
    ]);
  });

  // C1 and C3 of LeNet-5, the second with full connections; AlexNet's second layer in two groups.
  test.each([
    [{ channels: 6, kernel: 5 }, [1, 32, 32], { macs: 117_600, flops: 239_904, connections: 122_304 }],
    [{ channels: 16, kernel: 5 }, [6, 14, 14], { macs: 240_000, flops: 481_600, connections: 241_600 }],
    [
      { channels: 256, kernel: 5, padding: 2, groups: 2, bias: false },
      [96, 27, 27],
      { macs: 223_948_800, flops: 447_897_600, connections: 223_948_800 },
    ],
  ] as const)('%o on %o costs %o', (given, input, cost) => {
    const output = shapeOf('conv', given, input);
    expect(layer('conv').cost(attributesOf('conv', given), [input], output)).toEqual(cost);
  });

  test('says with both numbers that its groups do not divide the channels', () => {
    expect(problemOf('conv', { channels: 8, kernel: 1, groups: 4 }, [6, 9, 9])).toEqual({
      code: 'groups-do-not-divide-channels',
      attribute: 'groups',
      message: '4 groups do not divide the 6 input channels of `conv`: choose a divisor of 6.',
    });
    expect(problemOf('conv', { channels: 10, kernel: 1, groups: 4 }, [8, 9, 9])?.message).toBe(
      '4 groups do not divide the 10 output channels of `conv`: choose a divisor of 10.',
    );
  });

  test('says how its kernel does not fit, with dilation and padding', () => {
    expect(problemOf('conv', { channels: 8, kernel: 5 }, [6, 4, 9])).toEqual({
      code: 'kernel-larger-than-input',
      attribute: 'kernel',
      message:
        'The 5x5 kernel of `conv` does not fit its input of 4x9: use a smaller kernel, more padding, or ' +
        'less downsampling before it.',
    });
    expect(problemOf('conv', { channels: 8, kernel: 3, dilation: 3, padding: 1 }, [6, 4, 4])?.message).toBe(
      'The 3x3 kernel of `conv`, which spans 7x7 with its dilation, does not fit its input of 6x6 (padding ' +
        'counted): use a smaller kernel, more padding, or less downsampling before it.',
    );
  });

  test('wants a feature map', () => {
    expect(problemOf('conv', { channels: 8, kernel: 1 }, [120])).toMatchObject({
      code: 'feature-map-expected',
    });
  });

  test('is cross-correlation plus bias', () => {
    // x is 0 to 8, w is 1 2 / 3 4: at the first place 0*1 + 1*2 + 3*3 + 4*4 = 27, each step right adds 10.
    const { output } = runLayer('conv', { channels: 1, kernel: 2 }, [filled([1, 1, 3, 3], (i) => i)], {
      parameters: { weight: filled([1, 1, 2, 2], (i) => i + 1), bias: filled([1], () => 0.5) },
    });
    expect([...output.data]).toEqual([27.5, 37.5, 57.5, 67.5]);
  });
});

describe('dense', () => {
  test('keeps weights [out, in] and costs one multiply-add for each', () => {
    const attributes = attributesOf('dense', { units: 84 });
    expect(layer('dense').parameters(attributes, [[120]])).toEqual([
      {
        suffix: 'weight',
        shape: [84, 120],
        trainable: true,
        initializer: { kind: 'he', fanIn: 120, fanOut: 84 },
        decays: true,
      },
      {
        suffix: 'bias',
        shape: [84],
        trainable: true,
        initializer: { kind: 'constant', value: 0 },
        decays: false,
      },
    ]);
    // F6 of LeNet-5: 10,164 connections in the paper.
    expect(layer('dense').cost(attributes, [[120]], [84])).toEqual({
      macs: 10_080,
      flops: 20_244,
      connections: 10_164,
    });
  });

  test('asks for `flatten` on a feature map', () => {
    expect(problemOf('dense', { units: 10 }, [16, 5, 5])).toEqual({
      code: 'vector-expected',
      message:
        '`dense` needs a vector, and its input is a feature map of 16x5x5: put `flatten` or ' +
        '`global_avgpool` before it.',
    });
  });

  test('is W x + b for each image', () => {
    const { output } = runLayer('dense', { units: 2 }, [filled([2, 3], (i) => i)], {
      parameters: { weight: filled([2, 3], (i) => i + 1), bias: filled([2], (i) => 10 * i) },
    });
    // Image 0 1 2: 0 + 2 + 6 = 8 and 0 + 5 + 12 + 10 = 27; image 3 4 5: 3 + 8 + 15 = 26 and 12 + 20 + 30 + 10
    // = 72.
    expect([...output.data]).toEqual([8, 27, 26, 72]);
  });
});
