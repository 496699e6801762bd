// `// allow: code`: comments that silence a warning on their line, or on the line below.

import type { Diagnostic } from '../diagnostic.ts';
import type { SyntaxTree } from '../syntax/tree.ts';

/** Without the warnings that a comment allows. Errors cannot be allowed. */
export function dropSilenced(
  diagnostics: readonly Diagnostic[],
  trees: ReadonlyMap<string, SyntaxTree>,
): readonly Diagnostic[] {
  const allowed = new Map([...trees].map(([file, tree]) => [file, allowedLines(tree)]));
  return diagnostics.filter(({ file, range, code, severity }) => {
    if (severity === 'error') return true;
    const line = trees.get(file)?.lines.lineAt(range.start) ?? 0;
    return !allowed.get(file)?.get(code)?.has(line);
  });
}

/** The codes that a comment names, with their ranges. */
export function allowedCodes(
  tree: SyntaxTree,
): readonly { readonly code: string; readonly start: number; readonly end: number }[] {
  return tree.comments.flatMap((comment) => {
    const text = tree.text.slice(comment.start, comment.end);
    const match = /^\/[/*]+\s*allow:\s*([\w\s,-]*)/.exec(text);
    if (match === null) return [];
    const listed = comment.start + match[0].length - match[1]!.length;
    return [...match[1]!.matchAll(/[a-z-]+/g)].map(({ 0: code, index }) => {
      return { code, start: listed + index, end: listed + index + code.length };
    });
  });
}

function allowedLines(tree: SyntaxTree): ReadonlyMap<string, ReadonlySet<number>> {
  const lines = new Map<string, Set<number>>();
  for (const { code, start } of allowedCodes(tree)) {
    const line = tree.lines.lineAt(start);
    const known = lines.get(code) ?? new Set<number>();
    known.add(line);
    if (tree.text.slice(tree.lines.lineStart(line), start).trimStart().startsWith('/')) known.add(line + 1);
    lines.set(code, known);
  }
  return lines;
}
