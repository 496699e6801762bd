// From a feature map to a vector.

import { elementCount } from '../network/shape.ts';
import { NO_COST } from './cost.ts';
import { defineLayer } from './layer.ts';

export const flatten = defineLayer({
  kind: 'flatten',
  category: 'reshaping',
  documentation: [
    'Flatten: writes a feature map as one vector, channel by channel and row by row.',
    '',
    '`channels x height x width` becomes a vector of `channels * height * width`; nothing is computed.',
    '',
    'Source: LeCun et al., "Gradient-based learning applied to document recognition", 1998, between ' +
      'C5 and F6.',
  ].join('\n'),
  attributes: {},
  inputs: 'one',
  passesThrough: 'always',
  label: () => '',
  shape: (_attributes, [input = []]) => ({ shape: [elementCount(input)] }),
  parameters: () => [],
  cost: () => NO_COST,
  window: () => 'pointwise',
  lower: ({ builder }, [x]) =>
    builder.apply('reshape', [x!], { shape: [x!.shape[0]!, elementCount(x!.shape.slice(1))] }),
});
