// Shape rules of operations that work on each element alone.

import { broadcastShapes } from '../broadcasting.ts';
import type { ElementType, Value } from '../graph.ts';
import { tensorSize } from '../tensorShape.ts';
import { expect, float, floats, type OutputType, type ShapeRule } from './shapeRule.ts';

function unary(inputs: readonly Value[]): readonly OutputType[] {
  const [x] = floats(inputs, 1);
  return [float(x!.shape)];
}

function broadcastPair(a: Value, b: Value, type: ElementType): readonly OutputType[] {
  const shape = broadcastShapes(a.shape, b.shape);
  expect(shape !== undefined, 'shapes that broadcast together');
  return [{ shape, type }];
}

function binary(inputs: readonly Value[]): readonly OutputType[] {
  const [a, b] = floats(inputs, 2);
  return broadcastPair(a!, b!, 'float');
}

function comparison(inputs: readonly Value[]): readonly OutputType[] {
  const [a, b] = floats(inputs, 2);
  return broadcastPair(a!, b!, 'bool');
}

const select: ShapeRule<'select'> = (inputs) => {
  const [condition, whenTrue, whenFalse] = inputs;
  expect(inputs.length === 3 && condition?.type === 'bool', 'a condition of type bool and two floats');
  floats([whenTrue!, whenFalse!], 2);
  const branches = broadcastShapes(whenTrue!.shape, whenFalse!.shape);
  const shape = branches && broadcastShapes(condition.shape, branches);
  expect(shape !== undefined, 'shapes that broadcast together');
  return [float(shape)];
};

const toFloat: ShapeRule<'toFloat'> = (inputs) => {
  expect(inputs.length === 1 && inputs[0]!.type !== 'float', 'one operand of type bool or int64');
  return [float(inputs[0]!.shape)];
};

/** A constant's shape and type are not operands: its output type is given to the builder, and checked here. */
export function checkConstant(data: readonly number[], output: OutputType): void {
  expect(data.length === tensorSize(output.shape), `${tensorSize(output.shape)} numbers`);
  if (output.type === 'int64') expect(data.every(Number.isSafeInteger), 'whole numbers');
  if (output.type === 'bool')
    expect(
      data.every((item) => item === 0 || item === 1),
      '0 or 1 for each bool',
    );
}

export const elementwiseRules = {
  add: binary,
  subtract: binary,
  multiply: binary,
  divide: binary,
  maximum: binary,
  minimum: binary,
  negate: unary,
  abs: unary,
  exp: unary,
  log: unary,
  sqrt: unary,
  reciprocal: unary,
  power: ((inputs, { exponent }) => {
    expect(Number.isFinite(exponent), 'a finite exponent');
    return unary(inputs);
  }) satisfies ShapeRule<'power'>,
  erf: unary,
  tanh: unary,
  sigmoid: unary,
  softplus: unary,
  relu: unary,
  step: unary,
  greater: comparison,
  equal: comparison,
  select,
  toFloat,
};
