// Writes a layer before or after a link of a chain, formatted as the text around it.

import type { Fix } from '../diagnostic.ts';
import type { SyntaxTree } from '../syntax/tree.ts';
import type { LocatedElement } from './locateElement.ts';

export type Edit = Fix['edits'][number];

/** Lines that grow past this are continued on the next one. */
const LONGEST_LINE = 110;

export function insertAfter(file: string, tree: SyntaxTree, at: LocatedElement, layer: string): Edit {
  const { element, chain } = at;
  const end = { start: element.end, end: element.end };
  if (isStatement(tree, at)) {
    const { newLine, indent } = layoutAt(tree, chain.start);
    return { file, range: end, text: `${newLine}${indent}${layer}` };
  }
  const column = element.end - tree.lines.lineStart(tree.lines.lineAt(element.end));
  if (column + layer.length + 4 <= LONGEST_LINE) return { file, range: end, text: ` -> ${layer}` };
  const { newLine, indent } = layoutAt(tree, chain.start);
  return { file, range: end, text: `${newLine}${indent}  -> ${layer}` };
}

/** Undefined before an input, which nothing comes before. */
export function insertBefore(
  file: string,
  tree: SyntaxTree,
  at: LocatedElement,
  layer: string,
): Edit | undefined {
  const { element, chain } = at;
  if (element.kind === 'input') return undefined;
  const start = { start: element.start, end: element.start };
  if (!isStatement(tree, at)) return { file, range: start, text: `${layer} -> ` };
  const { newLine, indent } = layoutAt(tree, chain.start);
  return { file, range: start, text: `${layer}${newLine}${indent}` };
}

/** The element is all of a statement that has its lines to itself: a layer beside it gets a line, too. */
function isStatement({ text, lines }: SyntaxTree, { element, chain, isBranch }: LocatedElement): boolean {
  if (isBranch || chain.name !== undefined || chain.elements.length > 1) return false;
  const before = text.slice(lines.lineStart(lines.lineAt(element.start)), element.start);
  const behind = text.slice(element.end, lines.lineEnd(lines.lineAt(element.end)));
  return before.trim() === '' && behind.trim() === '';
}

function layoutAt({ text, lines }: SyntaxTree, offset: number): { newLine: string; indent: string } {
  const line = text.slice(lines.lineStart(lines.lineAt(offset)));
  return { newLine: text.includes('\r\n') ? '\r\n' : '\n', indent: /^[ \t]*/.exec(line)![0] };
}
