// `assert params < 300k`: whether it holds, and by how much it does not.

import type { AssertNode, BinaryNode, Expression, WithinNode } from '../syntax/tree.ts';
import { comparisonOperators } from '../syntax/tree.ts';
import { type Context, reportAt } from './context.ts';
import { evaluate } from './evaluate.ts';
import { textOf } from './state.ts';
import { describeKind, formatNumber, isUnknown, showValue } from './value.ts';

export function judgeAssert(context: Context, node: AssertNode): void {
  judge(context, node.condition);
}

/** Each part of a conjunction is judged by itself, so that the message names the one that fails. */
function judge(context: Context, node: Expression): void {
  if (node.kind === 'parenthesized') {
    judge(context, node.inner);
    return;
  }
  if (node.kind === 'binary' && node.operator === 'and') {
    judge(context, node.left);
    judge(context, node.right);
    return;
  }
  const value = evaluate(context, node);
  if (value === true || isUnknown(value)) return;
  if (value === false) reportAt(context, node, 'assert-failed', explain(context, node));
  else {
    const message =
      `An assert must be true or false, not ${describeKind(value)} (${showValue(value)}): ` +
      'compare it with something.';
    reportAt(context, node, 'wrong-type', message);
  }
}

function explain(context: Context, node: Expression): string {
  if (node.kind === 'within') return explainWithin(context, node);
  if (node.kind === 'binary' && comparisonOperators.some((operator) => operator === node.operator)) {
    return explainComparison(context, node);
  }
  return `This does not hold: \`${textOf(context.place.file, node)}\`.`;
}

function explainComparison(context: Context, node: BinaryNode): string {
  const name = textOf(context.place.file, node.left);
  const actual = evaluate(context, node.left);
  const limit = evaluate(context, node.right);
  const apart =
    typeof actual === 'number' && typeof limit === 'number' && actual !== limit
      ? `, ${formatNumber(Math.abs(actual - limit))} too ${actual > limit ? 'many' : 'few'}`
      : '';
  const wanted = {
    '==': 'is',
    '!=': 'is not',
    '<': 'is less than',
    '<=': 'is at most',
    '>': 'is more than',
    '>=': 'is at least',
  };
  const relation = wanted[node.operator as keyof typeof wanted];
  const difference = node.operator === '!=' || node.operator === '<' || node.operator === '>' ? '' : apart;
  return (
    `\`${name}\` is ${showValue(actual)}${difference}: the text asserts that it ${relation} ` +
    `${showValue(limit)}.`
  );
}

function explainWithin(context: Context, node: WithinNode): string {
  const actual = evaluate(context, node.value);
  const tolerance = evaluate(context, node.tolerance);
  const target = evaluate(context, node.target);
  if (typeof actual !== 'number' || typeof tolerance !== 'number' || typeof target !== 'number') return '';
  const percent = (part: number) => `${formatNumber(Math.round(part * 1e4) / 100)}%`;
  const away = target === 0 ? '' : `, ${percent(Math.abs(actual - target) / Math.abs(target))} away`;
  const name = textOf(context.place.file, node.value);
  return (
    `\`${name}\` is ${formatNumber(actual)}${away}: the text asserts that it is within ` +
    `${percent(tolerance)} of ${formatNumber(target)}.`
  );
}
