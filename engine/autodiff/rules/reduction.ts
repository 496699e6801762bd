// Gradient rules of reductions and of the softmax family.

import type { GraphBuilder, Value } from '../../graph/graph.ts';
import { reducedShape, tensorSize } from '../../graph/tensorShape.ts';
import type { GradientRule } from '../gradientRule.ts';

interface ReductionAttributes {
  readonly axes: readonly number[];
  readonly keepDimensions: boolean;
}

/** A reduction's result, or its gradient, with the reduced axes kept as 1 so that it broadcasts to x. */
function keepAxes(builder: GraphBuilder, reduced: Value, x: Value, attributes: ReductionAttributes): Value {
  // A scalar broadcasts as it is.
  if (attributes.keepDimensions || reduced.shape.length === 0) return reduced;
  return builder.apply('reshape', [reduced], { shape: reducedShape(x.shape, attributes.axes, true) });
}

const reduceSum: GradientRule<'reduceSum'> = ({ builder, dy, inputs: [x], attributes }) => [
  builder.apply('broadcast', [keepAxes(builder, dy, x!, attributes)], { shape: x!.shape }),
];

const reduceMean: GradientRule<'reduceMean'> = ({ builder, dy, inputs: [x], attributes }) => {
  const share = builder.scalar(tensorSize(dy.shape) / tensorSize(x!.shape));
  const scaled = builder.apply('multiply', [keepAxes(builder, dy, x!, attributes), share]);
  return [builder.apply('broadcast', [scaled], { shape: x!.shape })];
};

/** Equal largest elements share the gradient, as in PyTorch's `amax`. */
const reduceMax: GradientRule<'reduceMax'> = ({ builder, dy, inputs: [x], outputs: [y], attributes }) => {
  const largest = builder.apply('equal', [x!, keepAxes(builder, y!, x!, attributes)]);
  const mask = builder.apply('toFloat', [largest]);
  const count = builder.apply('reduceSum', [mask], { axes: attributes.axes, keepDimensions: true });
  const share = builder.apply('divide', [keepAxes(builder, dy, x!, attributes), count]);
  return [builder.apply('multiply', [mask, share])];
};

/** dx = y (dy - sum(y dy)) */
const softmax: GradientRule<'softmax'> = ({ builder, dy, outputs: [y], attributes: { axis } }) => {
  const weighted = builder.apply('multiply', [dy, y!]);
  const sum = builder.apply('reduceSum', [weighted], { axes: [axis], keepDimensions: true });
  return [builder.apply('multiply', [y!, builder.apply('subtract', [dy, sum])])];
};

/** dx = dy - softmax(x) sum(dy) */
const logSoftmax: GradientRule<'logSoftmax'> = ({ builder, dy, outputs: [y], attributes: { axis } }) => {
  const sum = builder.apply('reduceSum', [dy], { axes: [axis], keepDimensions: true });
  const probabilities = builder.apply('exp', [y!]);
  return [builder.apply('subtract', [dy, builder.apply('multiply', [probabilities, sum])])];
};

export const reductionGradients = { reduceSum, reduceMean, reduceMax, softmax, logSoftmax };
