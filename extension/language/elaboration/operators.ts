// Arithmetic, comparison and logic on values.

import type { BinaryNode, ComparisonOperator, UnaryNode, WithinNode } from '../syntax/tree.ts';
import { type Context, reportAt } from './context.ts';
import { describeKind, equalValues, isUnknown, showValue, unknown, type Value } from './value.ts';

export function applyUnary(context: Context, node: UnaryNode, value: Value): Value {
  if (isUnknown(value)) return unknown;
  if (node.operator === 'not') {
    if (typeof value === 'boolean') return !value;
    return mismatch(context, node, `\`not\` takes true or false, not ${describeKind(value)}.`);
  }
  if (typeof value === 'number') return node.operator === '-' ? -value : value;
  return mismatch(context, node, `\`${node.operator}\` takes a number, not ${describeKind(value)}.`);
}

export function applyBinary(context: Context, node: BinaryNode, left: Value, right: Value): Value {
  if (isUnknown(left) || isUnknown(right)) return unknown;
  switch (node.operator) {
    case '==':
      return equalValues(left, right);
    case '!=':
      return !equalValues(left, right);
    case 'and':
    case 'or':
      return logic(context, node, left, right);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return order(context, node, left, right);
    default:
      return arithmetic(context, node, left, right);
  }
}

function mismatch(context: Context, range: { start: number; end: number }, message: string): Value {
  reportAt(context, range, 'wrong-type', message);
  return unknown;
}

function logic(context: Context, node: BinaryNode, left: Value, right: Value): Value {
  for (const [side, value] of [
    [node.left, left],
    [node.right, right],
  ] as const) {
    if (typeof value === 'boolean') continue;
    return mismatch(context, side, `\`${node.operator}\` takes true or false, not ${describeKind(value)}.`);
  }
  return node.operator === 'and' ? left === true && right === true : left === true || right === true;
}

function order(context: Context, node: BinaryNode, left: Value, right: Value): Value {
  for (const [side, value] of [
    [node.left, left],
    [node.right, right],
  ] as const) {
    if (typeof value === 'number') continue;
    const message =
      `\`${node.operator}\` compares numbers, not ${describeKind(value)} ` + `(${showValue(value)}).`;
    return mismatch(context, side, message);
  }
  return compareNumbers(node.operator as ComparisonOperator, left as number, right as number);
}

export function compareNumbers(operator: ComparisonOperator, left: number, right: number): boolean {
  switch (operator) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    case '==':
      return left === right;
    case '!=':
      return left !== right;
  }
}

function arithmetic(context: Context, node: BinaryNode, left: Value, right: Value): Value {
  for (const [side, value] of [
    [node.left, left],
    [node.right, right],
  ] as const) {
    if (typeof value === 'number') continue;
    return mismatch(
      context,
      side,
      `\`${node.operator}\` takes numbers, not ${describeKind(value)} (${showValue(value)}).`,
    );
  }
  const [a, b] = [left as number, right as number];
  if (b === 0 && (node.operator === '/' || node.operator === '//' || node.operator === '%')) {
    reportAt(
      context,
      node.right,
      'division-by-zero',
      `\`${node.operator}\` divides ${showValue(a)} by zero here.`,
    );
    return unknown;
  }
  const result = compute(node.operator, a, b);
  if (Number.isFinite(result)) return result;
  reportAt(context, node, 'number-too-large', 'The result is larger than any number.');
  return unknown;
}

function compute(operator: BinaryNode['operator'], a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '//':
      return Math.floor(a / b);
    case '%':
      // As in Python, the remainder has the divisor's sign.
      return a - b * Math.floor(a / b);
    default:
      return Number.NaN;
  }
}

/** |value - target| <= tolerance * |target| */
export function applyWithin(
  context: Context,
  node: WithinNode,
  value: Value,
  tolerance: Value,
  target: Value,
): Value {
  if (isUnknown(value) || isUnknown(tolerance) || isUnknown(target)) return unknown;
  for (const [part, operand] of [
    [node.value, value],
    [node.tolerance, tolerance],
    [node.target, target],
  ] as const) {
    if (typeof operand === 'number') continue;
    return mismatch(context, part, `\`within\` compares numbers, not ${describeKind(operand)}.`);
  }
  const [actual, part, wanted] = [value as number, tolerance as number, target as number];
  return Math.abs(actual - wanted) <= part * Math.abs(wanted);
}
