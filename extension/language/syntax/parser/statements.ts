// Statements of bodies: chains and their elements, heads and asserts.

import type { TextRange } from '../../diagnostic.ts';
import { isReserved } from '../tokens.ts';
import type { BodyNode, Element, HeadNode, IfNode, MergeNode, Statement } from '../tree.ts';
import { parseArguments } from './arguments.ts';
import { missing, parseExpression } from './expressions.ts';
import type { TokenStream } from './tokenStream.ts';

/**
 * `{ … }`. Where `{` is missing says so and returns an empty body, or with `optional` reads the statements
 * anyway.
 */
export function parseBody(stream: TokenStream, braces: 'required' | 'optional' = 'required'): BodyNode {
  return stream.nested(
    () => stream.inBraces(() => readBody(stream, braces)),
    () => emptyBody(stream),
  );
}

function emptyBody(stream: TokenStream): BodyNode {
  return { kind: 'body', statements: [], start: stream.previousEnd, end: stream.previousEnd };
}

function readBody(stream: TokenStream, braces: 'required' | 'optional'): BodyNode {
  const opening = stream.takeIf('{');
  if (opening === undefined) {
    const offset = stream.previousEnd;
    stream.reportMissing('`{`', { title: 'Open with `{`', offset, text: ' {' });
    if (braces === 'required' || stream.atBodyEnd()) return emptyBody(stream);
  }
  const start = opening?.start ?? stream.token.start;
  const statements: Statement[] = [];
  while (!stream.atBodyEnd()) {
    if (stream.takeIf(';')) continue;
    const before = stream.token;
    const statement = parseStatement(stream);
    if (statement !== undefined) statements.push(statement);
    if (stream.token === before) stream.take();
  }
  if (!stream.takeIf('}') && opening !== undefined) reportUnclosed(stream, opening);
  return { kind: 'body', statements, start, end: stream.previousEnd };
}

/** Says at the end of the body that its brace is open. */
export function reportUnclosed(stream: TokenStream, opening: TextRange): void {
  const end = stream.previousEnd;
  const insertion = { title: 'Close with `}`', offset: end, text: '\n}' };
  stream.report('unclosed-brace', { start: Math.max(0, end - 1), end }, unclosed(stream, opening), insertion);
}

function unclosed(stream: TokenStream, { start }: TextRange): string {
  const line = stream.text.slice(0, start).split(/\r\n|\r|\n/).length;
  return `The \`{\` of line ${line} is not closed: a \`}\` must stand here.`;
}

function parseStatement(stream: TokenStream): Statement | undefined {
  const statement = readStatement(stream);
  if (statement === undefined) stream.skipStatement();
  else if (!stream.at(';') && !stream.atBodyEnd() && !stream.atLineStart) {
    stream.report(
      'syntax',
      stream.token,
      `A new line, \`;\` or \`->\` must stand here, not \`${stream.shown(stream.token)}\`.`,
    );
    stream.skipStatement();
  }
  return statement;
}

function readStatement(stream: TokenStream): Statement | undefined {
  if (stream.atWord('head') && !isNameHere(stream)) return parseHead(stream);
  if (stream.atWord('assert') && !isNameHere(stream)) {
    const { start } = stream.take();
    const condition = parseExpression(stream);
    return { kind: 'assert', condition, start, end: condition.end };
  }
  return parseChain(stream);
}

/** Whether a word that could begin a statement is a name after all, because of what follows it. */
function isNameHere(stream: TokenStream): boolean {
  const next = stream.peek(1);
  return next.kind === '=' || next.kind === '->' || (next.kind === '.' && !next.startsLine);
}

function parseHead(stream: TokenStream): HeadNode {
  const { start } = stream.take();
  const named = stream.at('identifier') && !stream.atLineStart;
  if (!named) stream.reportMissing('The name of the head');
  const name = named ? stream.takeName() : undefined;
  const given = stream.at('(') ? parseArguments(stream, { parseExpression }) : undefined;
  const body = parseBody(stream);
  return { kind: 'head', name, arguments: given, body, start, end: stream.previousEnd };
}

function parseChain(stream: TokenStream): Statement | undefined {
  const { start } = stream.token;
  const named =
    stream.at('identifier') && stream.peek(1).kind === '=' && !isReserved(stream.textOf(stream.token));
  const name = named ? stream.takeName() : undefined;
  if (named) stream.take();
  const elements: Element[] = [];
  for (;;) {
    const element = parseElement(stream);
    if (element !== undefined) elements.push(element);
    else if (!stream.at('->')) break;
    if (!stream.takeIf('->')) break;
  }
  if (elements.length === 0 && name === undefined) return undefined;
  return { kind: 'chain', name, elements, start, end: Math.max(stream.previousEnd, start) };
}

function parseElement(stream: TokenStream): Element | undefined {
  if (stream.atDeclaration()) {
    stream.reportMissing('A layer or a block');
    return undefined;
  }
  const { start } = stream.token;
  if (stream.at('{')) {
    const body = parseBody(stream);
    return { kind: 'group', body, start, end: body.end };
  }
  if (!stream.at('identifier')) {
    reportNoElement(stream);
    return undefined;
  }
  const word = stream.textOf(stream.token);
  if (!isNameHere(stream)) {
    if (word === 'input') return parseInput(stream);
    if (word === 'repeat' || word === 'for') return parseLoop(stream);
    if (word === 'if') return parseIf(stream);
  }
  if (isReserved(word)) {
    reportNoElement(stream);
    return undefined;
  }
  return parseUse(stream);
}

function reportNoElement(stream: TokenStream): void {
  const { kind } = stream.token;
  if (kind === 'number' || kind === 'size') {
    const message =
      'A layer or a block must stand here, not a number; the shape of the images is written `input 3x32x32`.';
    stream.report('syntax', stream.token, message);
  } else if (stream.atWord('else')) {
    stream.report('syntax', stream.token, '`else` must follow the `}` of an `if`.');
  } else stream.reportMissing('A layer or a block');
}

function parseInput(stream: TokenStream): Element {
  const keyword = stream.takeName();
  if (stream.atLineStart || stream.at(';') || stream.atBodyEnd()) {
    stream.reportMissing('The shape of the images, such as `3x32x32`,');
    return { kind: 'input', keyword, shape: missing(stream), start: keyword.start, end: keyword.end };
  }
  const shape = parseExpression(stream);
  return { kind: 'input', keyword, shape, start: keyword.start, end: Math.max(keyword.end, shape.end) };
}

function parseLoop(stream: TokenStream): Extract<Element, { kind: 'repeat' | 'for' }> {
  return stream.atWord('repeat') ? parseRepeat(stream) : parseFor(stream);
}

function parseRepeat(stream: TokenStream): Extract<Element, { kind: 'repeat' }> {
  const { start } = stream.take();
  const count = parseExpression(stream);
  let variable: Extract<Element, { kind: 'repeat' }>['variable'];
  if (stream.atWord('as') && !stream.atLineStart) {
    stream.take();
    variable = parseVariable(stream);
  }
  const body = parseBody(stream);
  return { kind: 'repeat', count, variable, body, start, end: stream.previousEnd };
}

function parseFor(stream: TokenStream): Extract<Element, { kind: 'for' }> {
  const { start } = stream.take();
  const variable = parseVariable(stream);
  if (stream.atWord('in')) stream.take();
  else stream.reportMissing('`in` and a list, as in `for width in [16, 32, 64]`,');
  const list = parseExpression(stream);
  const body = parseBody(stream);
  return { kind: 'for', variable, list, body, start, end: stream.previousEnd };
}

function parseVariable(stream: TokenStream): Extract<Element, { kind: 'for' }>['variable'] {
  if (stream.at('identifier') && !isReserved(stream.textOf(stream.token))) return stream.takeName();
  stream.reportMissing('The name of a variable');
  return undefined;
}

function parseIf(stream: TokenStream): IfNode {
  const { start } = stream.take();
  const condition = parseExpression(stream);
  const then = parseBody(stream);
  let otherwise: IfNode['otherwise'];
  if (stream.atWord('else')) {
    stream.take();
    otherwise = stream.atWord('if')
      ? stream.nested<IfNode['otherwise']>(
          () => parseIf(stream),
          () => undefined,
        )
      : parseBody(stream);
  }
  return { kind: 'if', condition, then, otherwise, start, end: stream.previousEnd };
}

/** `conv(6, 5x5)`, `relu`, or a merge: `add { … }`, `concat for k in [1, 3] { … }`. */
function parseUse(stream: TokenStream): Element {
  skipPrefix(stream);
  const name = stream.takeName();
  const { start } = name;
  const given =
    stream.at('(') && !stream.atLineStart ? parseArguments(stream, { parseExpression }) : undefined;
  if (stream.atLineStart) return { kind: 'use', name, arguments: given, start, end: stream.previousEnd };
  const branches = parseBranches(stream);
  if (branches === undefined) return { kind: 'use', name, arguments: given, start, end: stream.previousEnd };
  return { kind: 'merge', name, arguments: given, branches, start, end: stream.previousEnd };
}

/** `nn.Conv2d`: the module's name in front, which layers do not have here. */
function skipPrefix(stream: TokenStream): void {
  const { start } = stream.token;
  const dotted = () => stream.peek(1).kind === '.' && stream.peek(2).kind === 'identifier';
  if (!dotted() || stream.peek(1).startsLine || stream.peek(2).startsLine) return;
  while (dotted()) {
    stream.take();
    stream.take();
  }
  const range = { start, end: stream.previousEnd };
  const prefix = stream.textOf(range);
  const removal = { title: `Remove \`${prefix}\``, offset: start, end: range.end, text: '' };
  stream.report('syntax', range, `Layers have no prefix such as \`${prefix}\` here: remove it.`, removal);
}

function parseBranches(stream: TokenStream): MergeNode['branches'] | undefined {
  if (stream.at('{')) return parseBody(stream);
  return stream.atWord('for') || stream.atWord('repeat') ? parseLoop(stream) : undefined;
}
