// The operands of expressions: numbers, sizes, texts, names, members, calls, lists, their items and
// parentheses.

import { isReserved, type Token } from '../tokens.ts';
import type { ArgumentsNode, Expression, StringNode } from '../tree.ts';
import { numberValue } from './numbers.ts';
import type { TokenStream } from './tokenStream.ts';

/** The rules that operands contain, handed in because they contain operands in turn. */
export interface InnerRules {
  parseExpression(stream: TokenStream): Expression;
  parseArguments(stream: TokenStream, rules: Pick<InnerRules, 'parseExpression' | 'missing'>): ArgumentsNode;
  missing(stream: TokenStream): Expression;
}

/** So many indexes may follow one another; the tree leans to the left as deep as that. */
const mostIndexes = 200;

/** An operand with the indexes behind it. A `[` that begins a line, even inside brackets, is none of them. */
export function parseOperand(stream: TokenStream, rules: InnerRules): Expression {
  let operand = parsePrimary(stream, rules);
  for (let count = 0; operand.kind !== 'missing'; count += 1) {
    if (!stream.at('[') || stream.token.startsLine) return operand;
    if (count === mostIndexes) {
      stream.abandon();
      return operand;
    }
    stream.take();
    const index = stream.inBrackets(() => rules.parseExpression(stream));
    closeBracket(stream, ']', '`]`');
    operand = { kind: 'index', list: operand, index, start: operand.start, end: stream.previousEnd };
  }
  return operand;
}

function parsePrimary(stream: TokenStream, rules: InnerRules): Expression {
  const { token } = stream;
  switch (token.kind) {
    case 'number':
      stream.take();
      return { kind: 'number', value: numberValue(stream.textOf(token)), start: token.start, end: token.end };
    case 'size':
      stream.take();
      return { kind: 'size', extents: stream.textOf(token).split('x').map(Number), ...rangeOf(token) };
    case 'string':
      return parseString(stream);
    case 'identifier':
      return parseWord(stream, rules);
    case '[':
      return parseList(stream, rules);
    case '(':
      return parseParentheses(stream, rules);
    default:
      stream.reportMissing('A value');
      if (token.kind === 'unknown') stream.take();
      return rules.missing(stream);
  }
}

function rangeOf({ start, end }: Token): { start: number; end: number } {
  return { start, end };
}

export function parseString(stream: TokenStream): StringNode {
  const token = stream.take();
  const text = stream.textOf(token);
  const closed = text.length > 1 && text.endsWith('"');
  const inner = text.slice(1, closed ? -1 : undefined);
  const value = inner.replaceAll(/\\(.)/g, (_, letter: string) => ({ n: '\n', t: '\t' })[letter] ?? letter);
  return { kind: 'string', value, ...rangeOf(token) };
}

function parseWord(stream: TokenStream, rules: InnerRules): Expression {
  const { token } = stream;
  const word = stream.textOf(token);
  if (word === 'true' || word === 'false') {
    stream.take();
    return { kind: 'boolean', value: word === 'true', ...rangeOf(token) };
  }
  if (word === 'in' && stream.peek(1).kind === '.') return parseMember(stream);
  if (isReserved(word)) {
    stream.reportMissing('A value');
    return rules.missing(stream);
  }
  if (stream.peek(1).kind === '.' && !stream.peek(1).startsLine) return parseMember(stream);
  const name = stream.takeName();
  if (stream.at('(') && !stream.atLineStart) {
    const given = rules.parseArguments(stream, rules);
    return { kind: 'call', name, arguments: given, start: name.start, end: given.end };
  }
  return { kind: 'nameExpression', name, start: name.start, end: name.end };
}

function parseMember(stream: TokenStream): Expression {
  const object = stream.takeName();
  const dot = stream.take();
  if (!stream.at('identifier') || stream.token.startsLine) {
    stream.reportMissing('`channels`, `height` or `width`');
    return { kind: 'member', object, property: undefined, start: object.start, end: dot.end };
  }
  const property = stream.takeName();
  return { kind: 'member', object, property, start: object.start, end: property.end };
}

function parseList(stream: TokenStream, rules: InnerRules): Expression {
  const { start } = stream.take();
  const items = stream.inBrackets(() => {
    const found: Expression[] = [];
    while (!stream.at(']') && !stream.atBodyEnd() && !stream.at('{')) {
      const item = rules.parseExpression(stream);
      if (item.kind === 'missing') break;
      found.push(item);
      if (!stream.takeIf(',')) break;
    }
    return found;
  });
  closeBracket(stream, ']');
  return { kind: 'list', items, start, end: stream.previousEnd };
}

function parseParentheses(stream: TokenStream, rules: InnerRules): Expression {
  const { start } = stream.take();
  const inner = stream.inBrackets(() => rules.parseExpression(stream));
  closeBracket(stream, ')');
  return { kind: 'parenthesized', inner, start, end: stream.previousEnd };
}

/** Takes the closing bracket, or says that it is missing and how to mend that. */
export function closeBracket(
  stream: TokenStream,
  bracket: ')' | ']',
  expected = `\`,\` or \`${bracket}\``,
): void {
  if (stream.takeIf(bracket)) return;
  const offset = stream.previousEnd;
  stream.reportMissing(expected, {
    title: `Close with \`${bracket}\``,
    offset,
    text: bracket,
  });
}
