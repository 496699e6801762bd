// Dropout of single numbers.

import { number } from '../network/attribute.ts';
import { NO_COST } from './cost.ts';
import { defineLayer } from './layer.ts';
import { dropAtRandom } from './randomMask.ts';

export const dropout = defineLayer({
  kind: 'dropout',
  category: 'regularization',
  documentation: [
    'Dropout: in training, sets each number to zero with probability `rate` and scales the others up.',
    '',
    '`y = x * keep / (1 - rate)`, with `keep` 0 or 1 drawn anew for every number and step. In ' +
      'inference `y = x`.',
    '',
    'Right before `bn` it makes the tracked variance wrong: put it after the last `bn`.',
    '',
    'Source: Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", 2014.',
  ].join('\n'),
  attributes: { rate: number('Probability that a number is dropped.', { default: 0.5, min: 0, max: 1 }) },
  inputs: 'one',
  passesThrough: 'in inference',
  label: ({ rate }) => `${rate}`,
  shape: (_attributes, [input = []]) => ({ shape: input }),
  parameters: () => [],
  // Counted for inference, where it does nothing.
  cost: () => NO_COST,
  window: () => 'pointwise',
  lower: (context, [x]) => dropAtRandom(context, x!, context.attributes.rate, x!.shape),
});
