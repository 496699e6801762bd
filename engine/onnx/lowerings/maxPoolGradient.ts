// ONNX for the gradient of max pooling: dy goes to the first largest element of each window.

import type { NodeOf } from '../../graph/graph.ts';
import { tensorSize } from '../../graph/tensorShape.ts';
import { axisWindows, windowSpan } from '../../graph/windowGeometry.ts';
import type { Emitter } from '../emitter.ts';
import type { Lowering } from '../lowering.ts';
import { emitMaxPool, hasIndices, indicesKey, lowestFloat } from './pooling.ts';
import { separableMaxPoolGradient } from './separableMaxPoolGradient.ts';
import { mergeTiles, tilesInput } from './tiles.ts';
import { windowTaps } from './windowTaps.ts';

type Node = NodeOf<'maxPoolGradient'>;

/** No place belongs to two windows. */
function disjoint({ attributes: { kernel, stride, dilation } }: Node): boolean {
  return ([0, 1] as const).every((axis) => (kernel[axis] - 1) * dilation[axis] < stride[axis]);
}

function indicesOf(emit: Emitter, { inputs, attributes }: Node, x: string, y: string): string {
  return emit.shared(indicesKey(y), () => {
    const [again, indices] = [emit.freshName('MaxPool'), emit.freshName('indices')];
    emitMaxPool(emit, { x: inputs[0]!, y: inputs[1]!, attributes }, x, [again, indices]);
    return indices;
  });
}

const unpool: Lowering<'maxPoolGradient'> = {
  name: 'MaxUnpool',
  applies: (node, target) =>
    target === 'cpu' &&
    disjoint(node) &&
    hasIndices(node.inputs[0]!.shape, node.inputs[1]!.shape, node.attributes),
  lower: (emit, node, [x, y, dy], outputs) => {
    const inputs = [dy!, indicesOf(emit, node, x!, y!), emit.integers(node.inputs[0]!.shape)];
    // The window only serves to check the output's shape, which padding and `ceil` would fail.
    emit.into(outputs, 'MaxUnpool', inputs, { kernel_shape: [1, 1], strides: [1, 1] });
  },
};

const scatter: Lowering<'maxPoolGradient'> = {
  name: 'ScatterElements',
  applies: ({ inputs: [x, y], attributes }, target) =>
    target === 'cpu' && hasIndices(x!.shape, y!.shape, attributes),
  lower: (emit, node, [x, y, dy], outputs) => {
    const [input, output] = [node.inputs[0]!.shape, node.inputs[1]!.shape];
    const flat = emit.integers([tensorSize(output)]);
    const indices = emit.node('Reshape', [indicesOf(emit, node, x!, y!), flat]);
    const zeros = emit.node('Expand', [emit.scalar(0), emit.integers([tensorSize(input)])]);
    const updates = emit.node('Reshape', [dy!, flat]);
    const added = emit.node('ScatterElements', [zeros, indices, updates], { axis: 0, reduction: 'add' });
    emit.into(outputs, 'Reshape', [added, emit.integers(input)]);
  },
};

/** For each tap, row by row, dy where the tap is the first to equal the window's largest element, else 0. */
function tapShares(emit: Emitter, node: Node, [x, y, dy]: readonly string[]): readonly string[] {
  const [input, output] = [node.inputs[0]!.shape, node.inputs[1]!.shape];
  const taps = windowTaps(emit, x!, input, axisWindows(node.attributes), output, lowestFloat);
  const zero = emit.scalar(0);
  // What no tap has taken yet.
  let rest = dy!;
  return taps.map((tap, index) => {
    const share = emit.node('Where', [emit.node('Equal', [tap, y!]), rest, zero]);
    // Where the share is dy it is exactly the rest, so the difference is exactly 0.
    if (index < taps.length - 1) rest = emit.node('Sub', [rest, share]);
    return share;
  });
}

const compareTiles: Lowering<'maxPoolGradient'> = {
  name: 'compare tiles',
  applies: ({ inputs: [x, y], attributes }) => tilesInput(x!.shape, y!.shape, attributes),
  lower: (emit, node, inputs, outputs) => {
    const output = node.inputs[1]!.shape;
    const [rows, columns] = node.attributes.kernel;
    const tile = emit.integers([output[0]! * output[1]!, output[2]!, 1, output[3]!, 1]);
    const shares = tapShares(emit, node, inputs).map((share) => emit.node('Reshape', [share, tile]));
    const lines = Array.from({ length: rows }, (_, row) => {
      const line = shares.slice(row * columns, (row + 1) * columns);
      return emit.node('Concat', line, { axis: 4 });
    });
    mergeTiles(emit, emit.node('Concat', lines, { axis: 2 }), node.inputs[0]!.shape, outputs);
  },
};

/** In general: each tap's shares are put where the tap looks, by a transposed convolution with one-hot weights. */
const compareTaps: Lowering<'maxPoolGradient'> = {
  name: 'compare taps',
  lower: (emit, node, inputs, outputs) => {
    const { kernel, stride, dilation } = node.attributes;
    const [input, output] = [node.inputs[0]!.shape, node.inputs[1]!.shape];
    const taps = kernel[0] * kernel[1];
    const [planes, channels] = [output[0]! * output[1]!, 1];
    const shape = emit.integers([planes, channels, output[2]!, output[3]!]);
    const shares = tapShares(emit, node, inputs).map((share) => emit.node('Reshape', [share, shape]));
    const stacked = shares.length === 1 ? shares[0]! : emit.node('Concat', shares, { axis: 1 });
    const oneHot = Array.from({ length: taps * taps }, (_, i) => (Math.floor(i / taps) === i % taps ? 1 : 0));
    const window = axisWindows(node.attributes);
    const missing = window.map((axis, i) => {
      const reached = (output[i + 2]! - 1) * axis.stride + windowSpan(axis) - axis.before - axis.after;
      return input[i + 2]! - reached;
    }) as [number, number];
    const placed = emit.node('ConvTranspose', [stacked, emit.floats([taps, 1, ...kernel], oneHot)], {
      kernel_shape: kernel,
      strides: stride,
      dilations: dilation,
      pads: [
        window[0].before,
        window[1].before,
        window[0].after + Math.max(0, -missing[0]),
        window[1].after + Math.max(0, -missing[1]),
      ],
      output_padding: missing.map((count) => Math.max(0, count)),
    });
    emit.into(outputs, 'Reshape', [placed, emit.integers(input)]);
  },
};

export const maxPoolGradientLowerings = [
  unpool,
  separableMaxPoolGradient,
  scatter,
  compareTiles,
  compareTaps,
];
