// The interpreter against published examples and hand computations.

import { describe, expect, test } from 'vitest';
import { createGraphBuilder } from '../../../engine/graph/builder.ts';
import type { OperationName, Operations } from '../../../engine/graph/graph.ts';
import { interpret } from '../../../engine/graph/interpret.ts';
import { type Tensor64, tensor64 } from '../../../engine/graph/tensor64.ts';

/** The first output of one operation, rounded to 4 digits. */
function evaluate<K extends OperationName>(
  operation: K,
  tensors: readonly Tensor64[],
  attributes: Operations[K],
): number[] {
  const builder = createGraphBuilder();
  const operands = tensors.map(({ shape }, i) => builder.input(`${i}`, shape));
  const [y] = builder.applyMany<OperationName>(operation, operands, attributes as never);
  builder.output('y', y!);
  const results = interpret(builder.finish(), new Map(tensors.map((tensor, i) => [`${i}`, tensor])));
  return [...results.get('y')!.data].map((value) => Math.round(value * 1e4) / 1e4);
}

function counting(shape: readonly number[], first = 0): Tensor64 {
  const size = shape.reduce((product, extent) => product * extent, 1);
  return tensor64(
    shape,
    Array.from({ length: size }, (_, i) => i + first),
  );
}

function ones(shape: readonly number[]): Tensor64 {
  const { data } = counting(shape);
  return tensor64(shape, data.fill(1));
}

const unit = { stride: [1, 1], dilation: [1, 1], padding: [0, 0, 0, 0], groups: 1 } as const;

/** Numbers from the examples of the ONNX operator documentation. */
describe('the examples of the ONNX documentation', () => {
  test('Conv with padding', () => {
    const padded = { ...unit, padding: [1, 1, 1, 1] } as const;
    expect(evaluate('convolution', [counting([1, 1, 5, 5]), ones([1, 1, 3, 3])], padded)).toEqual([
      12, 21, 27, 33, 24, 33, 54, 63, 72, 51, 63, 99, 108, 117, 81, 93, 144, 153, 162, 111, 72, 111, 117, 123,
      84,
    ]);
  });

  test('Conv with strides and padding along one axis', () => {
    const attributes = { ...unit, stride: [2, 2], padding: [1, 0, 1, 0] } as const;
    expect(evaluate('convolution', [counting([1, 1, 7, 5]), ones([1, 1, 3, 3])], attributes)).toEqual([
      21, 33, 99, 117, 189, 207, 171, 183,
    ]);
  });

  test('ConvTranspose', () => {
    const attributes = { ...unit, inputShape: [1, 2, 5, 5] };
    const y = [0, 1, 3, 3, 2, 3, 8, 15, 12, 7, 9, 21, 36, 27, 15, 9, 20, 33, 24, 13, 6, 13, 21, 15, 8];
    expect(
      evaluate('convolutionInputGradient', [counting([1, 1, 3, 3]), ones([1, 2, 3, 3])], attributes),
    ).toEqual([...y, ...y]);
  });

  test('MaxPool with padding', () => {
    const attributes = {
      kernel: [5, 5],
      stride: [1, 1],
      dilation: [1, 1],
      padding: [2, 2, 2, 2],
      ceil: false,
    } as const;
    const rows = [13, 14, 15, 15, 15, 18, 19, 20, 20, 20];
    const last = [23, 24, 25, 25, 25];
    expect(evaluate('maxPool', [counting([1, 1, 5, 5], 1)], attributes)).toEqual([
      ...rows,
      ...last,
      ...last,
      ...last,
    ]);
  });

  test('MaxPool and AveragePool with ceil', () => {
    const attributes = {
      kernel: [3, 3],
      stride: [2, 2],
      dilation: [1, 1],
      padding: [0, 0, 0, 0],
      ceil: true,
    } as const;
    const x = counting([1, 1, 4, 4], 1);
    expect(evaluate('maxPool', [x], attributes)).toEqual([11, 12, 15, 16]);
    expect(evaluate('averagePool', [x], { ...attributes, countIncludePad: false })).toEqual([
      6, 7.5, 12, 13.5,
    ]);
  });

  test('AveragePool with and without the padding counted', () => {
    const attributes = {
      kernel: [5, 5],
      stride: [1, 1],
      dilation: [1, 1],
      padding: [2, 2, 2, 2],
      ceil: false,
    } as const;
    const x = counting([1, 1, 5, 5], 1);
    expect(evaluate('averagePool', [x], { ...attributes, countIncludePad: false })).toEqual([
      7, 7.5, 8, 8.5, 9, 9.5, 10, 10.5, 11, 11.5, 12, 12.5, 13, 13.5, 14, 14.5, 15, 15.5, 16, 16.5, 17, 17.5,
      18, 18.5, 19,
    ]);
    expect(evaluate('averagePool', [x], { ...attributes, countIncludePad: true })).toEqual([
      2.52, 3.6, 4.8, 4.08, 3.24, 4.56, 6.4, 8.4, 7.04, 5.52, 7.2, 10, 13, 10.8, 8.4, 6.96, 9.6, 12.4, 10.24,
      7.92, 6.12, 8.4, 10.8, 8.88, 6.84,
    ]);
  });
});

/** Values of Abramowitz and Stegun, table 7.1, and of the C library. */
test('erf is exact to the last digits of the tables', () => {
  const builder = createGraphBuilder();
  const x = builder.input('x', [7]);
  builder.output('y', builder.apply('erf', [x]));
  const arguments_ = tensor64([7], [0, 0.1, 0.5, 1, -2, 2.5, 3]);
  const { data } = interpret(builder.finish(), new Map([['x', arguments_]])).get('y')!;
  const expected = [
    0, 0.1124629160182849, 0.5204998778130465, 0.8427007929497149, -0.9953222650189527, 0.999593047982555,
    0.9999779095030014,
  ];
  data.forEach((value, i) => {
    expect(Math.abs(value - expected[i]!)).toBeLessThan(2e-15);
  });
});

describe('hand-computed cases', () => {
  test('the gradient of max pooling goes to the first of equal elements, row by row', () => {
    const attributes = {
      kernel: [2, 2],
      stride: [2, 2],
      dilation: [1, 1],
      padding: [0, 0, 0, 0],
      ceil: false,
    } as const;
    const x = tensor64([1, 1, 2, 4], [1, 3, 5, 5, 3, 3, 5, 5]);
    const [y, dy] = [tensor64([1, 1, 1, 2], [3, 5]), tensor64([1, 1, 1, 2], [10, 20])];
    expect(evaluate('maxPoolGradient', [x, y, dy], attributes)).toEqual([0, 10, 20, 0, 0, 0, 0, 0]);
  });

  test('a product of transposed matrices with a bias', () => {
    const a = tensor64([2, 1], [1, 2]);
    const b = tensor64([3, 2], [1, 2, 3, 4, 5, 6]);
    const bias = tensor64([3], [10, 20, 30]);
    expect(evaluate('matmul', [a, b, bias], { transposeA: true, transposeB: true })).toEqual([15, 31, 47]);
  });

  test('a slice with steps, and its padding back', () => {
    const x = counting([3, 4]);
    expect(evaluate('slice', [x], { starts: [0, 1], ends: [3, 4], steps: [2, 2] })).toEqual([1, 3, 9, 11]);
    const padded = evaluate('pad', [tensor64([1, 2], [7, 8])], { before: [0, 1], after: [1, 0], value: -1 });
    expect(padded).toEqual([-1, 7, 8, -1, -1, -1]);
  });

  test('softmax and its logarithm do not overflow', () => {
    const x = tensor64([1, 2], [1000, 1000 + Math.log(3)]);
    expect(evaluate('softmax', [x], { axis: 1 })).toEqual([0.25, 0.75]);
    expect(evaluate('logSoftmax', [x], { axis: 1 })).toEqual([-1.3863, -0.2877]);
  });

  test('batch normalization uses the biased variance of each channel', () => {
    const x = tensor64([2, 2, 1], [1, 10, 3, 30]);
    const [scale, bias] = [tensor64([2], [1, 2]), tensor64([2], [0, 5])];
    expect(evaluate('batchNormalization', [x, scale, bias], { epsilon: 0 })).toEqual([-1, 3, 1, 7]);
  });
});

test('a missing feed and a feed of another shape are named', () => {
  const builder = createGraphBuilder();
  builder.output('y', builder.input('images', [2, 3]));
  const graph = builder.finish();
  expect(() => interpret(graph, new Map())).toThrow('The feed for input images is missing.');
  expect(() => interpret(graph, new Map([['images', counting([3, 2])]]))).toThrow(
    'Input images has shape [2, 3], its feed [3, 2].',
  );
});
