// How many bytes of images a data set keeps in memory; what is beyond is read or decoded each time it is used.

import { UserError } from '../userError.ts';

/** The environment's variable, in MiB, that states another limit than `DEFAULT_MIB`. */
export const IMAGE_MEMORY_VARIABLE = 'NETWRIGHT_IMAGE_MEMORY';

const DEFAULT_MIB = 2048;

/** What to do where it does not suffice, inside a sentence. */
export const MORE_MEMORY =
  'raise `--image-memory`, or in the editor the setting `netwright.training.imageMemory`';

/**
 * Bytes of one data set.
 *
 * @throws UserError `data.memory` where the variable is no number of MiB
 */
export function imageMemory(environment: NodeJS.ProcessEnv = process.env): number {
  const given = environment[IMAGE_MEMORY_VARIABLE];
  if (given === undefined || given === '') return DEFAULT_MIB * 2 ** 20;
  const mebibytes = Number(given);
  if (Number.isFinite(mebibytes) && mebibytes >= 0) return Math.floor(mebibytes * 2 ** 20);
  const message = `${IMAGE_MEMORY_VARIABLE} is ${JSON.stringify(given)}; it must be a number of MiB, such as 4096.`;
  throw new UserError('data.memory', message);
}
