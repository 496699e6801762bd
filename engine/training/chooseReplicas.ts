// How many replicas share a batch: one where the user does not say, which was faster wherever it was measured.

import type { Recipe } from '../recipe/recipe.ts';
import type { Device } from '../runtime/device.ts';
import { UserError } from '../userError.ts';
import { replicaCount } from './replicaCount.ts';

/**
 * `asked` is the user's number.
 * @throws UserError `training.replicas` where it cannot be
 */
export function chooseReplicas(
  { batch }: Pick<Recipe, 'batch'>,
  device: Exclude<Device, 'auto'>,
  asked = 1,
): number {
  if (asked > 1 && device !== 'cpu') {
    throw new UserError(
      'training.replicas',
      `Replicas share the cores of the processor, and this run is on \`${device}\`: leave \`--replicas\` out.`,
    );
  }
  const next = replicaCount(batch, asked);
  if (next === asked) return asked;
  throw new UserError(
    'training.replicas',
    `A batch of ${batch} cannot be shared equally by ${asked} replicas. Take ${next}, or a batch that ${asked} divides.`,
  );
}
