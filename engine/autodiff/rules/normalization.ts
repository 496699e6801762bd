// Gradient rules of batch normalization.

import type { GraphBuilder, Value } from '../../graph/graph.ts';
import { tensorSize } from '../../graph/tensorShape.ts';
import type { GradientRule } from '../gradientRule.ts';

/** A vector with one number for each channel, shaped to broadcast over x [N, C, ...]. */
function perChannel(builder: GraphBuilder, vector: Value, x: Value): Value {
  return builder.apply('reshape', [vector], { shape: [vector.shape[0]!, ...x.shape.slice(2).map(() => 1)] });
}

/** Sums x [N, C, ...] to one number for each channel. */
function channelSums(builder: GraphBuilder, x: Value): Value {
  const axes = x.shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]));
  return builder.apply('reduceSum', [x], { axes, keepDimensions: false });
}

const batchNormalization: GradientRule<'batchNormalization'> = (backward) => {
  const { builder, inputs, outputs, attributes, outputGradients } = backward;
  const [x, scale] = inputs as readonly [Value, Value, Value];
  const [, mean, variance] = outputs as readonly [Value, Value, Value];
  const [dy, dmean, dvariance] = outputGradients;
  const [dx, dscale, dbias] = dy
    ? builder.applyMany('batchNormalizationGradient', [x, scale, mean, variance, dy], attributes)
    : [];
  const count = tensorSize(x.shape) / x.shape[1]!;
  const parts = [
    dx,
    // The mean of M elements: each has a share of 1 / M.
    dmean && perChannel(builder, builder.apply('multiply', [dmean, builder.scalar(1 / count)]), x),
    dvariance && varianceGradient(builder, x, mean, dvariance, count),
  ].filter((part) => part !== undefined);
  const total = parts.reduce((sum, part) => builder.apply('add', [sum, part]));
  const full =
    total.shape.length === x.shape.length ? total : builder.apply('broadcast', [total], { shape: x.shape });
  return [full, dscale, dbias];
};

/** d variance / dx = 2 (x - mean) / M */
function varianceGradient(
  builder: GraphBuilder,
  x: Value,
  mean: Value,
  dvariance: Value,
  count: number,
): Value {
  const factor = builder.apply('multiply', [dvariance, builder.scalar(2 / count)]);
  const centered = builder.apply('subtract', [x, perChannel(builder, mean, x)]);
  return builder.apply('multiply', [centered, perChannel(builder, factor, x)]);
}

/** With r = 1 / sqrt(variance + epsilon): y = (x - mean) r scale + bias. */
const batchNormalizationInference: GradientRule<'batchNormalizationInference'> = (backward) => {
  const { builder, dy, inputs, attributes, needs } = backward;
  const [x, scale, , mean, variance] = inputs as readonly [Value, Value, Value, Value, Value];
  const multiply = (a: Value, b: Value) => builder.apply('multiply', [a, b]);
  const shifted = builder.apply('add', [variance, builder.scalar(attributes.epsilon)]);
  const r = builder.apply('reciprocal', [builder.apply('sqrt', [shifted])]);
  const factor = multiply(scale, r);
  const dbias = channelSums(builder, dy);
  const centered = () => builder.apply('subtract', [x, perChannel(builder, mean, x)]);
  // sum dy (x - mean)
  const moment = needs(1) || needs(4) ? channelSums(builder, multiply(dy, centered())) : undefined;
  return [
    needs(0) ? multiply(dy, perChannel(builder, factor, x)) : undefined,
    needs(1) ? multiply(moment!, r) : undefined,
    dbias,
    needs(3) ? builder.apply('negate', [multiply(dbias, factor)]) : undefined,
    // -1/2 scale r³ sum dy (x - mean)
    needs(4)
      ? multiply(multiply(moment!, factor), multiply(multiply(r, r), builder.scalar(-0.5)))
      : undefined,
  ];
};

export const normalizationGradients = { batchNormalization, batchNormalizationInference };
