// Going from a name to its declaration, to all its uses, and renaming it.

import {
  type DocumentHighlight,
  DocumentHighlightKind,
  type Location,
  type Position,
  type Range,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { Compilation } from '../language/compilation.ts';
import { programOf } from '../language/compile.ts';
import type { ImportedFile } from '../language/elaboration/program.ts';
import type { Name } from '../language/syntax/tree.ts';
import { bindNames, type Occurrence, occurrenceAt } from './bindNames.ts';
import { type Declared, declarationKey, isDeclared } from './definition.ts';
import { whyNotNamed } from './newName.ts';
import { contains, mainTree, toLocation, toOffset, toRange } from './sourceText.ts';

/** The declaration of the name at a position, or the file that an import there names. */
export function definition(compilation: Compilation, position: Position): Location | undefined {
  const imported = importAt(compilation, position);
  if (imported !== undefined) {
    const start = { line: 0, character: 0 };
    return imported.target && { uri: imported.target.name, range: { start, end: start } };
  }
  const declared = declaredAt(compilation, position)?.declared;
  return declared && toLocation(compilation, { file: declared.file, range: declared.name });
}

/**
 * Every place where the name at a position occurs, in any of the compilations. `compilations` are those of
 * the files that may see the declaration; a place that several of them hold is given once.
 */
export function references(
  compilation: Compilation,
  position: Position,
  compilations: readonly Compilation[],
  includeDeclaration: boolean,
): Location[] {
  const found = declaredAt(compilation, position);
  if (found === undefined) return [];
  const places = new Map<string, Location>();
  for (const { file, occurrence, within } of occurrencesOf(found.declared, [compilation, ...compilations])) {
    if (occurrence.declares && !includeDeclaration) continue;
    const location = toLocation(within, { file, range: occurrence.name });
    if (location) places.set(`${file}#${occurrence.name.start}`, location);
  }
  return [...places.values()];
}

/** The occurrences in the file of the name at a position. */
export function documentHighlights(compilation: Compilation, position: Position): DocumentHighlight[] {
  const tree = mainTree(compilation);
  const found = declaredAt(compilation, position);
  if (tree === undefined || found === undefined) return [];
  return occurrencesOf(found.declared, [compilation])
    .filter(({ file }) => file === compilation.file)
    .map(({ occurrence }) => ({
      range: toRange(tree, occurrence.name),
      kind: occurrence.declares ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
    }));
}

/** The range of the name at a position, if it is one that a text declares and so can be renamed. */
export function prepareRename(compilation: Compilation, position: Position): Range | undefined {
  const tree = mainTree(compilation);
  const found = declaredAt(compilation, position);
  return tree && found && toRange(tree, found.name);
}

export type RenameResult = { readonly edit: WorkspaceEdit } | { readonly refusal: string };

/** Renames everywhere. `compilations` are as for `references`. */
export function rename(
  compilation: Compilation,
  position: Position,
  newName: string,
  compilations: readonly Compilation[],
): RenameResult {
  const tree = mainTree(compilation);
  const found = declaredAt(compilation, position);
  const { kind } = found?.declared ?? {};
  const place = tree && kind && { file: compilation.file, offset: toOffset(tree, position), kind };
  const refusal = place && whyNotNamed(compilation, place, newName);
  if (refusal !== undefined) return { refusal };
  const changes: Record<string, TextEdit[]> = {};
  for (const { uri, range } of references(compilation, position, compilations, true)) {
    changes[uri] = [...(changes[uri] ?? []), { range, newText: newName }];
  }
  if (Object.keys(changes).length === 0)
    return { refusal: 'Only names that a text declares can be renamed.' };
  return { edit: { changes } };
}

function declaredAt(
  compilation: Compilation,
  position: Position,
): { readonly declared: Declared; readonly name: Name } | undefined {
  const tree = mainTree(compilation);
  if (tree === undefined) return undefined;
  const occurrence = occurrenceAt(bindNames(compilation, compilation.file), toOffset(tree, position));
  if (occurrence === undefined || !isDeclared(occurrence.definition)) return undefined;
  return { declared: occurrence.definition, name: occurrence.name };
}

interface Found {
  readonly file: string;
  readonly occurrence: Occurrence;
  readonly within: Compilation;
}

function occurrencesOf(declared: Declared, compilations: readonly Compilation[]): Found[] {
  const key = declarationKey(declared);
  return compilations.flatMap((within) =>
    [...within.trees.keys()].flatMap((file) =>
      bindNames(within, file)
        .occurrences.filter(({ definition: meant }) => isDeclared(meant) && declarationKey(meant) === key)
        .map((occurrence) => ({ file, occurrence, within })),
    ),
  );
}

function importAt(compilation: Compilation, position: Position): ImportedFile | undefined {
  const main = programOf(compilation)?.main;
  const offset = main && toOffset(main.tree, position);
  return main?.imports.find(({ node }) => contains(node, offset!));
}
