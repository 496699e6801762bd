// What the checker says, as LSP diagnostics by file.

import { DiagnosticSeverity, DiagnosticTag, type Diagnostic as LspDiagnostic } from 'vscode-languageserver';
import type { Compilation } from '../language/compilation.ts';
import type { Diagnostic } from '../language/diagnostic.ts';
import { toLocation, toRange } from './sourceText.ts';

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
} as const;

/** The name that the Problems view shows beside each message. */
export const diagnosticSource = 'netwright';

/**
 * Diagnostics of every file of the compilation, with an empty list for a file without any. `reference` is the
 * URI of the page that explains the codes, each under a heading of its own.
 */
export function diagnosticsByFile(
  compilation: Compilation,
  reference?: string,
): ReadonlyMap<string, readonly LspDiagnostic[]> {
  const byFile = new Map<string, LspDiagnostic[]>([...compilation.trees.keys()].map((file) => [file, []]));
  for (const diagnostic of compilation.diagnostics) {
    const converted = toLspDiagnostic(compilation, diagnostic, reference);
    if (converted !== undefined) byFile.get(diagnostic.file)?.push(converted);
  }
  return byFile;
}

export function toLspDiagnostic(
  compilation: Compilation,
  diagnostic: Diagnostic,
  reference?: string,
): LspDiagnostic | undefined {
  const tree = compilation.trees.get(diagnostic.file);
  if (tree === undefined) return undefined;
  const relatedInformation = diagnostic.related.flatMap(({ message, ...place }) => {
    const location = toLocation(compilation, place);
    return location === undefined ? [] : [{ location, message }];
  });
  return {
    range: toRange(tree, diagnostic.range),
    severity: severities[diagnostic.severity],
    code: diagnostic.code,
    ...(reference === undefined ? {} : { codeDescription: { href: `${reference}#${diagnostic.code}` } }),
    source: diagnosticSource,
    message: diagnostic.message,
    ...(relatedInformation.length > 0 ? { relatedInformation } : {}),
    ...(diagnostic.code.startsWith('unused-') ? { tags: [DiagnosticTag.Unnecessary] } : {}),
  };
}
