// How many replicas share a batch: as the user says, or where that is likely to be faster.

import { summarize } from '../analysis/summarize.ts';
import type { Network } from '../network/network.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { Device } from '../runtime/device.ts';
import { UserError } from '../userError.ts';
import { replicaCount } from './replicaCount.ts';
import { trainedCount } from './trainingState.ts';

export interface ReplicaPlace {
  readonly device: Exclude<Device, 'auto'>;
  /** Of all replicas together. */
  readonly threads: number;
  /** Whether the thread that waits for the replicas leaves them the cores; elsewhere it takes one for itself. */
  readonly yields: boolean;
}

/**
 * `asked` is the user's number.
 * @throws UserError `training.replicas` where it cannot be
 */
export function chooseReplicas(
  network: Network,
  recipe: Pick<Recipe, 'batch'>,
  place: ReplicaPlace,
  asked?: number,
): number {
  if (asked === undefined) return automaticReplicas(network, recipe, place);
  if (asked > 1 && place.device !== 'cpu') {
    throw new UserError(
      'training.replicas',
      `Replicas share the cores of the processor, and this run is on \`${place.device}\`: leave \`--replicas\` out.`,
    );
  }
  if (replicaCount(recipe.batch, asked) === asked) return asked;
  const next = replicaCount(recipe.batch, asked);
  throw new UserError(
    'training.replicas',
    `A batch of ${recipe.batch} cannot be shared equally by ${asked} replicas. Take ${next}, or a batch that ${asked} divides.`,
  );
}

/** With fewer images each, a replica's products become too small to be fast. */
const leastImages = 4;

/**
 * Each replica writes a gradient of every weight, and all are added up: some 12 bytes more to move for each, against 6 operations for
 * each multiply-add of the forward pass. Below this many multiply-adds a weight, threads inside one session are faster: AlexNet
 * with batch 16 has 186, networks of dense layers as many as the batch has images; ResNet-18 with batch 8 has 1,200.
 */
const leastWorkPerWeight = 250;

/**
 * Multiply-adds of the forward pass over a batch. Where other programs keep the cores busy, the thread that waits learns late of a
 * step's end, by some tens of milliseconds: that must be little beside the step.
 */
const leastWork = 5e8;

/**
 * To plan the replicas' memory takes ONNX Runtime a time that grows with the square of the nodes: 2 s for ResNet-20's 80 layers, 9 s for
 * DenseNet-40's 194.
 */
const mostLayers = 250;

function automaticReplicas(
  network: Network,
  { batch }: Pick<Recipe, 'batch'>,
  { device, threads, yields }: ReplicaPlace,
): number {
  if (device !== 'cpu' || network.layers.length > mostLayers) return 1;
  const work = summarize(network, { batch }).macs.total * batch;
  if (work < leastWork || work < leastWorkPerWeight * trainedCount(network)) return 1;
  const cores = yields ? threads : threads - 1;
  return replicaCount(batch, Math.min(cores, Math.floor(batch / leastImages)));
}
