// A file's text to its syntax tree; never throws, and keeps what it can of a broken text.

import { nearestWord } from '../../suggest.ts';
import { lex } from '../lexer.ts';
import { LineIndex } from '../lineIndex.ts';
import { declarationKeywords, type Token } from '../tokens.ts';
import type { Declaration, Expression, FileNode, ImportNode, SyntaxProblem, SyntaxTree } from '../tree.ts';
import { parseBlock, parseModel, parseTrain } from './declarations.ts';
import { documentationReader } from './documentation.ts';
import { parseExpression } from './expressions.ts';
import { parseString } from './primaries.ts';
import { TokenStream } from './tokenStream.ts';

/** In characters: networks have thousands, and more than this would take long to read. */
const longestText = 1_000_000;

export function parse(text: string): SyntaxTree {
  if (text.length > longestText) return unreadTree(text);
  const { tokens, comments, problems } = lex(text);
  const stream = new TokenStream(text, tokens);
  const lines = new LineIndex(text);
  const file = parseFile(stream, documentationReader(text, comments, lines));
  return { text, lines, tokens, comments, file, problems: inOrder([...problems, ...stream.problems]) };
}

/** The tree of a text that is too long to be read. */
function unreadTree(text: string): SyntaxTree {
  const [length, most] = [text.length, longestText].map((count) => count.toLocaleString('en-US'));
  const message =
    `This text has ${length} characters; more than ${most} are not read. Divide it into ` +
    'files that import one another.';
  const lines = new LineIndex(text);
  const range = { start: 0, end: lines.lineEnd(0) };
  const end: Token = { kind: 'end', start: text.length, end: text.length, startsLine: true };
  return {
    text,
    lines,
    tokens: [end],
    comments: [],
    file: { kind: 'file', declarations: [], start: 0, end: text.length },
    problems: [{ range, code: 'text-too-long', message }],
  };
}

/** A text that is one expression, as an argument from outside a file. */
export function parseLoneExpression(text: string): {
  readonly expression: Expression;
  readonly problems: readonly SyntaxProblem[];
} {
  const { tokens, problems } = lex(text, 'expression');
  const stream = new TokenStream(text, tokens);
  const expression = stream.inBrackets(() => parseExpression(stream));
  if (!stream.ended)
    stream.report('syntax', stream.token, `\`${stream.shown(stream.token)}\` must not follow here.`);
  return { expression, problems: inOrder([...problems, ...stream.problems]) };
}

/** Where a broken token gave rise to two problems, the lexer's says more. */
function inOrder(problems: readonly SyntaxProblem[]): readonly SyntaxProblem[] {
  const places = new Set<number>();
  return problems
    .filter(({ range }) => !places.has(range.start) && places.add(range.start))
    .sort((a, b) => a.range.start - b.range.start);
}

function parseFile(stream: TokenStream, documentation: (start: number) => string): FileNode {
  const declarations: Declaration[] = [];
  while (!stream.ended) {
    const declaration = parseDeclaration(stream, documentation);
    if (declaration !== undefined) declarations.push(declaration);
  }
  return { kind: 'file', declarations, start: 0, end: stream.text.length };
}

function parseDeclaration(
  stream: TokenStream,
  documentation: (start: number) => string,
): Declaration | undefined {
  const { start } = stream.token;
  if (stream.takeIf(';')) return undefined;
  if (stream.atWord('import')) return parseImport(stream);
  if (stream.atWord('block')) return parseBlock(stream, documentation(start));
  if (stream.atWord('model')) return parseModel(stream, documentation(start));
  if (stream.atWord('train')) return parseTrain(stream, documentation(start));
  reportNoDeclaration(stream);
  skipToDeclaration(stream);
  return undefined;
}

function reportNoDeclaration(stream: TokenStream): void {
  const { token } = stream;
  const nearest = token.kind === 'identifier' && nearestWord(stream.textOf(token), declarationKeywords);
  const hint = nearest ? ` Did you mean \`${nearest}\`?` : ' Layers stand in a `model` or a `block`.';
  const expected = '`import`, `block`, `model` or `train`';
  const message = `${expected} must stand here, not \`${stream.shown(token)}\`.${hint}`;
  stream.report('syntax', token, message);
}

function skipToDeclaration(stream: TokenStream): void {
  do stream.take();
  while (!stream.ended && !stream.atDeclaration());
}

function parseImport(stream: TokenStream): ImportNode {
  const { start } = stream.take();
  if (!stream.at('string') || stream.atLineStart) {
    stream.reportMissing('The file in quotes, as in `import "blocks.cnn"`,');
    return { kind: 'import', path: undefined, start, end: stream.previousEnd };
  }
  const path = parseString(stream);
  if (!stream.ended && !stream.atLineStart && !stream.at(';')) {
    stream.report('syntax', stream.token, 'A new line must follow an `import`.');
    if (!stream.atDeclaration()) skipToDeclaration(stream);
  }
  return { kind: 'import', path, start, end: path.end };
}
