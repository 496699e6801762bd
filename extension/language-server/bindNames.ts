// Finds what every name in a file means: declarations, layers, attributes, and the calls of recipes.

import type { Compilation } from '../language/compilation.ts';
import { programOf } from '../language/compile.ts';
import type { SourceFile } from '../language/elaboration/program.ts';
import type { NameScope } from '../language/resolution/definition.ts';
import { resolutionOf } from '../language/resolution/resolveFile.ts';
import type { Name } from '../language/syntax/tree.ts';
import { builtInNames } from './builtInNames.ts';
import { type Declared, type Definition, declaredBy } from './definition.ts';

/** A name in a text and what it means. */
export interface Occurrence {
  readonly name: Name;
  readonly definition: Definition;
  /** Whether this is where it is declared. */
  readonly declares: boolean;
}

export interface BoundNames {
  /** In the order of the text; names without a meaning are left out. */
  readonly occurrences: readonly Occurrence[];
  /** The names that are visible at an offset, innermost first. */
  visibleAt(offset: number): readonly Declared[];
}

const known = new WeakMap<SourceFile, BoundNames>();
const nothing: BoundNames = { occurrences: [], visibleAt: () => [] };

/** Binds the names of one file of a compilation, once for each compilation. */
export function bindNames(compilation: Compilation, file: string): BoundNames {
  const program = programOf(compilation);
  const source = program?.files.get(file);
  if (program === undefined || source === undefined) return nothing;
  let bound = known.get(source);
  if (bound === undefined) {
    bound = bind(source, program.files);
    known.set(source, bound);
  }
  return bound;
}

/** The named thing at an offset, where the cursor may stand before, in or right after the name. */
export function occurrenceAt({ occurrences }: BoundNames, offset: number): Occurrence | undefined {
  return occurrences.find(({ name }) => name.start <= offset && offset <= name.end);
}

function bind(source: SourceFile, files: ReadonlyMap<string, SourceFile>): BoundNames {
  const { definitions, references, scopes } = resolutionOf(source);
  const trees = (file: string) => files.get(file)?.tree;
  const found = new Map<number, Occurrence>();
  for (const definition of definitions) {
    const declared = declaredBy(definition, trees);
    if (declared)
      found.set(declared.name.start, { name: declared.name, definition: declared, declares: true });
  }
  // The name of `train Net { … }` is the model's, so a reference counts more than the recipe that it
  // declares.
  for (const { name, target } of references) {
    const declared = declaredBy(target, trees);
    if (declared) found.set(name.start, { name, definition: declared, declares: false });
  }
  const local = new Map([...found.values()].map(({ name, definition }) => [name.start, definition] as const));
  for (const { name, definition } of builtInNames(source.tree, local)) {
    if (!found.has(name.start)) found.set(name.start, { name, definition, declares: false });
  }
  const occurrences = [...found.values()].sort((a, b) => a.name.start - b.name.start);
  return { occurrences, visibleAt: (offset) => visibleAt(source, scopes, trees, offset) };
}

function visibleAt(
  source: SourceFile,
  scopes: readonly NameScope[],
  trees: (file: string) => SourceFile['tree'] | undefined,
  offset: number,
): readonly Declared[] {
  const visible = new Map<string, Declared>();
  const add = (declared: Declared | undefined) => {
    if (declared && !visible.has(declared.name.text)) visible.set(declared.name.text, declared);
  };
  const around = scopes.findLast(({ range }) => range.start <= offset && offset <= range.end);
  for (let scope: NameScope | undefined = around; scope !== undefined; scope = scope.parent) {
    for (const definition of scope.definitions.toReversed()) {
      const declared = declaredBy(definition, trees);
      // A value is named by its whole statement, and seen after it.
      if (declared?.kind !== 'value' || declared.node.end < offset) add(declared);
    }
  }
  const sources = [source, ...source.imports.map(({ target }) => target)];
  for (const declaring of sources) {
    for (const { node, file } of declaring?.declared.values() ?? []) {
      if (node.name)
        add(declaredBy({ kind: node.kind, name: node.name, file: file.name, node, owner: undefined }, trees));
    }
  }
  return [...visible.values()];
}
