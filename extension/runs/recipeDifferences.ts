// What two recipes do not have in common, entry by entry, as a text would write them.

import type { AttributeValue } from '../../engine/network/attribute.ts';
import type { Recipe } from '../../engine/recipe/recipe.ts';
import type { RunDifference } from '../../webview/protocol/runs.ts';
import { valueText } from '../language-server/valueText.ts';

type Entry = Exclude<keyof Recipe, 'origin' | 'name'>;

/** In the order in which they are shown; the language's own names. */
const entries: Readonly<Record<Entry, string>> = {
  data: 'data',
  validation: 'validation',
  transforms: 'transform',
  augmentations: 'augment',
  optimizer: 'optimizer',
  schedule: 'schedule',
  loss: 'loss',
  batch: 'batch',
  accumulate: 'accumulate',
  clip: 'clip',
  average: 'average',
  epochs: 'epochs',
  earlyStopping: 'early_stopping',
  recompute: 'recompute',
  seed: 'seed',
  device: 'device',
};

export function recipeDifferences(one: Recipe, other: Recipe): readonly RunDifference[] {
  return Object.entries(entries).flatMap(([entry, name]) => {
    const values = [entryText(one[entry as Entry]), entryText(other[entry as Entry])] as const;
    return values[0] === values[1] ? [] : [{ name, values }];
  });
}

function entryText(value: AttributeValue | undefined): string {
  if (value === undefined || value === null) return 'none';
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return valueText(value);
  return value.length === 0 ? 'none' : value.map((part) => valueText(part)).join(', ');
}
