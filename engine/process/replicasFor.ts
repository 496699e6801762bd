// How many replicas share a network's batch on this machine.

import type { Network } from '../network/network.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { Device } from '../runtime/device.ts';
import { chooseReplicas } from '../training/chooseReplicas.ts';

/** For `chooseRuntime`; `replicas` is the user's number, if there is one. */
export function replicasFor(subject: {
  readonly network: Network;
  readonly recipe: Pick<Recipe, 'batch'>;
  readonly threads: number;
  readonly replicas?: number | undefined;
}): (device: Exclude<Device, 'auto'>) => number {
  const { network, recipe, threads, replicas } = subject;
  // Only there has each thread a priority of its own.
  const yields = process.platform === 'linux';
  return (device) => chooseReplicas(network, recipe, { device, threads, yields }, replicas);
}
