// Turns offsets of a compiled text into lines and characters, and back.

import type { Location as LspLocation, Position, Range } from 'vscode-languageserver';
import type { Compilation } from '../language/compilation.ts';
import type { Location, TextRange } from '../language/diagnostic.ts';
import type { SyntaxTree } from '../language/syntax/tree.ts';

/** The tree of the file that was compiled. Undefined only for a file that does not exist. */
export function mainTree(compilation: Compilation): SyntaxTree | undefined {
  return compilation.trees.get(compilation.file);
}

export function toRange(tree: SyntaxTree, range: TextRange): Range {
  return { start: tree.lines.positionAt(range.start), end: tree.lines.positionAt(range.end) };
}

export function toOffset(tree: SyntaxTree, position: Position): number {
  return tree.lines.offsetAt(position);
}

/** A place in any file of the compilation; undefined for a file that it did not read. */
export function toLocation(compilation: Compilation, { file, range }: Location): LspLocation | undefined {
  const tree = compilation.trees.get(file);
  return tree && { uri: file, range: toRange(tree, range) };
}

export function contains(range: TextRange, offset: number): boolean {
  return range.start <= offset && offset <= range.end;
}

export function textOf(tree: SyntaxTree, range: TextRange): string {
  return tree.text.slice(range.start, range.end);
}
