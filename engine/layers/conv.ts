// Convolution over rows and columns.

import { integer, size } from '../network/attribute.ts';
import { formatShape } from '../network/shape.ts';
import {
  biasAttribute,
  convolutionCost,
  convolutionParameters,
  convolutionShape,
  convolutionWindow,
  convolutionWindowAttributes,
  convolve,
} from './convolution.ts';
import { defineLayer } from './layer.ts';
import { strideLabel } from './slidingWindow.ts';
import { initAttribute } from './weights.ts';

export const conv = defineLayer({
  kind: 'conv',
  category: 'convolution',
  documentation: [
    'Convolution: every output channel is a filter slid over the rows and columns of the input.',
    '',
    '`y[o, i, j] = b[o] + sum over c, u, v of w[o, c, u, v] * x[c, i * stride + u * dilation - top, …]`',
    '',
    'Output: `floor((height + padding - dilation * (kernel - 1) - 1) / stride) + 1` rows, and columns ' +
      'likewise. Weights: `channels * (input channels / groups) * kernel height * kernel width`, and ' +
      '`channels` biases.',
    '',
    'Source: LeCun et al., "Backpropagation applied to handwritten zip code recognition", 1989; groups: ' +
      'Krizhevsky et al., 2012; dilation: Yu and Koltun, 2016.',
  ].join('\n'),
  attributes: {
    channels: integer('Filters, and so channels of the output.', { min: 1 }),
    kernel: size('Rows and columns of each filter.'),
    ...convolutionWindowAttributes(),
    groups: integer('Groups of channels that are convolved apart; must divide input and output channels.', {
      default: 1,
      min: 1,
    }),
    bias: biasAttribute(),
    init: initAttribute(),
  },
  inputs: 'one',

  label({ channels, kernel, stride, dilation, groups }) {
    const dilated = dilation[0] === 1 && dilation[1] === 1 ? '' : `, dilation ${formatShape(dilation)}`;
    const grouped = groups === 1 ? '' : `, groups ${groups}`;
    return `${formatShape(kernel)}, ${channels}${strideLabel(stride)}${dilated}${grouped}`;
  },

  shape: (attributes, [input = []]) => convolutionShape('conv', attributes, input),
  parameters: (attributes, [input = []]) => convolutionParameters(attributes, input[0]!),
  cost: (attributes, [input = []], output) => convolutionCost(attributes, input[0]!, output),
  window: convolutionWindow,

  lower({ builder, attributes, parameter }, [x]) {
    const tensors = [parameter('weight'), ...(attributes.bias ? [parameter('bias')] : [])];
    return convolve(builder, x!, tensors, attributes);
  },
});
