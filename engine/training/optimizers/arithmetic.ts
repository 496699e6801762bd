// Small formulas on tensors that the optimizers share.

import type { GraphBuilder, Value } from '../../graph/graph.ts';

/** a * factor */
export function scaled(builder: GraphBuilder, a: Value, factor: number): Value {
  return builder.apply('multiply', [a, builder.scalar(factor)]);
}

/** a * factor + b */
export function multiplyAdd(builder: GraphBuilder, a: Value, factor: number, b: Value): Value {
  return builder.apply('add', [scaled(builder, a, factor), b]);
}

/** mean * share + x * (1 - share): an exponential moving average. */
export function movingAverage(builder: GraphBuilder, mean: Value, share: number, x: Value): Value {
  return multiplyAdd(builder, mean, share, scaled(builder, x, 1 - share));
}

/** w - lr * direction */
export function descend(builder: GraphBuilder, w: Value, learningRate: Value, direction: Value): Value {
  return builder.apply('subtract', [w, builder.apply('multiply', [direction, learningRate])]);
}

/** The gradient with the pull of weight decay, where it applies. */
export function withDecay(
  builder: GraphBuilder,
  {
    parameter,
    gradient,
    decays,
  }: { readonly parameter: Value; readonly gradient: Value; readonly decays: boolean },
  decay: number,
): Value {
  return decays && decay !== 0 ? multiplyAdd(builder, parameter, decay, gradient) : gradient;
}

/** The sum of all squares, a scalar. */
export function sumOfSquares(builder: GraphBuilder, x: Value): Value {
  const axes = x.shape.map((_, axis) => axis);
  return builder.apply('reduceSum', [builder.apply('multiply', [x, x])], { axes, keepDimensions: false });
}
