// Takes a link out of its chain; a branch that has nothing else passes its input on instead.

import type { Compilation } from '../compilation.ts';
import { programOf } from '../compile.ts';
import { removeElement } from '../validation/removal.ts';
import type { Edit } from './insertLayer.ts';
import type { LocatedElement } from './locateElement.ts';

/** Undefined for a file that was not compiled. */
export function removeLayer(
  compilation: Compilation,
  file: string,
  { element, chain, isBranch }: LocatedElement,
): Edit | undefined {
  const { start, end } = element;
  if (chain.elements.length === 1 && (isBranch || chain.name !== undefined))
    return { file, range: { start, end }, text: 'identity' };
  const source = programOf(compilation)?.files.get(file);
  return source && removeElement(source, element, '').edits[0];
}
