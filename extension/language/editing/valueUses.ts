// Where a text uses a value that it names.

import type { SourceFile } from '../elaboration/program.ts';
import { resolutionOf } from '../resolution/resolveFile.ts';
import type { Name } from '../syntax/tree.ts';

/** The line of the first use, counted from one; undefined for a value that nothing uses. */
export function firstUseOf(source: SourceFile, name: Name): number | undefined {
  const uses = resolutionOf(source).references.filter(
    ({ file, target }) => file === source.name && target.name.start === name.start && target.file === file,
  );
  const first = Math.min(...uses.map((use) => use.name.start));
  return uses.length === 0 ? undefined : source.tree.lines.lineAt(first) + 1;
}

/** Whether a name in a chain stands for a value, and not for a layer or block. */
export function isValueUse(source: SourceFile, name: Name): boolean {
  return resolutionOf(source).references.some(
    (reference) => reference.name.start === name.start && reference.target.kind === 'value',
  );
}
