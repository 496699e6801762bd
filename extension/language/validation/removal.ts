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
  const alone = before.trim() === '' && /^\s*(\/\/.*)?$/.test(behind);
  const end = range.end + (/^[ \t]*;?[ \t]*/.exec(behind)?.[0].length ?? 0);
  const cut = alone
    ? { start: lineStart, end: lines.lineStart(lines.lineAt(range.end) + 1) }
    : { start: range.start, end };
  return { title, edits: [{ file: name, range: cut, text: '' }] };
}

/** Takes out one link of a chain with its arrow, or the statement that it is by itself. */
export function removeElement(file: SourceFile, element: TextRange, title: string): Fix {
  const { text } = file.tree;
  const behind = /^\s*->\s*/.exec(text.slice(element.end))?.[0].length;
  const before = text.slice(0, element.start).trimEnd();
  if (behind === undefined && !before.endsWith('->')) return removeStatement(file, element, title);
  const range =
    behind === undefined
      ? { start: before.slice(0, -2).trimEnd().length, end: element.end }
      : { start: element.start, end: element.end + behind };
  return { title, edits: [{ file: file.name, range, text: '' }] };
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
