// Keeps the compilations of the last commit's texts, which change rarely, to compare the newest ones with.

import type { Compilation, Compile } from '../language/compilation.ts';
import { canonicalUri, resolveUri } from './fileUri.ts';

/** The last commit's compilation of a file. */
export interface HeadCompilation {
  /** Undefined while texts are missing, and for a file that the commit does not have. */
  readonly compilation: Compilation | undefined;
  /** Files of the commit that were asked for and not given. */
  readonly missing: readonly string[];
}

/** By canonical URI; null for a file that the commit does not have. */
type HeadTexts = ReadonlyMap<string, string | null>;

/** As many files as are looked at in turns; beyond, the oldest is compiled again. */
const keptFiles = 16;

export class HeadCompilations {
  private readonly known = new Map<string, { readonly texts: HeadTexts; readonly found: HeadCompilation }>();

  constructor(private readonly compile: Compile) {}

  /** `given` is keyed by URIs as the client writes them. */
  of(file: string, given: Readonly<Record<string, string | null>>): HeadCompilation {
    const texts = new Map(Object.entries(given).map(([uri, text]) => [canonicalUri(uri), text]));
    const known = this.known.get(file);
    if (known !== undefined && sameTexts(known.texts, texts)) return known.found;
    const found = this.compileHead(file, texts);
    this.known.delete(file);
    this.known.set(file, { texts, found });
    for (const name of this.known.keys()) {
      if (this.known.size <= keptFiles) break;
      this.known.delete(name);
    }
    return found;
  }

  private compileHead(file: string, texts: HeadTexts): HeadCompilation {
    const missing = new Set<string>();
    const read = (name: string) => {
      if (!texts.has(name)) missing.add(name);
      return texts.get(name) ?? undefined;
    };
    const compilation = this.compile(file, { read, resolve: resolveUri });
    const usable = missing.size === 0 && typeof texts.get(file) === 'string';
    return { compilation: usable ? compilation : undefined, missing: [...missing] };
  }
}

function sameTexts(a: HeadTexts, b: HeadTexts): boolean {
  return a.size === b.size && [...a].every(([file, text]) => b.has(file) && b.get(file) === text);
}
