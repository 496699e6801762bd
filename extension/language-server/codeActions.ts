// Quick fixes: the cures that the checker offers, as code actions.

import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic as LspDiagnostic,
  type Range,
  type TextEdit,
} from 'vscode-languageserver';
import type { Compilation } from '../language/compilation.ts';
import type { Diagnostic, Fix } from '../language/diagnostic.ts';
import type { SyntaxTree } from '../language/syntax/tree.ts';
import { toLspDiagnostic } from './diagnostics.ts';
import { toOffset, toRange } from './sourceText.ts';

/**
 * The fixes of the diagnostics of `file` that touch `range`, of which an only one is preferred, and for
 * warnings the comment that allows them.
 */
export function codeActions(compilation: Compilation, file: string, range: Range): CodeAction[] {
  const tree = compilation.trees.get(file);
  if (tree === undefined) return [];
  const [start, end] = [toOffset(tree, range.start), toOffset(tree, range.end)];
  return compilation.diagnostics
    .filter((diagnostic) => diagnostic.file === file)
    .filter((diagnostic) => diagnostic.range.start <= end && start <= diagnostic.range.end)
    .flatMap((diagnostic) => [
      ...fixActions(compilation, diagnostic),
      ...(diagnostic.severity === 'error' ? [] : [allowAction(compilation, tree, diagnostic)]),
    ]);
}

/** Silences a warning by a comment on a line of its own above. */
function allowAction(compilation: Compilation, tree: SyntaxTree, diagnostic: Diagnostic): CodeAction {
  const { file, code } = diagnostic;
  const start = tree.lines.lineStart(tree.lines.lineAt(diagnostic.range.start));
  const indent = /^[ \t]*/.exec(tree.text.slice(start))![0];
  const edits = [{ file, range: { start, end: start }, text: `${indent}// allow: ${code}\n` }];
  const fix: Fix = { title: `Allow \`${code}\` here`, edits };
  return fixAction(compilation, fix, toLspDiagnostic(compilation, diagnostic), false);
}

function fixActions(compilation: Compilation, diagnostic: Diagnostic): CodeAction[] {
  const cured = toLspDiagnostic(compilation, diagnostic);
  return diagnostic.fixes.map((fix) => fixAction(compilation, fix, cured, diagnostic.fixes.length === 1));
}

function fixAction(
  compilation: Compilation,
  fix: Fix,
  cured: LspDiagnostic | undefined,
  isPreferred: boolean,
): CodeAction {
  const changes: Record<string, TextEdit[]> = {};
  for (const { file, range, text } of fix.edits) {
    const source = compilation.trees.get(file);
    if (source === undefined) continue;
    changes[file] = [...(changes[file] ?? []), { range: toRange(source, range), newText: text }];
  }
  return {
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    isPreferred,
    edit: { changes },
    ...(cured === undefined ? {} : { diagnostics: [cured] }),
  };
}
