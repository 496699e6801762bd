// Channels of zeros.

import { choice, integer } from '../network/attribute.ts';
import { NO_COST } from './cost.ts';
import { defineLayer } from './layer.ts';

export const channelPad = defineLayer({
  kind: 'channel_pad',
  category: 'reshaping',
  documentation: [
    'Channel padding: adds channels of zeros until there are `channels` of them.',
    '',
    'With `subsample` it is the shortcut of option A, which has no weights: `subsample(2) -> ' +
      'channel_pad(64)`.',
    '',
    'Source: He et al., "Deep residual learning for image recognition", 2015, section 3.3.',
  ].join('\n'),
  attributes: {
    channels: integer('Channels of the output.', { min: 1 }),
    side: choice(
      'Where the zeros go: `end` (after the channels) or `both` (half before, the odd one after).',
      ['end', 'both'],
      { default: 'end' },
    ),
  },
  inputs: 'one',
  label: ({ channels }) => `${channels}`,
  shape({ channels }, [input = []]) {
    const [given = 0, ...extents] = input;
    if (channels >= given) return { shape: [channels, ...extents] };
    return {
      problem: {
        code: 'fewer-channels-than-input',
        attribute: 'channels',
        message: `\`channel_pad\` cannot go down from ${given} to ${channels} channels: use a 1x1 \`conv\`.`,
      },
    };
  },
  parameters: () => [],
  cost: () => NO_COST,
  window: () => 'pointwise',
  lower({ builder, attributes }, [x]) {
    const added = attributes.channels - x!.shape[1]!;
    const first = attributes.side === 'both' ? Math.floor(added / 2) : 0;
    const along = (count: number) => x!.shape.map((_extent, axis) => (axis === 1 ? count : 0));
    return builder.apply('pad', [x!], { before: along(first), after: along(added - first), value: 0 });
  },
});
