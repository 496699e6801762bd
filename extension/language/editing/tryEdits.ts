// Says what the language thinks of an edit before it is made.

import type { Compilation, FileHost } from '../compilation.ts';
import { compile } from '../compile.ts';
import type { TextRange } from '../diagnostic.ts';
import type { Edit } from './insertLayer.ts';
import { locateElement } from './locateElement.ts';

/**
 * The first error that the text has in `scope` once it is edited, and did not have before; undefined where all
 * is well. `scope` holds the edit, and is a call where `isCall`: the edit must leave it one. What breaks
 * elsewhere, as shapes do when a stride changes, is seen and mended there.
 */
export function errorOfEdit(
  compilation: Compilation,
  host: FileHost,
  { file, range, text }: Edit,
  { scope, isCall }: { readonly scope: TextRange; readonly isCall: boolean },
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
  if (isCall && locateElement(tree, { start: scope.start, end }) === undefined)
    return 'Write one value here: what stands around it stays as it is.';
  const old = new Set(errorsIn(compilation, file, scope).map(({ message }) => message));
  return errorsIn(edited, file, { start: scope.start, end }).find(({ message }) => !old.has(message))
    ?.message;
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
