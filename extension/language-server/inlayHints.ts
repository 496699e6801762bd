// The output shape at the end of each line that changes the shape.

import type { InlayHint, Range } from 'vscode-languageserver';
import { sameShape } from '../../engine/network/shape.ts';
import type { Compilation } from '../language/compilation.ts';
import type { TextRange } from '../language/diagnostic.ts';
import { childrenOf } from '../language/syntax/children.ts';
import type { Element, SyntaxNode, SyntaxTree } from '../language/syntax/tree.ts';
import { type Instance, inputOf, instancesIn, outputOf } from './instances.ts';
import { counted, shapeSpan } from './quantity.ts';
import { mainTree, toOffset } from './sourceText.ts';

/** The hints of the lines in `range`. A file of blocks alone shows what they become in its `importers`. */
export function inlayHints(
  compilation: Compilation,
  range: Range,
  importers: readonly Compilation[] = [],
): InlayHint[] {
  const tree = mainTree(compilation);
  if (tree === undefined) return [];
  const within = { start: toOffset(tree, range.start), end: toOffset(tree, range.end) };
  const makers = compilation.models.length > 0 ? [compilation] : importers;
  return [...flowLines(tree, within)].flatMap(([line, flow]) => {
    const instances = makers.flatMap((maker) => instancesIn(maker, compilation.file, flow));
    const label = instances.some(changesShape) ? shapeSpan(instances.map(outputOf)) : undefined;
    if (label === undefined) return [];
    const character = tree.lines.positionAt(lastTokenEnd(tree, line, flow.end)).character;
    return [{ position: { line, character }, label, paddingLeft: true, tooltip: tooltip(instances) }];
  });
}

/** Where the code of a line ends: behind closing brackets, before a comment. */
function lastTokenEnd({ tokens, lines }: SyntaxTree, line: number, from: number): number {
  const next = lines.lineEnd(line);
  // The last token is the end of the text.
  let [low, high] = [0, tokens.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (tokens[middle]!.end <= next) low = middle + 1;
    else high = middle;
  }
  const last = tokens[low - 1];
  return last === undefined ? from : Math.max(from, last.end);
}

function tooltip(instances: readonly Instance[]): string {
  const times = instances.length === 1 ? '' : ` It is made ${counted(instances.length, 'time')}.`;
  return `Shape after this line: channels x height x width, or features.${times}`;
}

function changesShape(instance: Instance): boolean {
  const [before, after] = [inputOf(instance), outputOf(instance)];
  return after !== undefined && (before === undefined || !sameShape(before, after));
}

/**
 * For each line on which a layer, a block's use or a merge ends: from the beginning of what ends there to the
 * end of the last one. Lines that only close a loop, a condition or a group have none: what is inside them
 * shows its shape.
 */
function flowLines(tree: SyntaxTree, within: TextRange): ReadonlyMap<number, TextRange> {
  const lines = new Map<number, TextRange>();
  const visit = (node: SyntaxNode) => {
    if (node.end < within.start || node.start > within.end) return;
    if (isFlow(node)) {
      const line = tree.lines.lineAt(node.end);
      const { start, end } = lines.get(line) ?? node;
      lines.set(line, { start: Math.min(start, node.start), end: Math.max(end, node.end) });
    }
    for (const child of childrenOf(node)) visit(child);
  };
  visit(tree.file);
  return lines;
}

function isFlow(node: SyntaxNode): node is Element {
  return node.kind === 'use' || node.kind === 'merge';
}
