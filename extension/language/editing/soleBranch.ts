// Puts the one branch that is left of a merge in the merge's place.

import type { TextRange } from '../diagnostic.ts';
import type { SourceFile } from '../elaboration/program.ts';
import type { ChainNode, MergeNode } from '../syntax/tree.ts';
import type { Edit } from './insertLayer.ts';
import { nodesAround } from './locateElement.ts';
import { isValueUse } from './valueUses.ts';

/** Undefined where that would lose a comment or an assert, or lead a chain into a named value. */
export function soleBranch(
  source: SourceFile,
  merge: MergeNode,
  removed: ChainNode,
  kept: ChainNode,
): Edit | undefined {
  const { tree, name } = source;
  const chain = nodesAround(tree, merge).at(-1);
  const [first, last] = [kept.elements.at(0), kept.elements.at(-1)];
  if (chain?.kind !== 'chain' || !first || !last || merge.branches.kind !== 'body') return undefined;
  const isValue = first.kind === 'use' && isValueUse(source, first.name);
  if (isValue && chain.elements[0] !== merge) return undefined;
  if (merge.branches.statements.length > 2) return undefined;
  const lineEnd = tree.lines.lineEnd(tree.lines.lineAt(removed.end));
  const inside = (comment: TextRange, { start, end }: TextRange) =>
    start <= comment.start && comment.end <= end;
  const losesComment = tree.comments.some(
    (comment) =>
      inside(comment, merge) &&
      !inside(comment, { start: first.start, end: last.end }) &&
      !inside(comment, { start: removed.start, end: lineEnd }),
  );
  if (losesComment) return undefined;
  const text = outdented(source, merge, { start: first.start, end: last.end });
  return { file: name, range: { start: merge.start, end: merge.end }, text };
}

/** As far to the left as the merge stood. */
function outdented({ tree: { text, lines } }: SourceFile, merge: TextRange, kept: TextRange): string {
  const indentAt = (offset: number) => /^[ \t]*/.exec(text.slice(lines.lineStart(lines.lineAt(offset))))![0];
  const [inner, outer] = [indentAt(kept.start), indentAt(merge.start)];
  return text
    .slice(kept.start, kept.end)
    .split('\n')
    .map((line, number) => (number > 0 && line.startsWith(inner) ? outer + line.slice(inner.length) : line))
    .join('\n');
}
