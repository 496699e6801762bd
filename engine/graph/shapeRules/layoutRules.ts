// Shape rules of operations that only move, repeat or drop elements.

import { broadcastShapes } from '../broadcasting.ts';
import { sameTensorShape, tensorSize } from '../tensorShape.ts';
import { expect, expectAxes, float, floats, type ShapeRule } from './shapeRule.ts';

const reshape: ShapeRule<'reshape'> = (inputs, { shape }) => {
  const [x] = floats(inputs, 1);
  expect(
    tensorSize(x!.shape) === tensorSize(shape),
    `${tensorSize(shape)} elements for [${shape.join(', ')}]`,
  );
  return [float(shape)];
};

const transpose: ShapeRule<'transpose'> = (inputs, { permutation }) => {
  const [x] = floats(inputs, 1);
  expectAxes(permutation, x!.shape.length);
  expect(permutation.length === x!.shape.length, `a permutation of ${x!.shape.length} axes`);
  return [float(permutation.map((axis) => x!.shape[axis]!))];
};

const broadcast: ShapeRule<'broadcast'> = (inputs, { shape }) => {
  const [x] = floats(inputs, 1);
  const result = broadcastShapes(x!.shape, shape);
  expect(
    result !== undefined && sameTensorShape(result, shape),
    `a shape that broadcasts to [${shape.join(', ')}]`,
  );
  return [float(shape)];
};

const after: ShapeRule<'after'> = (inputs) => {
  const [x] = floats(inputs, 2);
  return [float(x!.shape)];
};

const slice: ShapeRule<'slice'> = (inputs, { starts, ends, steps }) => {
  const [x] = floats(inputs, 1);
  const rank = x!.shape.length;
  expect(
    starts.length === rank && ends.length === rank && steps.length === rank,
    `starts, ends and steps for ${rank} axes`,
  );
  const shape = x!.shape.map((extent, axis) => {
    const [start, end, step] = [starts[axis]!, ends[axis]!, steps[axis]!];
    expect(
      step >= 1 && start >= 0 && start < end && end <= extent,
      `0 <= start < end <= ${extent} on axis ${axis}`,
    );
    return Math.ceil((end - start) / step);
  });
  return [float(shape)];
};

const pad: ShapeRule<'pad'> = (inputs, { before, after }) => {
  const [x] = floats(inputs, 1);
  const rank = x!.shape.length;
  expect(before.length === rank && after.length === rank, `counts before and after for ${rank} axes`);
  expect(
    [...before, ...after].every((count) => count >= 0),
    'counts of 0 or more',
  );
  return [float(x!.shape.map((extent, axis) => extent + before[axis]! + after[axis]!))];
};

const concatenate: ShapeRule<'concatenate'> = (inputs, { axis }) => {
  expect(inputs.length > 0, 'at least one operand');
  const [first, ...others] = floats(inputs, inputs.length);
  expectAxes([axis], first!.shape.length);
  for (const other of others) {
    const fits = first!.shape.every((extent, i) => i === axis || extent === other.shape[i]);
    expect(fits && other.shape.length === first!.shape.length, `shapes that differ on axis ${axis} only`);
  }
  const total = inputs.reduce((sum, input) => sum + input.shape[axis]!, 0);
  return [float(first!.shape.map((extent, i) => (i === axis ? total : extent)))];
};

export const layoutRules = { reshape, transpose, broadcast, after, slice, pad, concatenate };
