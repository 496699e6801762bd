// Fixes that take something out of a text and leave no gap.

import type { Fix, TextRange } from '../diagnostic.ts';
import type { SourceFile } from '../elaboration/program.ts';
import { startWithComments } from '../syntax/commentsAbove.ts';
import type { Declaration } from '../syntax/tree.ts';

/** Takes out a statement or entry: with its line where nothing else stands there. */
export function removeStatement({ name, tree }: SourceFile, range: TextRange, title: string): Fix {
  const { text, lines } = tree;
  const lineStart = lines.lineStart(lines.lineAt(range.start));
  const lineEnd = lines.lineEnd(lines.lineAt(range.end));
  const before = text.slice(lineStart, range.start);
  const behind = text.slice(range.end, lineEnd);
  const alone = before.trim() === '' && isBlank(behind);
  const cut = alone
    ? { start: lineStart, end: lines.lineStart(lines.lineAt(range.end) + 1) }
    : withSemicolon(range, before, behind);
  return { title, edits: [{ file: name, range: cut, text: '' }] };
}

/** The one that parts it from the next statement, or else from the one before. */
function withSemicolon({ start, end }: TextRange, before: string, behind: string): TextRange {
  const next = /^[ \t]*;[ \t]*/.exec(behind)?.[0].length;
  const last = next === undefined ? /[ \t]*;[ \t]*$/.exec(before)?.[0].length : undefined;
  if (last !== undefined) return { start: start - last, end };
  return { start, end: end + (next ?? /^[ \t]*/.exec(behind)![0].length) };
}

/** Takes out one link of a chain with its arrow, or the statement that it is by itself. */
export function removeElement(file: SourceFile, element: TextRange, title: string): Fix {
  const { tokens } = file.tree;
  const before = tokens.findLast(({ end }) => end <= element.start);
  const behind = tokens.find(({ start }) => start >= element.end);
  const next = behind?.kind === '->' ? behind : undefined;
  if (before?.kind === '->') return linkFix(file, { arrow: before, element, next }, title);
  return next ? firstLinkFix(file, element, next, title) : removeStatement(file, element, title);
}

interface Link {
  readonly arrow: TextRange;
  readonly element: TextRange;
  /** The arrow behind it. */
  readonly next: TextRange | undefined;
}

/** Lines are joined only where no comment ends the first of them: what follows would become part of it. */
function linkFix({ name, tree }: SourceFile, { arrow, element, next }: Link, title: string): Fix {
  const { text, lines } = tree;
  const between = text.slice(arrow.end, element.start);
  if (between.trim() !== '') {
    const rest = text.slice(element.end, lines.lineEnd(lines.lineAt(element.end)));
    const kept = rest.trim() === '' ? between.trim() : between.trimStart();
    const end = element.end + /^[ \t]*/.exec(rest)![0].length;
    return { title, edits: [{ file: name, range: { start: arrow.start, end }, text: kept }] };
  }
  const lineStart = lines.lineStart(lines.lineAt(arrow.start));
  const lineEnd = lines.lineEnd(lines.lineAt(element.end));
  const cut = (start: number, end: number): Fix => ({
    title,
    edits: [{ file: name, range: { start, end }, text: '' }],
  });
  if (text.slice(lineStart, arrow.start).trim() !== '')
    return cut(text.slice(0, arrow.start).trimEnd().length, element.end);
  if (isBlank(text.slice(element.end, lineEnd)))
    return cut(lineStart, lines.lineStart(lines.lineAt(element.end) + 1));
  if (next && next.start < lineEnd) return cut(element.start, spaceEnd(text, next.end));
  return cut(arrow.start, spaceEnd(text, element.end));
}

/** Comments on lines of their own are about what stays: they go above it. */
function firstLinkFix({ name, tree }: SourceFile, element: TextRange, next: TextRange, title: string): Fix {
  const { text, lines, comments } = tree;
  const lineOf = (offset: number) => lines.lineStart(lines.lineAt(offset));
  const own = comments.filter(
    ({ start, end }) =>
      start >= element.end && end <= next.start && text.slice(lineOf(start), start).trim() === '',
  );
  const end = spaceEnd(text, next.end);
  if (own.length === 0)
    return { title, edits: [{ file: name, range: { start: element.start, end }, text: '' }] };
  const start = lineOf(element.start);
  const head = text.slice(start, element.start);
  const indent = /^[ \t]*/.exec(head)![0];
  const kept = own.map((comment) => indent + text.slice(comment.start, comment.end) + newLineOf(text));
  return { title, edits: [{ file: name, range: { start, end }, text: kept.join('') + head }] };
}

/** Nothing but space and a comment that ends the line. */
function isBlank(text: string): boolean {
  return /^\s*(\/\/.*)?$/.test(text);
}

function spaceEnd(text: string, from: number): number {
  return from + /^\s*/.exec(text.slice(from))![0].length;
}

function newLineOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** Takes out a declaration with the comments above it and the empty lines behind it. */
export function removeDeclaration({ name, tree }: SourceFile, node: Declaration, title: string): Fix {
  const start = startWithComments(tree, node);
  const behind = /^[^\n]*(\n[ \t\r]*)*(\n|$)/.exec(tree.text.slice(node.end))?.[0] ?? '';
  const next = tree.file.declarations.find((declaration) => declaration.start >= node.end);
  const end = Math.min(node.end + behind.length, next ? startWithComments(tree, next) : tree.text.length);
  return { title, edits: [{ file: name, range: { start, end }, text: '' }] };
}

/** The range of one of several items, with the comma that parts it from its neighbour. */
export function itemRange(items: readonly TextRange[], item: TextRange): TextRange {
  const index = items.indexOf(item);
  const before = items[index - 1];
  const next = items[index + 1];
  if (before !== undefined) return { start: before.end, end: item.end };
  return { start: item.start, end: next?.start ?? item.end };
}
