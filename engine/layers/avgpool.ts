// Average pooling.

import { boolean } from '../network/attribute.ts';
import { costPerElement } from './cost.ts';
import { defineLayer } from './layer.ts';
import { POOLING_OUTPUT, poolingAttributes, poolingLabel, poolingShape, poolingWindow } from './pooling.ts';

export const avgpool = defineLayer({
  kind: 'avgpool',
  category: 'pooling',
  documentation: [
    'Average pooling: the mean of each window, channel by channel.',
    '',
    '`y[c, i, j] = mean over u, v of x[c, i * stride + u - top, j * stride + v - left]`. With ' +
      '`count_include_pad: true` the zeros of the padding count as elements; the part of a window beyond ' +
      'the padding, which ceil mode allows, never does.',
    '',
    POOLING_OUTPUT,
    '',
    'Source: LeCun et al., "Gradient-based learning applied to document recognition", 1998 (there with a ' +
      'trainable coefficient and bias: `scale`).',
  ].join('\n'),
  attributes: {
    ...poolingAttributes(),
    count_include_pad: boolean('Whether the zeros of the padding count as elements of the mean.', {
      default: true,
    }),
  },
  inputs: 'one',
  label: poolingLabel,
  shape: (attributes, [input = []]) => poolingShape('avgpool', attributes, input),
  parameters: () => [],
  cost: ({ kernel }, _inputs, output) => costPerElement(kernel[0] * kernel[1], output),
  window: poolingWindow,
  lower: ({ builder, attributes }, [x]) =>
    builder.apply('averagePool', [x!], {
      ...poolingWindow(attributes),
      ceil: attributes.ceil,
      countIncludePad: attributes.count_include_pad,
    }),
});
