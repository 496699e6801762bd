// What a dataset's black and white are.

import type { Dataset, Levels } from './dataset.ts';

/** The levels of a dataset, whether transformed or not. */
export function levelsOf(dataset: Dataset): Levels {
  const channels = { length: dataset.shape[0] ?? 0 };
  return dataset.levels ?? { black: Array.from(channels, () => 0), white: Array.from(channels, () => 1) };
}
