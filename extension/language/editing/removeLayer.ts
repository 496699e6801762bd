// Takes a link out of its chain; a branch that has nothing else passes its input on instead, and a loop goes with the last
// that it repeats.

import type { Compilation } from '../compilation.ts';
import { programOf } from '../compile.ts';
import { removeElement } from '../validation/removal.ts';
import type { Edit } from './insertLayer.ts';
import { type LocatedElement, locateElement } from './locateElement.ts';

/** Undefined for a file that was not compiled. */
export function removeLayer(
  compilation: Compilation,
  file: string,
  { element, chain, isBranch, onlyIn }: LocatedElement,
): Edit | undefined {
  const { start, end } = element;
  const tree = compilation.trees.get(file);
  const loop = chain.elements.length === 1 && onlyIn && tree && locateElement(tree, onlyIn);
  if (loop) return removeLayer(compilation, file, loop);
  if (chain.elements.length === 1 && (isBranch || chain.name !== undefined))
    return { file, range: { start, end }, text: 'identity' };
  const source = programOf(compilation)?.files.get(file);
  return source && removeElement(source, element, '').edits[0];
}
