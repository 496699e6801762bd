// ONNX for matrix products and forward convolution.

import type { ConvolutionAttributes } from '../../graph/graph.ts';
import type { OnnxAttributes } from '../emitter.ts';
import { only } from '../lowering.ts';

/** Gemm for matrices; a stack of them needs MatMul, which cannot transpose. */
const matmul = only<'matmul'>((emit, node, [a, b, bias], outputs) => {
  const { transposeA, transposeB } = node.attributes;
  const rank = node.inputs[0]!.shape.length;
  if (rank === 2) {
    const inputs = bias === undefined ? [a!, b!] : [a!, b!, bias];
    emit.into(outputs, 'Gemm', inputs, { transA: transposeA ? 1 : 0, transB: transposeB ? 1 : 0 });
    return;
  }
  const perm = Array.from({ length: rank }, (_, axis) => axis);
  [perm[rank - 2], perm[rank - 1]] = [rank - 1, rank - 2];
  const operands = [
    transposeA ? emit.node('Transpose', [a!], { perm }) : a!,
    transposeB ? emit.node('Transpose', [b!], { perm }) : b!,
  ];
  if (bias === undefined) emit.into(outputs, 'MatMul', operands);
  else emit.into(outputs, 'Add', [emit.node('MatMul', operands), bias]);
});

export function convAttributes(attributes: ConvolutionAttributes, kernel: readonly number[]): OnnxAttributes {
  return {
    kernel_shape: kernel,
    strides: attributes.stride,
    dilations: attributes.dilation,
    pads: attributes.padding,
    group: attributes.groups,
  };
}

const convolution = only<'convolution'>((emit, { attributes, inputs: [, w] }, inputs, outputs) =>
  emit.into(outputs, 'Conv', inputs, convAttributes(attributes, w!.shape.slice(2))),
);

export const productLowerings = { matmul, convolution };
