// Publishes diagnostics right after a change, merged over the open files that share an import.

import type { Diagnostic as LspDiagnostic } from 'vscode-languageserver';

/**
 * The longest that an analysis waits. The first one after a pause does not wait at all; while changes go on, each waits
 * for as long as the one before it took, so that requests get at least half of the time.
 */
export const longestWaitMs = 200;

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
  /** On the clock, in milliseconds: when the next analysis may begin. */
  private rested = 0;

  /** `clock` gives milliseconds since any moment. */
  constructor(
    private readonly hooks: PublisherHooks,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  /** Analyses these open files soon, together with those that are scheduled until then. */
  schedule(files: Iterable<string>): void {
    for (const file of files) this.pending.add(file);
    if (this.pending.size === 0 || this.timer !== undefined) return;
    // Changes that have arrived together are read before a timer of 0 ms fires.
    this.timer = setTimeout(() => this.flush(), Math.max(0, this.rested - this.clock()));
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
    this.timer = undefined;
    const files = [...this.pending];
    this.pending.clear();
    const start = this.clock();
    for (const file of files) {
      try {
        this.analyse(file);
      } catch (failure) {
        this.hooks.failed(file, failure);
      }
    }
    const end = this.clock();
    this.rested = end + Math.min(longestWaitMs, end - start);
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
