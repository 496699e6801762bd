// Says what the language thinks of an edit before it is made.

import type { Compilation, FileHost } from '../compilation.ts';
import { compile } from '../compile.ts';
import type { TextRange } from '../diagnostic.ts';
import type { SyntaxTree } from '../syntax/tree.ts';
import type { Edit } from './insertLayer.ts';
import { locateElement } from './locateElement.ts';

export interface EditScope {
  /** Holds the edit. */
  readonly scope: TextRange;
  /** Of a call or an input that the edit writes anew: it must stay one, with this as one of its values. */
  readonly value?: string;
}

/**
 * The first error that the text has in `scope` once it is edited, and did not have before; undefined where all
 * is well. What breaks elsewhere, as shapes do when a stride changes, is seen and mended there.
 */
export function errorOfEdit(
  compilation: Compilation,
  host: FileHost,
  { file, range, text }: Edit,
  { scope, value }: EditScope,
): string | undefined {
  const before = compilation.trees.get(file);
  if (before === undefined) return undefined;
  const after = before.text.slice(0, range.start) + text + before.text.slice(range.end);
  const edited = compile(compilation.file, {
    read: (name) => (name === file ? after : host.read(name)),
    resolve: (from, path) => host.resolve(from, path),
  });
  const tree = edited.trees.get(file)!;
  const known = new Set(before.problems.map(({ message }) => message));
  const broken = tree.problems.find(({ message }) => !known.has(message));
  if (broken) return broken.message;
  const end = scope.end + text.length - (range.end - range.start);
  if (
    value !== undefined &&
    !holdsValue(tree, { start: scope.start, end }, range.start + text.lastIndexOf(value), value)
  )
    return 'Write one value here: what stands around it stays as it is.';
  const old = new Set(errorsIn(compilation, file, scope).map(({ message }) => message));
  return errorsIn(edited, file, { start: scope.start, end }).find(({ message }) => !old.has(message))
    ?.message;
}

function holdsValue(tree: SyntaxTree, call: TextRange, start: number, value: string): boolean {
  const element = locateElement(tree, call)?.element;
  if (value === '') return element !== undefined;
  if (element?.kind !== 'input' && element?.kind !== 'use') return false;
  const values =
    element.kind === 'input' ? [element.shape] : (element.arguments?.items ?? []).map((item) => item.value);
  return values.some((given) => given.start === start && given.end === start + value.length);
}

function errorsIn({ diagnostics }: Compilation, file: string, { start, end }: TextRange) {
  return diagnostics.filter(
    (found) =>
      found.severity === 'error' &&
      found.file === file &&
      start <= found.range.start &&
      found.range.end <= end,
  );
}
