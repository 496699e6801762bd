// Diagnostics as a terminal shows them, and as JSON with positions as in the language server protocol.

import type { Compilation } from '../extension/language/compilation.ts';
import type { Diagnostic, Location } from '../extension/language/diagnostic.ts';
import { shownPath } from './shownPath.ts';
import { plainStyle, type Style } from './terminal/style.ts';

interface Position {
  readonly line: number;
  readonly character: number;
}

export interface JsonRange {
  readonly start: Position;
  readonly end: Position;
}

/** Lines and characters from zero; characters are UTF-16 units. */
export function positionOf(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  const line = before.split('\n').length - 1;
  return { line, character: offset - (before.lastIndexOf('\n') + 1) };
}

export function rangeOf(compilation: Compilation, { file, range }: Location): JsonRange {
  const text = compilation.trees.get(file)?.text ?? '';
  return { start: positionOf(text, range.start), end: positionOf(text, range.end) };
}

export function lineOf(compilation: Compilation, location: Location): number {
  return rangeOf(compilation, location).start.line;
}

/** `lenet5.cnn:7:8: error: message [code]`, one a line. */
export function formatDiagnostics(
  compilation: Compilation,
  diagnostics: readonly Diagnostic[],
  style: Style = plainStyle,
): string {
  return diagnostics.map((diagnostic) => formatDiagnostic(compilation, diagnostic, style)).join('\n');
}

function formatDiagnostic(compilation: Compilation, diagnostic: Diagnostic, style: Style): string {
  const { severity, message, code } = diagnostic;
  const related = diagnostic.related.map((cause) => `\n    ${placeOf(compilation, cause)}: ${cause.message}`);
  const marked = { error: style.red, warning: style.yellow, info: style.blue }[severity](severity);
  const place = placeOf(compilation, diagnostic);
  return `${place}: ${marked}: ${message} ${style.muted(`[${code}]`)}${related.join('')}`;
}

function placeOf(compilation: Compilation, location: Location): string {
  const { line, character } = rangeOf(compilation, location).start;
  return `${shownPath(location.file)}:${line + 1}:${character + 1}`;
}
