// What the normalisations within one image have in common.

import type { GraphBuilder, Value } from '../graph/graph.ts';
import { boolean, number } from '../network/attribute.ts';
import type { Shape } from '../network/shape.ts';
import type { ParameterDeclaration } from './layer.ts';

/** (x - mean) / sqrt(variance + epsilon) within each of `groups` equal groups of channels of each image. */
export function normalizeGroups(builder: GraphBuilder, x: Value, groups: number, epsilon: number): Value {
  const [batch = 1, ...rest] = x.shape;
  const size = rest.reduce((product, extent) => product * extent, 1) / groups;
  const grouped = builder.apply('reshape', [x], { shape: [batch, groups, size] });
  const overGroup = { axes: [2], keepDimensions: true };
  const centred = builder.apply('subtract', [grouped, builder.apply('reduceMean', [grouped], overGroup)]);
  const square = builder.apply('multiply', [centred, centred]);
  const variance = builder.apply('reduceMean', [square], overGroup);
  const deviation = builder.apply('sqrt', [builder.apply('add', [variance, builder.scalar(epsilon)])]);
  const normal = builder.apply('divide', [centred, deviation]);
  return builder.apply('reshape', [normal], { shape: x.shape });
}

/** In positional order: epsilon, affine. */
export function normalizationAttributes() {
  return {
    epsilon: number('Added to the variance, so that it never divides by zero.', { default: 1e-5, min: 0 }),
    affine: boolean('Whether a scale and an offset are learnt.', { default: true }),
  };
}

/** `weight` and `bias`, which start at 1 and 0 and do not decay. */
export function affineParameters(affine: boolean, shape: Shape): readonly ParameterDeclaration[] {
  if (!affine) return [];
  const tensor = (suffix: string, value: number): ParameterDeclaration => ({
    suffix,
    shape,
    trainable: true,
    initializer: { kind: 'constant', value },
    decays: false,
  });
  return [tensor('weight', 1), tensor('bias', 0)];
}
