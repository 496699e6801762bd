// Publishes diagnostics a moment after the last change, merged over the open files that share an import.

import type { Diagnostic as LspDiagnostic } from 'vscode-languageserver';

/** Long enough to swallow a burst of keystrokes, short enough to feel immediate. */
export const debounceMs = 120;

export interface PublisherHooks {
  /** Diagnostics of an open file and of what it imports, by file, from the newest text. */
  analyse(file: string): ReadonlyMap<string, readonly LspDiagnostic[]>;
  /** Shows the diagnostics of a file; they replace those shown before. */
  publish(file: string, diagnostics: readonly LspDiagnostic[]): void;
  /** The analysis of an open file is done. */
  analysed(file: string): void;
  /** The analysis of an open file failed, which is a mistake of ours; what was published stays. */
  failed(file: string, failure: unknown): void;
}

export class DiagnosticPublisher {
  private readonly pending = new Set<string>();
  private readonly found = new Map<string, ReadonlyMap<string, readonly LspDiagnostic[]>>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly hooks: PublisherHooks) {}

  /** Analyses these open files once no more changes come. */
  schedule(files: Iterable<string>): void {
    for (const file of files) this.pending.add(file);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), debounceMs);
  }

  /** A file was closed: what only its analysis said is taken back. */
  close(file: string): void {
    this.pending.delete(file);
    const affected = this.found.get(file);
    this.found.delete(file);
    for (const name of affected?.keys() ?? []) this.publishMerged(name);
  }

  dispose(): void {
    clearTimeout(this.timer);
  }

  private flush(): void {
    const files = [...this.pending];
    this.pending.clear();
    for (const file of files) {
      try {
        this.analyse(file);
      } catch (failure) {
        this.hooks.failed(file, failure);
      }
    }
  }

  private analyse(file: string): void {
    const before = this.found.get(file);
    const after = this.hooks.analyse(file);
    this.found.set(file, after);
    for (const name of new Set([...(before?.keys() ?? []), ...after.keys()])) this.publishMerged(name);
    this.hooks.analysed(file);
  }

  private publishMerged(file: string): void {
    const distinct = new Map<string, LspDiagnostic>();
    for (const byFile of this.found.values()) {
      for (const diagnostic of byFile.get(file) ?? []) {
        const { range, code, message } = diagnostic;
        distinct.set(JSON.stringify([range, code, message]), diagnostic);
      }
    }
    this.hooks.publish(file, [...distinct.values()]);
  }
}
