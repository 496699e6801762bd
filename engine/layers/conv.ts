// Convolution over rows and columns.

import type { WindowAttributes } from '../graph/graph.ts';
import { boolean, integer, padding, size } from '../network/attribute.ts';
import { elementCount, formatShape, type Shape } from '../network/shape.ts';
import { featureMapExpected, isFeatureMap } from './featureMap.ts';
import { defineLayer, type LayerProblem, type ParameterDeclaration } from './layer.ts';
import { resolvePadding, slide, strideLabel } from './slidingWindow.ts';
import { biasInitializer, type Initialization, initAttribute, weightInitializer } from './weights.ts';

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
    stride: size('Rows and columns from one place to the next.', { default: [1, 1] }),
    padding: padding('Zeros around the input; `same` keeps rows and columns at stride 1.', {
      default: 'valid',
    }),
    dilation: size('Distance between the rows and columns that a filter reads.', { default: [1, 1] }),
    groups: integer('Groups of channels that are convolved apart; must divide input and output channels.', {
      default: 1,
      min: 1,
    }),
    bias: boolean('Adds one number to each channel; leave out before `bn`.', { default: true }),
    init: initAttribute(),
  },
  inputs: 'one',

  label({ channels, kernel, stride, dilation, groups }) {
    const dilated = dilation[0] === 1 && dilation[1] === 1 ? '' : `, dilation ${formatShape(dilation)}`;
    const grouped = groups === 1 ? '' : `, groups ${groups}`;
    return `${formatShape(kernel)}, ${channels}${strideLabel(stride)}${dilated}${grouped}`;
  },

  shape(attributes, [input = []]) {
    if (!isFeatureMap(input)) return { problem: featureMapExpected('conv', input) };
    const problem = groupsProblem(attributes, input[0]);
    if (problem !== undefined) return { problem };
    const slid = slide('conv', input, slidingWindow(attributes));
    return 'problem' in slid ? slid : { shape: [attributes.channels, ...slid.extents] };
  },

  parameters({ channels, kernel, groups, bias, init }, [input = []]) {
    return convolutionParameters({ inChannels: input[0]!, channels, kernel, groups, bias, init });
  },

  cost({ kernel, groups, bias }, [input = []], output) {
    const outputs = elementCount(output);
    const macs = outputs * (input[0]! / groups) * kernel[0] * kernel[1];
    const biases = bias ? outputs : 0;
    return { macs, flops: 2 * macs + biases, connections: macs + biases };
  },

  window: (attributes) => slidingWindow(attributes),

  lower({ builder, attributes, parameter }, [x]) {
    const { stride, dilation, groups } = attributes;
    const tensors = [parameter('weight'), ...(attributes.bias ? [parameter('bias')] : [])];
    const padding = slidingWindow(attributes).padding;
    return builder.apply('convolution', [x!, ...tensors], { stride, dilation, padding, groups });
  },
});

function slidingWindow(attributes: {
  readonly kernel: WindowAttributes['kernel'];
  readonly stride: WindowAttributes['stride'];
  readonly dilation: WindowAttributes['dilation'];
  readonly padding: Parameters<typeof resolvePadding>[0];
}): WindowAttributes {
  const { kernel, stride, dilation } = attributes;
  return { kernel, stride, dilation, padding: resolvePadding(attributes.padding, kernel, dilation) };
}

function groupsProblem(
  { channels, groups }: { readonly channels: number; readonly groups: number },
  inChannels: number,
): LayerProblem | undefined {
  if (inChannels % groups === 0 && channels % groups === 0) return undefined;
  const [count, which] = inChannels % groups === 0 ? [channels, 'output'] : [inChannels, 'input'];
  return {
    code: 'groups-do-not-divide-channels',
    attribute: 'groups',
    message:
      `${groups} groups do not divide the ${count} ${which} channels of \`conv\`: ` +
      `choose a divisor of ${count}.`,
  };
}

/** `weight` [channels, inChannels / groups, kernel height, kernel width] and `bias` [channels]. */
export function convolutionParameters(convolution: {
  readonly inChannels: number;
  readonly channels: number;
  readonly kernel: WindowAttributes['kernel'];
  readonly groups: number;
  readonly bias: boolean;
  readonly init: Initialization;
}): readonly ParameterDeclaration[] {
  const { inChannels, channels, kernel, groups, init } = convolution;
  const area = kernel[0] * kernel[1];
  const fanIn = (inChannels / groups) * area;
  const shape: Shape = [channels, inChannels / groups, ...kernel];
  const initializer = weightInitializer(init, fanIn, (channels / groups) * area);
  const weight = { suffix: 'weight', shape, trainable: true, initializer, decays: true };
  if (!convolution.bias) return [weight];
  const bias = {
    suffix: 'bias',
    shape: [channels],
    trainable: true,
    initializer: biasInitializer(init, fanIn),
    decays: false,
  };
  return [weight, bias];
}
