// Collects diagnostics: one for each place and code, however often a loop or a block brings it up.

import type { Diagnostic, Fix, Location, TextRange } from './diagnostic.ts';
import { type Code, codes } from './validation/codes.ts';

export interface Extras {
  readonly related?: readonly (Location & { readonly message: string })[];
  readonly fixes?: readonly Fix[];
}

export class Reporter {
  private readonly found = new Map<string, Diagnostic>();

  report(file: string, range: TextRange, code: Code, message: string, extras: Extras = {}): void {
    this.add({
      file,
      range: { start: range.start, end: range.end },
      severity: codes[code].severity,
      code,
      message,
      related: extras.related ?? [],
      fixes: extras.fixes ?? [],
    });
  }

  add(diagnostic: Diagnostic): void {
    const { file, range, code } = diagnostic;
    const key = `${code} ${range.start} ${range.end} ${file}`;
    if (!this.found.has(key)) this.found.set(key, diagnostic);
  }

  addAll(diagnostics: Iterable<Diagnostic>): void {
    for (const diagnostic of diagnostics) this.add(diagnostic);
  }

  get diagnostics(): readonly Diagnostic[] {
    return [...this.found.values()];
  }

  get hasErrors(): boolean {
    for (const { severity } of this.found.values()) if (severity === 'error') return true;
    return false;
  }
}
