// The white space between two tokens of one line.

import { isReserved, statementKeywords, type Token } from '../language/syntax/tokens.ts';

const tight: ReadonlySet<string> = new Set(['.', '..']);
const openers: ReadonlySet<string> = new Set(['(', '[']);
const closers: ReadonlySet<string> = new Set([')', ']', ',', ';', ':']);
const statementWords: ReadonlySet<string> = new Set([...statementKeywords, 'else']);

/** `before` is the token before `left`, which tells a sign from a minus. */
export function spaceBetween(text: string, before: Token | undefined, left: Token, right: Token): '' | ' ' {
  if (tight.has(left.kind) || tight.has(right.kind)) return '';
  if (openers.has(left.kind) || closers.has(right.kind)) return '';
  if (left.kind === '{' && right.kind === '}') return '';
  if (right.kind === '(') return isCallee(text, left) ? '' : ' ';
  if (right.kind === '[') return isIndexed(text, left) ? '' : ' ';
  if (isSign(text, before, left)) return '';
  return ' ';
}

/** A name right before a parenthesis is called; a keyword is not. */
function isCallee(text: string, token: Token): boolean {
  if (token.kind !== 'identifier') return false;
  const word = text.slice(token.start, token.end);
  return !isReserved(word) && !statementWords.has(word) && word !== 'of' && word !== 'within';
}

/** A `[` right behind an operand takes one of its items. */
function isIndexed(text: string, token: Token): boolean {
  return isCallee(text, token) || [')', ']', 'size'].includes(token.kind);
}

function isSign(text: string, before: Token | undefined, token: Token): boolean {
  if (token.kind !== '-' && token.kind !== '+') return false;
  return before === undefined || !endsOperand(text, before);
}

function endsOperand(text: string, token: Token): boolean {
  if (token.kind === 'identifier') return !isReserved(text.slice(token.start, token.end));
  return ['number', 'size', 'string', ')', ']'].includes(token.kind);
}
