// Collects diagnostics: one for each place and code, however often a loop or a block brings it up.

import type { Diagnostic, Fix, Location, TextRange } from './diagnostic.ts';
import { limits } from './elaboration/limits.ts';
import { type Code, codes } from './validation/codes.ts';

/** In characters; names and lists in a message can be of any length. */
const longestMessage = 1000;

export interface Extras {
  readonly related?: readonly (Location & { readonly message: string })[];
  readonly fixes?: readonly Fix[];
}

export class Reporter {
  private readonly found = new Map<string, Diagnostic>();
  private readonly counts = { error: 0, warning: 0, info: 0 };

  report(file: string, range: TextRange, code: Code, message: string, extras: Extras = {}): void {
    this.add({
      file,
      range: { start: range.start, end: range.end },
      severity: codes[code].severity,
      code,
      message: message.length > longestMessage ? `${message.slice(0, longestMessage)}…` : message,
      related: extras.related ?? [],
      fixes: extras.fixes ?? [],
    });
  }

  add(diagnostic: Diagnostic): void {
    const { file, range, code } = diagnostic;
    const key = keyOf(file, range, code);
    if (this.found.has(key) || this.counts[diagnostic.severity] >= limits.diagnostics) return;
    this.counts[diagnostic.severity] += 1;
    this.found.set(key, diagnostic);
  }

  /** As many errors as are kept were found: looking for more is in vain. */
  get isFull(): boolean {
    return this.counts.error >= limits.diagnostics;
  }

  /** Whether a place has a diagnostic of this code. */
  has(file: string, range: TextRange, code: Code): boolean {
    return this.found.has(keyOf(file, range, code));
  }

  addAll(diagnostics: Iterable<Diagnostic>): void {
    for (const diagnostic of diagnostics) this.add(diagnostic);
  }

  get diagnostics(): readonly Diagnostic[] {
    return [...this.found.values()];
  }

  get hasErrors(): boolean {
    return this.counts.error > 0;
  }
}

function keyOf(file: string, { start, end }: TextRange, code: string): string {
  return `${code} ${start} ${end} ${file}`;
}
