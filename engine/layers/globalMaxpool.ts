// Global maximum pooling.

import { costPerElement } from './cost.ts';
import { featureMapExpected, isFeatureMap } from './featureMap.ts';
import { defineLayer } from './layer.ts';

export const globalMaxpool = defineLayer({
  kind: 'global_maxpool',
  category: 'pooling',
  documentation: [
    'Global maximum pooling: the largest number of each channel, as a vector.',
    '',
    '`y[c] = max over i, j of x[c, i, j]`, from channels x height x width to a vector of `channels`. ' +
      'It needs no `flatten` after it.',
    '',
    'Source: Oquab et al., "Is object localization for free?", 2015.',
  ].join('\n'),
  attributes: {},
  inputs: 'one',
  label: () => '',
  shape: (_attributes, [input = []]) =>
    isFeatureMap(input) ? { shape: [input[0]] } : { problem: featureMapExpected('global_maxpool', input) },
  parameters: () => [],
  cost: (_attributes, [input = []], output) => {
    const [, height, width] = input;
    return costPerElement(height! * width! - 1, output);
  },
  window: () => 'global',
  lower: ({ builder }, [x]) => builder.apply('reduceMax', [x!], { axes: [2, 3], keepDimensions: false }),
});
