// What a shape rule is: from an operation's operands to its outputs' types, with checks that name what was expected.

import type { ElementType, OperationName, Operations, TensorShape, Value } from '../graph.ts';

export interface OutputType {
  readonly shape: TensorShape;
  readonly type: ElementType;
}

/** Throws `Mismatch` where the operands are wrong. */
export type ShapeRule<K extends OperationName> = (
  inputs: readonly Value[],
  attributes: Operations[K],
) => readonly OutputType[];

/** Says what was expected; the builder adds operation, scope and actual shapes. */
export class Mismatch extends Error {}

export function expect(condition: boolean, expected: string): asserts condition {
  if (!condition) throw new Mismatch(expected);
}

/** The operands, after checking that there are so many, each of them a float. */
export function floats(inputs: readonly Value[], ...counts: readonly number[]): readonly Value[] {
  expect(counts.includes(inputs.length), `${counts.join(' or ')} operand(s)`);
  expect(
    inputs.every((input) => input.type === 'float'),
    'operands of type float',
  );
  return inputs;
}

export function expectShape(what: string, actual: Value, expected: TensorShape): void {
  const same = actual.shape.length === expected.length && expected.every((e, i) => e === actual.shape[i]);
  expect(same, `${what} of shape [${expected.join(', ')}]`);
}

export function expectAxes(axes: readonly number[], rank: number): void {
  expect(
    axes.every((axis, i) => Number.isInteger(axis) && axis >= 0 && axis < rank && axes.indexOf(axis) === i),
    `distinct axes from 0 to ${rank - 1}`,
  );
}

export function float(shape: TensorShape): OutputType {
  return { shape, type: 'float' };
}
