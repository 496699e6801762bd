// What a rule is given that finds a layer in operators, and what it finds.

import type { Attributes, AttributeValue } from '../../../engine/network/attribute.ts';
import type { Shape } from '../../../engine/network/shape.ts';
import type { Operator, OperatorInput } from '../operators.ts';

export interface Recognised {
  readonly kind: string;
  /** Those that are left out have their defaults. */
  readonly attributes: Attributes;
  /** Operators after the one at hand that are part of the layer; the last gives its output. */
  readonly more?: readonly Operator[];
}

export interface Surroundings {
  /** The operator that alone reads the output of `id`; undefined where there are several, or it is the network's. */
  readonly onlyReader: (id: string) => Operator | undefined;
  readonly shapeOf: (input: OperatorInput | undefined) => Shape | undefined;
}

export type Recogniser = (operator: Operator, surroundings: Surroundings) => Recognised | undefined;

export function numberOf({ attributes }: Operator, name: string, absent: number): number {
  const value = attributes[name];
  return typeof value === 'number' ? value : absent;
}

export function numbersOf({ attributes }: Operator, name: string): readonly number[] | undefined {
  const value: AttributeValue | undefined = attributes[name];
  return Array.isArray(value) ? (value as readonly number[]) : undefined;
}

export type Tensor = Extract<OperatorInput, { kind: 'tensor' }>;

export function tensorOf({ inputs }: Operator, place: number): Tensor | undefined {
  const input = inputs[place];
  return input?.kind === 'tensor' ? input : undefined;
}

/** The single number of a constant. */
export function constantOf(operator: Operator, place: number): number | undefined {
  const values = tensorOf(operator, place)?.values;
  return values?.length === 1 ? values[0] : undefined;
}

/** What the operator reads of other operators. */
export function computedInputs({ inputs }: Operator): readonly Extract<OperatorInput, { kind: 'value' }>[] {
  return inputs.filter((input) => input.kind === 'value');
}

export function isNear(a: number | undefined, b: number): boolean {
  return a !== undefined && Math.abs(a - b) <= 1e-5 * Math.max(1, Math.abs(b));
}
