// Where a declaration begins with the comments that belong to it.

import type { Declaration, SyntaxTree } from './tree.ts';

/** The beginning of the comments right above a declaration, or of its line; on a shared line, its own. */
export function startWithComments({ comments, lines, text, file }: SyntaxTree, node: Declaration): number {
  const line = lines.lineStart(lines.lineAt(node.start));
  if (file.declarations.some(({ end }) => end > line && end <= node.start)) return node.start;
  let start = line;
  for (const comment of comments.toReversed()) {
    if (comment.start >= start) continue;
    const first = lines.lineStart(lines.lineAt(comment.start));
    const ownLine = text.slice(first, comment.start).trim() === '';
    if (!ownLine || lines.lineAt(comment.end) + 1 !== lines.lineAt(start)) break;
    start = first;
  }
  return start;
}
