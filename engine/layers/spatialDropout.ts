// Dropout of whole channels.

import { number } from '../network/attribute.ts';
import { NO_COST } from './cost.ts';
import { defineLayer } from './layer.ts';
import { dropAtRandom } from './randomMask.ts';

export const spatialDropout = defineLayer({
  kind: 'spatial_dropout',
  category: 'regularization',
  documentation: [
    'Spatial dropout: in training, sets whole channels to zero with probability `rate` and scales the ' +
      'others up.',
    '',
    '`y[c] = x[c] * keep[c] / (1 - rate)`, with `keep` drawn anew for every image, channel and step. In ' +
      'inference `y = x`. Neighbouring pixels are alike, so that dropping single ones hides little.',
    '',
    'Source: Tompson et al., "Efficient object localization using convolutional networks", 2014.',
  ].join('\n'),
  attributes: { rate: number('Probability that a channel is dropped.', { default: 0.5, min: 0, max: 1 }) },
  inputs: 'one',
  passesThrough: 'in inference',
  label: ({ rate }) => `${rate}`,
  shape: (_attributes, [input = []]) => ({ shape: input }),
  parameters: () => [],
  // Counted for inference, where it does nothing.
  cost: () => NO_COST,
  window: () => 'pointwise',
  lower(context, [x]) {
    const maskShape = x!.shape.map((extent, axis) => (axis < 2 ? extent : 1));
    return dropAtRandom(context, x!, context.attributes.rate, maskShape);
  },
});
