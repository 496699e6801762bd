// Gradient rules of operations that only move, repeat or drop elements.

import type { GraphBuilder, Value } from '../../graph/graph.ts';
import type { GradientRule } from '../gradientRule.ts';

const reshape: GradientRule<'reshape'> = ({ builder, dy, inputs: [x] }) => [
  builder.apply('reshape', [dy], { shape: x!.shape }),
];

const transpose: GradientRule<'transpose'> = ({ builder, dy, attributes: { permutation } }) => {
  const inverse = permutation.map((_, axis) => permutation.indexOf(axis));
  return [builder.apply('transpose', [dy], { permutation: inverse })];
};

/** `differentiate` sums the repeated axes. */
const broadcast: GradientRule<'broadcast'> = ({ dy }) => [dy];

const after: GradientRule<'after'> = ({ dy }) => [dy, undefined];

/** Puts each element back where it was taken from, and zeros elsewhere. */
const slice: GradientRule<'slice'> = ({ builder, dy, inputs: [x], attributes: { starts, steps } }) => {
  const spread = insertZeros(builder, dy, steps);
  // The zeros behind the last element may reach past x's end.
  const room = x!.shape.map((extent, axis) => extent - starts[axis]!);
  const fitting = takeFirst(builder, spread, room);
  const after = fitting.shape.map((extent, axis) => room[axis]! - extent);
  return [builder.apply('pad', [fitting], { before: starts, after, value: 0 })];
};

/** Puts `steps - 1` zeros behind every element along each axis. */
function insertZeros(builder: GraphBuilder, x: Value, steps: readonly number[]): Value {
  if (steps.every((step) => step === 1)) return x;
  const split = x.shape.flatMap((extent) => [extent, 1]);
  const single = builder.apply('reshape', [x], { shape: split });
  const padded = builder.apply('pad', [single], {
    before: split.map(() => 0),
    after: steps.flatMap((step) => [0, step - 1]),
    value: 0,
  });
  return builder.apply('reshape', [padded], { shape: x.shape.map((extent, axis) => extent * steps[axis]!) });
}

/** At most so many elements along each axis. */
function takeFirst(builder: GraphBuilder, x: Value, limits: readonly number[]): Value {
  if (x.shape.every((extent, axis) => extent <= limits[axis]!)) return x;
  return builder.apply('slice', [x], {
    starts: x.shape.map(() => 0),
    ends: x.shape.map((extent, axis) => Math.min(extent, limits[axis]!)),
    steps: x.shape.map(() => 1),
  });
}

const pad: GradientRule<'pad'> = ({ builder, dy, inputs: [x], attributes: { before } }) => [
  builder.apply('slice', [dy], {
    starts: before,
    ends: x!.shape.map((extent, axis) => before[axis]! + extent),
    steps: x!.shape.map(() => 1),
  }),
];

const concatenate: GradientRule<'concatenate'> = ({ builder, dy, inputs, attributes: { axis }, needs }) => {
  let start = 0;
  return inputs.map((input, index) => {
    const from = start;
    start += input.shape[axis]!;
    if (!needs(index)) return undefined;
    return builder.apply('slice', [dy], {
      starts: dy.shape.map((_, i) => (i === axis ? from : 0)),
      ends: dy.shape.map((extent, i) => (i === axis ? from + input.shape[axis]! : extent)),
      steps: dy.shape.map(() => 1),
    });
  });
};

export const layoutGradients = { reshape, transpose, broadcast, after, slice, pad, concatenate };
