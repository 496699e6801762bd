// ONNX for the gradient of a convolution with respect to its input, which is also transposed convolution.

import type { ConvolutionAttributes, NodeOf, TensorShape } from '../../graph/graph.ts';
import { axisWindows, convolutionWindow, windowSpan } from '../../graph/windowGeometry.ts';
import type { Emitter } from '../emitter.ts';
import type { Lowering } from '../lowering.ts';
import { convolveBlocked, fitsBlocks } from './blockedConvolution.ts';
import { convAttributes } from './convAttributes.ts';
import { asMatrix, coversImage } from './product.ts';

type Node = NodeOf<'convolutionInputGradient'>;

function windowOf(node: Node) {
  const w = node.inputs[1]!.shape;
  return axisWindows(convolutionWindow(node.attributes, [w[2]!, w[3]!]));
}

/** ConvTranspose takes w [O, C / groups, kh, kw] as it is. Rows that no window reached are added as output padding. */
const transposedConvolution: Lowering<'convolutionInputGradient'> = {
  name: 'ConvTranspose',
  lower: (emit, node, inputs, outputs) => {
    const dy = node.inputs[0]!.shape;
    const outputPadding = windowOf(node).map((window, i) => {
      const reached = (dy[i + 2]! - 1) * window.stride + windowSpan(window) - window.before - window.after;
      return node.attributes.inputShape[i + 2]! - reached;
    });
    emit.into(outputs, 'ConvTranspose', inputs, {
      ...convAttributes(node.attributes, node.inputs[1]!.shape.slice(2)),
      output_padding: outputPadding,
    });
  },
};

/** Padding that makes a stride-1 convolution of dy give x's extent: what the window leaves on each side. */
export function fullPadding(node: Node): readonly [number, number, number, number] {
  const [vertical, horizontal] = windowOf(node).map((window) => ({
    before: windowSpan(window) - 1 - window.before,
    after: windowSpan(window) - 1 - window.after,
  })) as [{ before: number; after: number }, { before: number; after: number }];
  return [vertical.before, horizontal.before, vertical.after, horizontal.after];
}

/** Whether dx is an ordinary convolution of dy. */
function canTurn(node: Node): boolean {
  return node.attributes.stride.every((s) => s === 1) && fullPadding(node).every((count) => count >= 0);
}

/** The same on blocked channels. */
const blockedConvolution: Lowering<'convolutionInputGradient'> = {
  name: 'blocked Conv',
  applies: (node, _, block) =>
    canTurn(node) &&
    fitsBlocks(block, node.inputs[0]!.shape[1]!, node.attributes.inputShape[1]!, node.attributes.groups),
  lower: (emit, node, [dy, w], outputs) => {
    const [imageShape, weightShape] = [node.inputs[0]!.shape, node.inputs[1]!.shape];
    const attributes: ConvolutionAttributes = { ...node.attributes, padding: fullPadding(node) };
    convolveBlocked(emit, { x: dy!, imageShape, w: w!, weightShape, turned: true }, attributes, outputs);
  },
};

/** Stride 1: the convolution of dy with w turned by 180 degrees, its filters and channels exchanged. */
const flippedConvolution: Lowering<'convolutionInputGradient'> = {
  name: 'Conv',
  applies: canTurn,
  lower: (emit, node, [dy, w], outputs) => {
    const shape = node.inputs[1]!.shape;
    const turned = exchangeFilters(emit, flip(emit, w!, shape), shape, node.attributes.groups);
    const attributes: ConvolutionAttributes = { ...node.attributes, padding: fullPadding(node) };
    emit.into(outputs, 'Conv', [dy!, turned], convAttributes(attributes, shape.slice(2)));
  },
};

function flip(emit: Emitter, w: string, shape: TensorShape): string {
  if (shape[2] === 1 && shape[3] === 1) return w;
  const backwards = [-1, -1];
  const beforeTheStart = -(2 ** 31);
  const starts = emit.integers(backwards);
  return emit.node('Slice', [
    w,
    starts,
    emit.integers([beforeTheStart, beforeTheStart]),
    emit.integers([2, 3]),
    emit.integers(backwards),
  ]);
}

/** [O, C / groups, kh, kw] to [C, O / groups, kh, kw], within each group. */
function exchangeFilters(emit: Emitter, w: string, shape: TensorShape, groups: number): string {
  const [filters, depth, rows, columns] = shape as [number, number, number, number];
  if (groups === 1) return emit.node('Transpose', [w], { perm: [1, 0, 2, 3] });
  if (groups === filters && depth === 1) return w;
  const grouped = emit.node('Reshape', [w, emit.integers([groups, filters / groups, depth, rows, columns])]);
  const exchanged = emit.node('Transpose', [grouped], { perm: [0, 2, 1, 3, 4] });
  return emit.node('Reshape', [exchanged, emit.integers([depth * groups, filters / groups, rows, columns])]);
}

/** 1x1, stride 1, no padding: one matrix product for each image, wᵀ [C, O] times dy [O, places]. */
const pointwiseProduct: Lowering<'convolutionInputGradient'> = {
  name: 'MatMul',
  applies: ({ inputs: [dy, w], attributes }) =>
    attributes.groups === 1 &&
    w!.shape[2] === 1 &&
    w!.shape[3] === 1 &&
    dy!.shape[2] === attributes.inputShape[2] &&
    dy!.shape[3] === attributes.inputShape[3] &&
    attributes.padding.every((count) => count === 0),
  lower: (emit, node, [dy, w], outputs) => {
    const [, channels, height, width] = node.attributes.inputShape as [number, number, number, number];
    const filters = node.inputs[1]!.shape[0]!;
    const matrix = emit.node('Reshape', [w!, emit.integers([filters, channels])]);
    const places = emit.node('Reshape', [dy!, emit.integers([0, filters, height * width])]);
    const product = emit.node('MatMul', [emit.node('Transpose', [matrix], { perm: [1, 0] }), places]);
    emit.into(outputs, 'Reshape', [product, emit.integers([0, channels, height, width])]);
  },
};

/** One place: dx [N, C * H * W] = dy [N, O] * w [O, C * H * W]. */
const wholeImageProduct: Lowering<'convolutionInputGradient'> = {
  name: 'Gemm',
  applies: ({ inputs: [, w], attributes }, target) =>
    target !== 'portable' && coversImage(attributes.inputShape, w!.shape, attributes),
  lower: (emit, { inputs: operands, attributes }, [dy, w], outputs) => {
    const [gradient, weight] = [
      asMatrix(emit, dy!, operands[0]!.shape),
      asMatrix(emit, w!, operands[1]!.shape),
    ];
    const product = emit.node('Gemm', [gradient, weight]);
    emit.into(outputs, 'Reshape', [product, emit.integers([0, ...attributes.inputShape.slice(1)])]);
  },
};

export const convolutionInputGradientLowerings = [
  wholeImageProduct,
  transposedConvolution,
  flippedConvolution,
  blockedConvolution,
  pointwiseProduct,
];
