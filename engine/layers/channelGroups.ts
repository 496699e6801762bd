// What is wrong when channels cannot be divided into groups.

import type { LayerProblem } from './layer.ts';

/** `which` says whose channels they are, where a layer has two kinds: `input`, `output`. */
export function channelGroupsProblem(
  kind: string,
  groups: number,
  channels: number,
  which?: 'input' | 'output',
): LayerProblem {
  const whose = which === undefined ? '' : `${which} `;
  return {
    code: 'groups-do-not-divide-channels',
    attribute: 'groups',
    message:
      `${groups} groups do not divide the ${channels} ${whose}channels of \`${kind}\`: ` +
      `choose a divisor of ${channels}.`,
  };
}
