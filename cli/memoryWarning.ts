// Warns before a training run whose steps cannot fit into the machine's memory.

import { estimateMemory } from '../engine/analysis/memory.ts';
import type { Network } from '../engine/network/network.ts';
import type { Recipe } from '../engine/recipe/recipe.ts';
import { formatBytes } from './terminal/quantity.ts';

/**
 * The warning, without a line break; undefined where the step may fit. What the shapes alone tell is less than what a step
 * takes: a step that exceeds the memory by this count is sure to fail, or to swap.
 */
export function memoryWarning(
  network: Network,
  { batch, recompute }: Pick<Recipe, 'batch' | 'recompute'>,
  memoryBytes: number,
): string | undefined {
  // The shapes do not tell what is computed again.
  if (recompute !== undefined) return undefined;
  const needed = estimateMemory(network, batch).trainingBytes;
  if (needed <= memoryBytes) return undefined;
  const images = batch === 1 ? '1 image' : `${batch} images`;
  const cure =
    batch === 1
      ? 'train with `--recompute blocks` or on a larger machine, or make the network smaller.'
      : '`summary --fits` tells the largest batch that fits, and `--recompute blocks` makes room for more.';
  return (
    `warning: A step of ${images} needs more than ${formatBytes(needed)}, and this machine has ` +
    `${formatBytes(memoryBytes)} of memory: ${cure}`
  );
}
