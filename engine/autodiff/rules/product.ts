// Gradient rules of matrix products and convolutions.

import type { GradientRule } from '../gradientRule.ts';

/** For c = a b: da = dc bᵀ, db = aᵀ dc, with whatever was transposed going in coming out transposed. */
const matmul: GradientRule<'matmul'> = ({ builder, dy, inputs: [a, b], attributes, needs }) => {
  const { transposeA, transposeB } = attributes;
  const product = (left: typeof dy, right: typeof dy, transposeLeft: boolean, transposeRight: boolean) =>
    builder.apply('matmul', [left, right], { transposeA: transposeLeft, transposeB: transposeRight });
  const da = () => (transposeA ? product(b!, dy, transposeB, true) : product(dy, b!, false, !transposeB));
  const db = () => (transposeB ? product(dy, a!, true, transposeA) : product(a!, dy, !transposeA, false));
  // The bias was repeated for every row; `differentiate` sums these.
  return [needs(0) ? da() : undefined, needs(1) ? db() : undefined, dy];
};

const convolution: GradientRule<'convolution'> = ({ builder, dy, inputs: [x, w], attributes, needs }) => [
  needs(0)
    ? builder.apply('convolutionInputGradient', [dy, w!], { ...attributes, inputShape: x!.shape })
    : undefined,
  needs(1)
    ? builder.apply('convolutionWeightGradient', [x!, dy], { ...attributes, weightShape: w!.shape })
    : undefined,
  needs(2) ? builder.apply('reduceSum', [dy], { axes: [0, 2, 3], keepDimensions: false }) : undefined,
];

/** It is linear in both operands; run backwards it is the convolution itself. */
const convolutionInputGradient: GradientRule<'convolutionInputGradient'> = (backward) => {
  const { builder, dy: dx, inputs, attributes, needs } = backward;
  const { inputShape: _, ...convolutionAttributes } = attributes;
  const [dy, w] = inputs;
  return [
    needs(0) ? builder.apply('convolution', [dx, w!], convolutionAttributes) : undefined,
    needs(1)
      ? builder.apply('convolutionWeightGradient', [dx, dy!], {
          ...convolutionAttributes,
          weightShape: w!.shape,
        })
      : undefined,
  ];
};

const convolutionWeightGradient: GradientRule<'convolutionWeightGradient'> = (backward) => {
  const { builder, dy: dw, inputs, attributes, needs } = backward;
  const { weightShape: _, ...convolutionAttributes } = attributes;
  const [x, dy] = inputs;
  return [
    needs(0)
      ? builder.apply('convolutionInputGradient', [dy!, dw], {
          ...convolutionAttributes,
          inputShape: x!.shape,
        })
      : undefined,
    needs(1) ? builder.apply('convolution', [x!, dw], convolutionAttributes) : undefined,
  ];
};

export const productGradients = { matmul, convolution, convolutionInputGradient, convolutionWeightGradient };
