// ONNX for matrix products and forward convolution.

import type { ConvolutionAttributes, TensorShape } from '../../graph/graph.ts';
import { tensorSize } from '../../graph/tensorShape.ts';
import type { Emitter } from '../emitter.ts';
import { type Lowering, only } from '../lowering.ts';
import { convolveBlocked, fitsBlocks } from './blockedConvolution.ts';
import { convAttributes } from './convAttributes.ts';

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

/** A window as large as the image: each filter sees it once, which makes the convolution a matrix product. */
export function coversImage(
  x: TensorShape,
  w: TensorShape,
  { dilation, padding, groups }: ConvolutionAttributes,
): boolean {
  const whole = [2, 3].every(
    (axis) => x[axis] === w[axis] && (w[axis] === 1 || dilation[axis === 2 ? 0 : 1] === 1),
  );
  return whole && groups === 1 && padding.every((count) => count === 0);
}

/** An image or weight [A, B, H, W] as a matrix [A, B * H * W]. */
export function asMatrix(emit: Emitter, value: string, shape: TensorShape): string {
  return emit.node('Reshape', [value, emit.integers([0, tensorSize(shape.slice(1))])]);
}

const convolution: readonly Lowering<'convolution'>[] = [
  {
    name: 'Gemm',
    // Files for others keep the convolution that the network has.
    applies: ({ inputs: [x, w], attributes }, target) =>
      target !== 'portable' && coversImage(x!.shape, w!.shape, attributes),
    lower: (emit, { inputs: operands, outputs: [y] }, [x, w, ...bias], names) => {
      const [image, weight] = [
        asMatrix(emit, x!, operands[0]!.shape),
        asMatrix(emit, w!, operands[1]!.shape),
      ];
      const product = emit.node('Gemm', [image, weight, ...bias], { transB: 1 });
      emit.into(names, 'Reshape', [product, emit.integers([0, y!.shape[1]!, 1, 1])]);
    },
  },
  {
    name: 'Conv',
    lower: (emit, { attributes, inputs: [, w] }, inputs, outputs) =>
      emit.into(outputs, 'Conv', inputs, convAttributes(attributes, w!.shape.slice(2))),
  },
  {
    name: 'blocked Conv',
    applies: ({ inputs: [x, w], attributes }, _, block) =>
      fitsBlocks(block, x!.shape[1]!, w!.shape[0]!, attributes.groups),
    lower: (emit, { attributes, inputs: operands }, [x, w, bias], outputs) =>
      convolveBlocked(
        emit,
        {
          x: x!,
          imageShape: operands[0]!.shape,
          w: w!,
          weightShape: operands[1]!.shape,
          ...(bias === undefined ? {} : { bias }),
        },
        attributes,
        outputs,
      ),
  },
];

export const productLowerings = { matmul, convolution };
