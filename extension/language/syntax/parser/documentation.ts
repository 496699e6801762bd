// The `///` lines that stand right above a declaration.

import type { LineIndex } from '../lineIndex.ts';
import type { Comment } from '../tokens.ts';

/** Returns a function from a declaration's offset to its documentation, without the slashes. */
export function documentationReader(
  text: string,
  comments: readonly Comment[],
  lines: LineIndex,
): (start: number) => string {
  const byLine = new Map<number, string>();
  for (const comment of comments) {
    if (comment.kind !== 'documentation') continue;
    const line = lines.lineAt(comment.start);
    const alone = text.slice(lines.lineStart(line), comment.start).trim() === '';
    if (alone)
      byLine.set(
        line,
        text
          .slice(comment.start + 3, comment.end)
          .replace(/^ /, '')
          .trimEnd(),
      );
  }
  return (start) => {
    const found: string[] = [];
    for (let line = lines.lineAt(start) - 1; byLine.has(line); line -= 1) found.push(byLine.get(line)!);
    return found.reverse().join('\n');
  };
}
