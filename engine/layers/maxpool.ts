// Maximum pooling.

import { costPerElement } from './cost.ts';
import { defineLayer } from './layer.ts';
import { POOLING_OUTPUT, poolingAttributes, poolingLabel, poolingShape, poolingWindow } from './pooling.ts';

export const maxpool = defineLayer({
  kind: 'maxpool',
  category: 'pooling',
  documentation: [
    'Maximum pooling: keeps the largest number of each window, channel by channel.',
    '',
    '`y[c, i, j] = max over u, v of x[c, i * stride + u - top, j * stride + v - left]`. Padding never ' +
      'counts as a maximum. In the backward pass the gradient goes to the first largest element of each ' +
      'window.',
    '',
    POOLING_OUTPUT,
    '',
    'Source: Ranzato et al., "Unsupervised learning of invariant feature hierarchies", 2007.',
  ].join('\n'),
  attributes: poolingAttributes(),
  inputs: 'one',
  label: poolingLabel,
  shape: (attributes, [input = []]) => poolingShape('maxpool', attributes, input),
  parameters: () => [],
  cost: ({ kernel }, _inputs, output) => costPerElement(kernel[0] * kernel[1] - 1, output),
  window: poolingWindow,
  lower: ({ builder, attributes }, [x]) =>
    builder.apply('maxPool', [x!], { ...poolingWindow(attributes), ceil: attributes.ceil }),
});
