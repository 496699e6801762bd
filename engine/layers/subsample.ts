// Every n-th row and column.

import { size } from '../network/attribute.ts';
import { formatShape } from '../network/shape.ts';
import { NO_COST } from './cost.ts';
import { featureMapExpected, isFeatureMap } from './featureMap.ts';
import { defineLayer } from './layer.ts';

export const subsample = defineLayer({
  kind: 'subsample',
  category: 'reshaping',
  documentation: [
    'Subsampling: keeps every n-th row and column and drops the others, without any weight.',
    '',
    '`y[c, i, j] = x[c, i * stride, j * stride]`, with `ceil(height / stride)` rows and columns likewise.',
    '',
    'With `channel_pad` it is the shortcut of option A.',
    '',
    'Source: He et al., "Deep residual learning for image recognition", 2015, section 3.3.',
  ].join('\n'),
  attributes: { stride: size('One row and column in so many is kept.', { default: [2, 2] }) },
  inputs: 'one',
  label: ({ stride }) => `/${stride[0] === stride[1] ? stride[0] : formatShape(stride)}`,
  shape({ stride }, [input = []]) {
    if (!isFeatureMap(input)) return { problem: featureMapExpected('subsample', input) };
    return { shape: [input[0], Math.ceil(input[1] / stride[0]), Math.ceil(input[2] / stride[1])] };
  },
  parameters: () => [],
  cost: () => NO_COST,
  window: ({ stride }) => ({ kernel: [1, 1], stride, dilation: [1, 1], padding: [0, 0, 0, 0] }),
  lower: ({ builder, attributes }, [x]) =>
    builder.apply('slice', [x!], {
      starts: [0, 0, 0, 0],
      ends: x!.shape,
      steps: [1, 1, ...attributes.stride],
    }),
});
