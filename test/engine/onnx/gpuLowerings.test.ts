// What is written for a GPU otherwise than for processors: sums that thousands of workers share.

import { describe, expect, it } from 'vitest';
import { createGraphBuilder } from '../../../engine/graph/builder.ts';
import type { Graph } from '../../../engine/graph/graph.ts';
import { applicableLowerings } from '../../../engine/onnx/chooseLowering.ts';
import { encodeOnnx } from '../../../engine/onnx/encodeOnnx.ts';
import type { Target } from '../../../engine/onnx/target.ts';

function occurrences(graph: Graph, target: Target, operator: string): number {
  const text = Buffer.from(encodeOnnx(graph, { target })).toString('latin1');
  // A node's field 4 is its operator, a text behind its length.
  return text.split(`\x22${String.fromCharCode(operator.length)}${operator}`).length - 1;
}

function channelSum(axes: readonly number[]): Graph {
  const builder = createGraphBuilder();
  const x = builder.input('x', [8, 4, 6, 6]);
  builder.output('y', builder.apply('reduceSum', [x], { axes, keepDimensions: false }));
  return builder.finish();
}

function weightGradient(filters: number, depth: number, kernel: number, stride = 1) {
  const builder = createGraphBuilder();
  const x = builder.input('x', [8, depth, 12, 12]);
  const pad = (kernel - 1) / 2;
  const dy = builder.input('dy', [8, filters, 12 / stride, 12 / stride]);
  builder.output(
    'dw',
    builder.apply('convolutionWeightGradient', [x, dy], {
      stride: [stride, stride],
      dilation: [1, 1],
      padding: [pad, pad, pad, pad],
      groups: 1,
      weightShape: [filters, depth, kernel, kernel],
    }),
  );
  const node = builder.finish().nodes.find(({ operation }) => operation === 'convolutionWeightGradient')!;
  return applicableLowerings(node, 'webgpu')[0];
}

describe('on webgpu', () => {
  it('a sum over images and places is taken for each image first; elsewhere at once', () => {
    expect(occurrences(channelSum([0, 2, 3]), 'webgpu', 'ReduceSum')).toBe(2);
    expect(occurrences(channelSum([0, 2, 3]), 'cpu', 'ReduceSum')).toBe(1);
  });

  it('a sum that keeps nothing behind or before the summed axes is taken at once', () => {
    expect(occurrences(channelSum([2, 3]), 'webgpu', 'ReduceSum')).toBe(1);
    expect(occurrences(channelSum([0]), 'webgpu', 'ReduceSum')).toBe(1);
  });

  it("a convolution's weight gradient sums each image apart, with taps of the sides that have least to copy", () => {
    expect(weightGradient(16, 16, 3)).toBe('split taps over images');
    expect(weightGradient(64, 16, 3)).toBe('MatMul over images');
    expect(weightGradient(16, 3, 3)).toBe('MatMul over images');
    expect(weightGradient(12, 64, 3)).toBe('gradient taps over images');
  });

  it("a convolution's weight gradient needs no taps where its window is one place", () => {
    expect(weightGradient(64, 16, 1)).toBe('MatMul over images');
  });

  it("a strided convolution's weight gradient has its taps on the image's side, where places can be left out", () => {
    expect(weightGradient(16, 16, 3, 2)).toBe('MatMul over images');
  });
});
