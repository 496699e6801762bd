// Global average pooling.

import { costPerElement } from './cost.ts';
import { featureMapExpected, isFeatureMap } from './featureMap.ts';
import { defineLayer } from './layer.ts';

export const globalAvgpool = defineLayer({
  kind: 'global_avgpool',
  category: 'pooling',
  documentation: [
    'Global average pooling: the mean of each channel, as a vector.',
    '',
    '`y[c] = mean over i, j of x[c, i, j]`, from channels x height x width to a vector of `channels`. ' +
      'It needs no `flatten` after it.',
    '',
    'Source: Lin, Chen and Yan, "Network in network", 2013.',
  ].join('\n'),
  attributes: {},
  inputs: 'one',
  label: () => '',
  shape: (_attributes, [input = []]) =>
    isFeatureMap(input) ? { shape: [input[0]] } : { problem: featureMapExpected('global_avgpool', input) },
  parameters: () => [],
  cost: (_attributes, [input = []], output) => {
    const [, height, width] = input;
    return costPerElement(height! * width!, output);
  },
  window: () => 'global',
  lower: ({ builder }, [x]) => builder.apply('reduceMean', [x!], { axes: [2, 3], keepDimensions: false }),
});
