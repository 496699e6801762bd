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
import { toLspDiagnostic } from './diagnostics.ts';
import { mainText, sourceText, toRange } from './sourceText.ts';

/** The fixes of the diagnostics that touch `range`, each once; the only fix of a diagnostic is preferred. */
export function codeActions(compilation: Compilation, range: Range): CodeAction[] {
  const text = mainText(compilation);
  const [start, end] = [text.offsetAt(range.start), text.offsetAt(range.end)];
  return compilation.diagnostics
    .filter(({ file }) => file === compilation.file)
    .filter((diagnostic) => diagnostic.range.start <= end && start <= diagnostic.range.end)
    .flatMap((diagnostic) => fixActions(compilation, diagnostic));
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
    const source = sourceText(compilation, file);
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
