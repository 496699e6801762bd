// What two networks write otherwise with the same results, as lines of text.

import type { ComparedLayer } from '../engine/analysis/comparison/compareNetworks.ts';
import { grouped } from './terminal/quantity.ts';

/** `19 × bn: folded into the layer before`, the most first. */
export function equivalentLines(layers: readonly ComparedLayer[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const layer of layers) {
    if (layer.status !== 'equivalent') continue;
    const { before, after, reason, into } = layer;
    const why = into === undefined ? reason : reason.replace(into, 'the layer before it');
    const part = (after ?? before)!;
    const words = part.head === undefined ? `${part.kind}: ${why}` : why;
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([words, count]) => `≈ ${grouped(count)} × ${words}`);
}

/** What is said in place of the table where nothing differs. */
export function equalText(layers: readonly ComparedLayer[]): string {
  const otherwise = layers.filter(({ status }) => status === 'equivalent').length;
  if (otherwise === 0) return 'The networks are equal, layer by layer.';
  const many = otherwise === 1 ? 'One layer is' : `${grouped(otherwise)} layers are`;
  return `The networks compute the same in inference. ${many} written otherwise:`;
}
