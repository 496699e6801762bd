// Expressions: operators by binding power, and what stands between them.

import { type BinaryOperator, comparisonOperators, type Expression } from '../tree.ts';
import { parseArguments } from './arguments.ts';
import { parseOperand } from './primaries.ts';
import type { TokenStream } from './tokenStream.ts';

/** Larger binds tighter. */
const bindingPower: ReadonlyMap<string, number> = new Map([
  ['or', 1],
  ['and', 2],
  ...comparisonOperators.map((operator): [string, number] => [operator, 4]),
  ['within', 4],
  ['..', 5],
  ['+', 6],
  ['-', 6],
  ['*', 7],
  ['/', 7],
  ['//', 7],
  ['%', 7],
]);

/** `not` binds looser than comparisons: `not a == b` is `not (a == b)`. */
const notPower = 3;

/** So many operators may follow one another without brackets; the tree leans to the left as deep as that. */
const mostOperators = 200;

/** Reads an expression; where none begins, says so and returns a `missing` node without taking anything. */
export function parseExpression(stream: TokenStream): Expression {
  return stream.nested(
    () => parseConditional(stream),
    () => missing(stream),
  );
}

export function missing(stream: TokenStream): Expression {
  return { kind: 'missing', start: stream.previousEnd, end: stream.previousEnd };
}

/** `value if condition else otherwise` */
function parseConditional(stream: TokenStream): Expression {
  const value = parseOperators(stream, 0);
  if (!stream.atWord('if') || stream.atLineStart || value.kind === 'missing') return value;
  stream.take();
  const condition = parseOperators(stream, 0);
  if (!stream.atWord('else') || stream.atLineStart) {
    stream.reportMissing('`else` with the other value');
    return {
      kind: 'conditional',
      value,
      condition,
      otherwise: missing(stream),
      start: value.start,
      end: condition.end,
    };
  }
  stream.take();
  const otherwise = parseExpression(stream);
  return { kind: 'conditional', value, condition, otherwise, start: value.start, end: otherwise.end };
}

function parseOperators(stream: TokenStream, weakest: number): Expression {
  let left = parseUnary(stream);
  for (let count = 0; left.kind !== 'missing'; count += 1) {
    const operator = operatorAt(stream);
    const power = bindingPower.get(operator);
    if (power === undefined || power <= weakest || stream.atLineStart) return left;
    if (count === mostOperators) {
      stream.abandon();
      return left;
    }
    left = parseOperation(stream, left, operator, power);
  }
  return left;
}

function operatorAt(stream: TokenStream): string {
  const { token } = stream;
  return token.kind === 'identifier' ? stream.textOf(token) : token.kind;
}

function parseOperation(stream: TokenStream, left: Expression, operator: string, power: number): Expression {
  const { start, end } = stream.take();
  if (operator === 'within') return parseWithin(stream, left, power);
  const right = parseOperators(stream, power);
  const range = { start: left.start, end: right.end };
  if (operator === '..') return { kind: 'range', from: left, to: right, ...range };
  return {
    kind: 'binary',
    operator: operator as BinaryOperator,
    operatorRange: { start, end },
    left,
    right,
    ...range,
  };
}

/** After `within`: `5% of 1.2M` */
function parseWithin(stream: TokenStream, value: Expression, power: number): Expression {
  const tolerance = parseOperators(stream, power);
  const between = { kind: 'within', value, tolerance, start: value.start } as const;
  if (!stream.atWord('of')) {
    stream.reportMissing('`of` and the number to compare with, as in `within 5% of 1.2M`,');
    return { ...between, target: missing(stream), end: tolerance.end };
  }
  stream.take();
  const target = parseOperators(stream, power);
  return { ...between, target, end: target.end };
}

function parseUnary(stream: TokenStream): Expression {
  const operator = stream.at('-') ? '-' : stream.at('+') ? '+' : stream.atWord('not') ? 'not' : undefined;
  if (operator === undefined) return parseOperand(stream, { parseExpression, parseArguments, missing });
  return stream.nested(
    () => {
      const { start } = stream.take();
      const operand = operator === 'not' ? parseOperators(stream, notPower) : parseUnary(stream);
      return { kind: 'unary', operator, operand, start, end: operand.end };
    },
    () => missing(stream),
  );
}
