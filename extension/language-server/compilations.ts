// Keeps one compilation for each file and its newest text, shared by every feature.

import type { Compilation, Compile, FileHost } from '../language/compilation.ts';

interface Entry {
  readonly compilation: Compilation;
  /** Every file that was asked for, also those that do not exist: their coming changes the result. */
  readonly dependencies: ReadonlySet<string>;
}

export class Compilations {
  private readonly entries = new Map<string, Entry>();

  constructor(
    private readonly host: FileHost,
    private readonly compile: Compile,
  ) {}

  /** The compilation of the file's newest text; compiles only where something changed since the last one. */
  of(file: string): Compilation {
    const known = this.entries.get(file);
    if (known !== undefined) return known.compilation;
    const dependencies = new Set([file]);
    const host: FileHost = {
      read: (name) => {
        dependencies.add(name);
        return this.host.read(name);
      },
      resolve: (from, path) => this.host.resolve(from, path),
    };
    const compilation = this.compile(file, host);
    this.entries.set(file, { compilation, dependencies });
    return compilation;
  }

  /** Forgets what depends on a file whose text changed; returns the files whose compilation that was. */
  invalidate(file: string): readonly string[] {
    const stale = [...this.entries]
      .filter(([, { dependencies }]) => dependencies.has(file))
      .map(([name]) => name);
    for (const name of stale) this.entries.delete(name);
    return stale;
  }
}
