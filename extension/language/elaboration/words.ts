// The words that layers and recipes take without quotes: `same`, `he`, `end`.

import { layerKinds } from '../../../engine/layers/registry.ts';

let words: ReadonlySet<string> | undefined;

/** Every choice of every layer's attributes, so that a block can hand one on: `block B(pad = same)`. */
export function knownWords(): ReadonlySet<string> {
  words ??= new Set(
    [...layerKinds.values()].flatMap(({ attributes }) =>
      Object.values(attributes).flatMap(({ choices }) => choices ?? []),
    ),
  );
  return words;
}
