// Depthwise convolution and the 1x1 convolution after it, as one layer.

import { integer, size } from '../network/attribute.ts';
import { elementCount, formatShape } from '../network/shape.ts';
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
import { defineLayer, type ParameterDeclaration } from './layer.ts';
import { strideLabel } from './slidingWindow.ts';
import { initAttribute } from './weights.ts';

export const separableConv = defineLayer({
  kind: 'separable_conv',
  category: 'convolution',
  documentation: [
    'Separable convolution: convolves each channel by itself, then mixes the channels with a 1x1 ' +
      'convolution.',
    '',
    '`depthwise_conv(kernel, bias: false) -> conv(channels, 1)` as one layer, with parameters ' +
      '`depthwise.weight`, `pointwise.weight` and `pointwise.bias`.',
    '',
    'Source: Chollet, "Xception: deep learning with depthwise separable convolutions", 2016.',
  ].join('\n'),
  attributes: {
    channels: integer('Channels of the output.', { min: 1 }),
    kernel: size('Rows and columns of each depthwise filter.'),
    ...convolutionWindowAttributes(),
    bias: biasAttribute(),
    init: initAttribute(),
  },
  inputs: 'one',
  label: ({ channels, kernel, stride }) => `${formatShape(kernel)}, ${channels}${strideLabel(stride)}`,

  shape(attributes, [input = []]) {
    if (!isFeatureMap(input)) return { problem: featureMapExpected('separable_conv', input) };
    const result = convolutionShape('separable_conv', depthwise(attributes, input[0]), input);
    return 'problem' in result ? result : { shape: [attributes.channels, ...result.shape.slice(1)] };
  },

  parameters(attributes, [input = []]) {
    const inChannels = input[0]!;
    const named = (part: string) => (declaration: ParameterDeclaration) => ({
      ...declaration,
      suffix: `${part}.${declaration.suffix}`,
    });
    return [
      ...convolutionParameters(depthwise(attributes, inChannels), inChannels).map(named('depthwise')),
      ...convolutionParameters(pointwise(attributes), inChannels).map(named('pointwise')),
    ];
  },

  cost(attributes, [input = []], output) {
    const inChannels = input[0]!;
    const between = [inChannels, ...output.slice(1)];
    const first = convolutionCost(depthwise(attributes, inChannels), inChannels, between);
    const second = convolutionCost(pointwise(attributes), inChannels, output);
    const biases = attributes.bias ? elementCount(output) : 0;
    const macs = first.macs + second.macs;
    return { macs, flops: 2 * macs + biases, connections: macs + biases };
  },

  window: convolutionWindow,

  lower({ builder, attributes, parameter }, [x]) {
    const filters = [parameter('depthwise.weight')];
    const filtered = convolve(builder, x!, filters, depthwise(attributes, x!.shape[1]!));
    const mixers = [parameter('pointwise.weight'), ...(attributes.bias ? [parameter('pointwise.bias')] : [])];
    return convolve(builder, filtered, mixers, pointwise(attributes));
  },
});

function depthwise(attributes: Omit<Convolution, 'groups'>, inChannels: number): Convolution {
  return { ...attributes, channels: inChannels, groups: inChannels, bias: false };
}

function pointwise(attributes: Omit<Convolution, 'groups'>): Convolution {
  const window = { kernel: [1, 1], stride: [1, 1], dilation: [1, 1], padding: 'valid' } as const;
  return { ...attributes, ...window, groups: 1 };
}
