// Takes the name of a value away, and no comment with it.

import type { ChainNode, SyntaxTree } from '../syntax/tree.ts';
import type { Edit } from './insertLayer.ts';

/** Undefined for a chain without a name. */
export function takeName(file: string, tree: SyntaxTree, { name, elements }: ChainNode): Edit | undefined {
  const [first] = elements;
  const equals = name && tree.tokens.find(({ kind, start }) => kind === '=' && start >= name.end);
  if (!name || !first || !equals) return undefined;
  const behind = tree.comments.find(({ start }) => start >= equals.end && start < first.start);
  const between = tree.text.slice(name.end, equals.start);
  const range = { start: name.start, end: behind?.start ?? first.start };
  return { file, range, text: between.trim() === '' ? '' : between.trimStart() };
}
