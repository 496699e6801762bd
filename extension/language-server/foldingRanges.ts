// What can be folded: braces and brackets over several lines, imports, and comments.

import { type FoldingRange, FoldingRangeKind } from 'vscode-languageserver';
import type { Compilation } from '../language/compilation.ts';
import type { Token } from '../language/syntax/tokens.ts';
import type { SyntaxTree } from '../language/syntax/tree.ts';
import { mainTree } from './sourceText.ts';

export function foldingRanges(compilation: Compilation): FoldingRange[] {
  const tree = mainTree(compilation);
  if (tree === undefined) return [];
  return [...bracketRanges(tree), ...commentRanges(tree), ...importRanges(tree)].toSorted(
    (a, b) => a.startLine - b.startLine,
  );
}

const closers: Readonly<Record<string, string>> = { '}': '{', ')': '(', ']': '[' };

/** From an opening line to the one before the closing bracket, which stays visible. */
function bracketRanges(tree: SyntaxTree): FoldingRange[] {
  const ranges: FoldingRange[] = [];
  const open: Token[] = [];
  for (const token of tree.tokens) {
    if (token.kind === '{' || token.kind === '(' || token.kind === '[') open.push(token);
    const opener = closers[token.kind];
    if (opener === undefined || open.at(-1)?.kind !== opener) continue;
    const startLine = tree.lines.lineAt(open.pop()!.start);
    const endLine = tree.lines.lineAt(token.start) - 1;
    if (endLine > startLine) ranges.push({ startLine, endLine });
  }
  return ranges;
}

/** Block comments, and runs of line comments on lines of their own. */
function commentRanges(tree: SyntaxTree): FoldingRange[] {
  const runs: { startLine: number; endLine: number; kind: string }[] = [];
  for (const comment of tree.comments) {
    const startLine = tree.lines.lineAt(comment.start);
    const alone = tree.text.slice(tree.lines.lineStart(startLine), comment.start).trim() === '';
    if (!alone) continue;
    const endLine = tree.lines.lineAt(comment.end);
    const last = runs.at(-1);
    if (comment.kind !== 'block' && last?.kind === comment.kind && last.endLine + 1 === startLine) {
      last.endLine = endLine;
    } else runs.push({ startLine, endLine, kind: comment.kind });
  }
  return runs
    .filter(({ startLine, endLine }) => endLine > startLine)
    .map(({ startLine, endLine }) => ({ startLine, endLine, kind: FoldingRangeKind.Comment }));
}

function importRanges(tree: SyntaxTree): FoldingRange[] {
  const lines = tree.file.declarations
    .filter(({ kind }) => kind === 'import')
    .map(({ start }) => tree.lines.lineAt(start));
  const [startLine] = lines;
  const endLine = lines.at(-1);
  if (startLine === undefined || endLine === undefined || endLine === startLine) return [];
  return [{ startLine, endLine, kind: FoldingRangeKind.Imports }];
}
