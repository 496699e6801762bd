// Convolution of each channel by itself.

import { integer, size } from '../network/attribute.ts';
import { formatShape } from '../network/shape.ts';
import {
  biasAttribute,
  type Convolution,
  convolutionCost,
  convolutionParameters,
  convolutionShape,
  convolutionWindow,
  convolutionWindowAttributes,
  convolve,
} from './convolution.ts';
import { featureMapExpected, isFeatureMap } from './featureMap.ts';
import { defineLayer } from './layer.ts';
import { strideLabel } from './slidingWindow.ts';
import { initAttribute } from './weights.ts';

export const depthwiseConv = defineLayer({
  kind: 'depthwise_conv',
  category: 'convolution',
  documentation: [
    'Depthwise convolution: every channel has filters of its own and is convolved by itself.',
    '',
    'A `conv` with as many groups as channels and `multiplier` filters for each: weights ' +
      '`channels * multiplier * kernel height * kernel width`. A 1x1 `conv` after it mixes the channels.',
    '',
    'Source: Howard et al., "MobileNets", 2017; Sifre, "Rigid-motion scattering for image ' +
      'classification", 2014.',
  ].join('\n'),
  attributes: {
    kernel: size('Rows and columns of each filter.'),
    ...convolutionWindowAttributes(),
    multiplier: integer('Filters, and so channels of the output, for each channel.', { default: 1, min: 1 }),
    bias: biasAttribute(),
    init: initAttribute(),
  },
  inputs: 'one',
  label: ({ kernel, stride, multiplier }) =>
    `${formatShape(kernel)}${strideLabel(stride)}${multiplier === 1 ? '' : `, times ${multiplier}`}`,
  shape(attributes, [input = []]) {
    if (!isFeatureMap(input)) return { problem: featureMapExpected('depthwise_conv', input) };
    return convolutionShape('depthwise_conv', channelwise(attributes, input[0]), input);
  },
  parameters: (attributes, [input = []]) =>
    convolutionParameters(channelwise(attributes, input[0]!), input[0]!),
  cost: (attributes, [input = []], output) =>
    convolutionCost(channelwise(attributes, input[0]!), input[0]!, output),
  window: convolutionWindow,
  lower({ builder, attributes, parameter }, [x]) {
    const tensors = [parameter('weight'), ...(attributes.bias ? [parameter('bias')] : [])];
    return convolve(builder, x!, tensors, channelwise(attributes, x!.shape[1]!));
  },
});

function channelwise(
  attributes: Omit<Convolution, 'channels' | 'groups'> & { readonly multiplier: number },
  inChannels: number,
): Convolution {
  return { ...attributes, channels: inChannels * attributes.multiplier, groups: inChannels };
}
