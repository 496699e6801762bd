// Rectified linear unit with a learnt slope.

import { boolean, number } from '../network/attribute.ts';
import { defineActivation } from './activation.ts';
import { perChannel } from './perChannel.ts';

export const prelu = defineActivation({
  kind: 'prelu',
  documentation: [
    'Parametric rectified linear unit: learns the slope of negative numbers, one for each channel.',
    '',
    '`y = x` for positive x, `weight[c] * x` otherwise; with `shared: true` all channels have one slope.',
    '',
    'Source: He et al., "Delving deep into rectifiers", 2015; the slopes do not decay.',
  ].join('\n'),
  attributes: {
    slope: number('Where the slopes start.', { default: 0.25 }),
    shared: boolean('One slope for all channels.', { default: false }),
  },
  flopsPerElement: 2,
  label: ({ shared }) => (shared ? 'shared' : ''),
  parameters: ({ slope, shared }, channels) => [
    {
      suffix: 'weight',
      shape: [shared ? 1 : channels],
      trainable: true,
      initializer: { kind: 'constant', value: slope },
      decays: false,
    },
  ],
  apply(x, { builder, attributes, parameter }) {
    const slope = attributes.shared ? parameter('weight') : perChannel(builder, parameter('weight'), x);
    const positive = builder.apply('greater', [x, builder.scalar(0)]);
    return builder.apply('select', [positive, x, builder.apply('multiply', [x, slope])]);
  },
});
