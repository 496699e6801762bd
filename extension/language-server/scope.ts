// Names that are visible at a place, innermost first.

import type { Compilation } from '../language/compilation.ts';
import type { Declaration } from '../language/syntax/tree.ts';
import type { Declared } from './definition.ts';
import { resolveUri } from './fileUri.ts';

export class Scope {
  private readonly names = new Map<string, Declared>();

  constructor(private readonly outer?: Scope) {}

  declare(declared: Declared): void {
    this.names.set(declared.name.text, declared);
  }

  /** Whether this scope itself declares the name. */
  has(name: string): boolean {
    return this.names.has(name);
  }

  find(name: string): Declared | undefined {
    return this.names.get(name) ?? this.outer?.find(name);
  }

  /** Each visible name once, innermost first. */
  visible(): readonly Declared[] {
    const hidden = (this.outer?.visible() ?? []).filter(({ name }) => !this.names.has(name.text));
    return [...this.names.values(), ...hidden];
  }
}

/** Blocks and models of a file and of what it imports: its own come first, then those of the first import, and so on. */
export function fileScope(compilation: Compilation, file: string): Scope {
  const files = [file, ...importedFiles(compilation, file)];
  return files.reduceRight<Scope | undefined>((outer, name) => {
    const scope = new Scope(outer);
    declareAll(compilation, name, scope);
    return scope;
  }, undefined)!;
}

function declareAll(compilation: Compilation, file: string, scope: Scope): void {
  for (const declaration of compilation.trees.get(file)?.file.declarations ?? []) {
    const declared = declarationOf(file, declaration);
    // Of two that are named alike, the first is meant.
    if (declared !== undefined && !scope.has(declared.name.text)) scope.declare(declared);
  }
}

function declarationOf(file: string, node: Declaration): Declared | undefined {
  if (node.kind === 'block' && node.name) return { kind: 'block', file, name: node.name, node };
  if (node.kind === 'model' && node.name) return { kind: 'model', file, name: node.name, node };
  return undefined;
}

/** Files that `file` imports itself: what these import, it does not see. */
function importedFiles(compilation: Compilation, file: string): readonly string[] {
  return (compilation.trees.get(file)?.file.declarations ?? []).flatMap((declaration) => {
    if (declaration.kind !== 'import' || declaration.path === undefined) return [];
    const target = resolveUri(file, declaration.path.value);
    return compilation.trees.has(target) ? [target] : [];
  });
}
