// A name that a text declares, given anew wherever it occurs.

import type { Compilation } from '../language/compilation.ts';
import type { Name } from '../language/syntax/tree.ts';
import { rename } from './navigation.ts';
import type { EditAnswer } from './protocol.ts';
import { toRange } from './sourceText.ts';

export type Edits = Extract<EditAnswer, { readonly edits: unknown }>['edits'];

export type Renaming = { readonly edits: Edits } | { readonly refusal: string };

/** `others` are compilations that may see the name; one of them is that of the file that declares it. */
export function renameEverywhere(
  compilation: Compilation,
  declared: { readonly file: string; readonly name: Name },
  name: string,
  others: () => readonly Compilation[],
): Renaming {
  const seeing = others();
  const own = [compilation, ...seeing].find(({ file }) => file === declared.file);
  const tree = own?.trees.get(declared.file);
  if (!own || !tree) return { refusal: 'Rename it in the file that declares it.' };
  const result = rename(own, toRange(tree, declared.name).start, name, [compilation, ...seeing]);
  if ('refusal' in result) return result;
  return { edits: Object.entries(result.edit.changes ?? {}).map(([uri, edits]) => ({ uri, edits })) };
}
