// Channels exchanged between groups.

import { integer } from '../network/attribute.ts';
import { channelGroupsProblem } from './channelGroups.ts';
import { NO_COST } from './cost.ts';
import { featureMapExpected, isFeatureMap } from './featureMap.ts';
import { defineLayer } from './layer.ts';

export const channelShuffle = defineLayer({
  kind: 'channel_shuffle',
  category: 'reshaping',
  documentation: [
    'Channel shuffle: deals the channels of each group out to all groups, so that grouped convolutions mix.',
    '',
    'With g groups of n channels, channel `i * n + j` becomes channel `j * g + i`.',
    '',
    'Source: Zhang et al., "ShuffleNet", 2017.',
  ].join('\n'),
  attributes: { groups: integer('Groups that the channels are in.', { min: 1 }) },
  inputs: 'one',
  label: ({ groups }) => `${groups} groups`,
  shape({ groups }, [input = []]) {
    if (!isFeatureMap(input)) return { problem: featureMapExpected('channel_shuffle', input) };
    if (input[0] % groups === 0) return { shape: input };
    return { problem: channelGroupsProblem('channel_shuffle', groups, input[0]) };
  },
  parameters: () => [],
  cost: () => NO_COST,
  window: () => 'pointwise',
  lower({ builder, attributes: { groups } }, [x]) {
    const [batch, channels, height, width] = x!.shape;
    const shape = [batch!, groups, channels! / groups, height! * width!];
    const grouped = builder.apply('reshape', [x!], { shape });
    const dealt = builder.apply('transpose', [grouped], { permutation: [0, 2, 1, 3] });
    return builder.apply('reshape', [dealt], { shape: x!.shape });
  },
});
