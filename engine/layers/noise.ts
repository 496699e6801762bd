// Normal noise in training.

import { number } from '../network/attribute.ts';
import { NO_COST } from './cost.ts';
import { defineLayer } from './layer.ts';

export const noise = defineLayer({
  kind: 'noise',
  category: 'regularization',
  documentation: [
    'Noise: in training, adds a normally distributed number to each number.',
    '',
    '`y = x + deviation * n`, n having mean 0 and deviation 1, drawn anew at every step. In inference `y ' +
      '= x`.',
    '',
    'Source: Bishop, "Training with noise is equivalent to Tikhonov regularization", 1995.',
  ].join('\n'),
  attributes: { deviation: number('Standard deviation of what is added.', { min: 0 }) },
  inputs: 'one',
  passesThrough: 'in inference',
  label: ({ deviation }) => `${deviation}`,
  shape: (_attributes, [input = []]) => ({ shape: input }),
  parameters: () => [],
  // Counted for inference, where it does nothing.
  cost: () => NO_COST,
  window: () => 'pointwise',
  lower({ builder, attributes, random }, [x]) {
    const drawn = random('normal', x!.shape);
    if (drawn === undefined) return x!;
    const scaled = builder.apply('multiply', [drawn, builder.scalar(attributes.deviation)]);
    return builder.apply('add', [x!, scaled]);
  },
});
