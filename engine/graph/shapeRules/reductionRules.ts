// Shape rules of reductions and of the softmax family.

import type { Value } from '../graph.ts';
import { reducedShape, tensorSize } from '../tensorShape.ts';
import { expect, expectAxes, float, floats, type OutputType } from './shapeRule.ts';

interface ReductionAttributes {
  readonly axes: readonly number[];
  readonly keepDimensions: boolean;
}

function reduction(inputs: readonly Value[], attributes: ReductionAttributes): readonly OutputType[] {
  const [x] = floats(inputs, 1);
  expectAxes(attributes.axes, x!.shape.length);
  return [float(reducedShape(x!.shape, attributes.axes, attributes.keepDimensions))];
}

function nonEmptyReduction(inputs: readonly Value[], attributes: ReductionAttributes): readonly OutputType[] {
  expect(
    attributes.axes.every((axis) => inputs[0]?.shape[axis] !== 0) && tensorSize(inputs[0]?.shape ?? []) > 0,
    'at least one element to reduce',
  );
  return reduction(inputs, attributes);
}

function alongAxis(inputs: readonly Value[], attributes: { readonly axis: number }): readonly OutputType[] {
  const [x] = floats(inputs, 1);
  expectAxes([attributes.axis], x!.shape.length);
  return [float(x!.shape)];
}

export const reductionRules = {
  reduceSum: reduction,
  reduceMean: nonEmptyReduction,
  reduceMax: nonEmptyReduction,
  softmax: alongAxis,
  logSoftmax: alongAxis,
};
