// The functions that expressions may call.

import type { CallNode } from '../syntax/tree.ts';
import { type Context, reportAt } from './context.ts';
import { describeKind, isUnknown, showValue, unknown, type Value } from './value.ts';

export const functionNames = ['min', 'max', 'floor', 'ceil', 'round', 'sqrt', 'len'] as const;

export type FunctionName = (typeof functionNames)[number];

export function isFunctionName(name: string): name is FunctionName {
  return functionNames.some((known) => known === name);
}

export function applyFunction(
  context: Context,
  node: CallNode,
  name: FunctionName,
  values: readonly Value[],
): Value {
  if (values.some(isUnknown)) return unknown;
  const result = name === 'len' ? lengthOf(values) : ofNumbers(name, values);
  if (typeof result === 'number') return result;
  const argument = node.arguments.items[result.argument];
  reportAt(context, argument ?? node.name, 'wrong-type', `\`${name}\` takes ${result.expected}.`);
  return unknown;
}

interface Mismatch {
  readonly argument: number;
  readonly expected: string;
}

function lengthOf(values: readonly Value[]): number | Mismatch {
  const [value] = values;
  const expected = 'one list, size, range or text';
  if (value === undefined || values.length > 1) return { argument: values.length - 1, expected };
  if (typeof value === 'string') return value.length;
  if (typeof value === 'object') {
    if (value.type === 'list') return value.items.length;
    if (value.type === 'size') return value.extents.length;
    if (value.type === 'range') return Math.max(0, value.to - value.from);
  }
  return { argument: 0, expected: `${expected}, not ${describeKind(value)}` };
}

function ofNumbers(name: Exclude<FunctionName, 'len'>, values: readonly Value[]): number | Mismatch {
  if (name === 'min' || name === 'max') {
    const numbers = values.length === 1 ? itemsOf(values[0]!) : values;
    const wrong = numbers.findIndex((value) => typeof value !== 'number');
    const expected = 'numbers, or one list of numbers';
    if (numbers.length === 0 || wrong !== -1) return { argument: values.length === 1 ? 0 : wrong, expected };
    const list = numbers.filter((value) => typeof value === 'number');
    return list.reduce((a, b) => (name === 'min' ? Math.min(a, b) : Math.max(a, b)));
  }
  const [value] = values;
  if (typeof value !== 'number' || values.length !== 1) {
    const found = values.length === 1 && value !== undefined ? `, not ${showValue(value)}` : '';
    return { argument: values.length - 1, expected: `one number${found}` };
  }
  if (name === 'sqrt' && value < 0) return { argument: 0, expected: `a number of 0 or more, not ${value}` };
  return Math[name](value);
}

function itemsOf(value: Value): readonly Value[] {
  if (typeof value !== 'object') return [value];
  if (value.type === 'list') return value.items;
  return value.type === 'size' ? value.extents : [value];
}
