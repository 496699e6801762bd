// Shape rules of batch normalization, whose per-channel operands are [C] for x [N, C, ...].

import type { Value } from '../graph.ts';
import { tensorSize } from '../tensorShape.ts';
import { expect, expectShape, float, floats, type ShapeRule } from './shapeRule.ts';

/** Checks x and the vectors with one number for each channel; returns that vector's shape. */
function channelVectors(x: Value, vectors: Readonly<Record<string, Value>>): readonly [number] {
  expect(x.shape.length >= 2 && tensorSize(x.shape) > 0, 'an image [N, C, ...] with elements');
  const channels = [x.shape[1]!] as const;
  for (const [name, vector] of Object.entries(vectors)) expectShape(name, vector, channels);
  return channels;
}

const batchNormalization: ShapeRule<'batchNormalization'> = (inputs) => {
  const [x, scale, bias] = floats(inputs, 3);
  const channels = channelVectors(x!, { scale: scale!, bias: bias! });
  return [float(x!.shape), float(channels), float(channels)];
};

const batchNormalizationGradient: ShapeRule<'batchNormalizationGradient'> = (inputs) => {
  const [x, scale, mean, variance, dy] = floats(inputs, 5);
  const channels = channelVectors(x!, { scale: scale!, mean: mean!, variance: variance! });
  expectShape('dy', dy!, x!.shape);
  return [float(x!.shape), float(channels), float(channels)];
};

const batchNormalizationInference: ShapeRule<'batchNormalizationInference'> = (inputs) => {
  const [x, scale, bias, mean, variance] = floats(inputs, 5);
  channelVectors(x!, { scale: scale!, bias: bias!, mean: mean!, variance: variance! });
  return [float(x!.shape)];
};

export const normalizationRules = {
  batchNormalization,
  batchNormalizationGradient,
  batchNormalizationInference,
};
