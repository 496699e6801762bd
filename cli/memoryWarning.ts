// Warns before a training run whose steps cannot fit into the machine's memory.

import { estimateMemory } from '../engine/analysis/memory.ts';
import type { Network } from '../engine/network/network.ts';
import { formatBytes } from './terminal/quantity.ts';

/**
 * The warning, without a line break; undefined where the step may fit. What the shapes alone tell is less than what a step
 * takes: a step that exceeds the memory by this count is sure to fail, or to swap.
 */
export function memoryWarning(network: Network, batch: number, memoryBytes: number): string | undefined {
  const needed = estimateMemory(network, batch).trainingBytes;
  if (needed <= memoryBytes) return undefined;
  const images = batch === 1 ? '1 image' : `${batch} images`;
  const cure =
    batch === 1
      ? 'train on a larger machine, or make the network smaller.'
      : '`summary --fits` tells the largest batch that fits.';
  return (
    `warning: A step of ${images} needs more than ${formatBytes(needed)}, and this machine has ` +
    `${formatBytes(memoryBytes)} of memory: ${cure}`
  );
}
