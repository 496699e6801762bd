// Transposed convolution, which makes feature maps larger.

import { integer, size } from '../network/attribute.ts';
import { elementCount, formatShape, type Shape } from '../network/shape.ts';
import {
  biasAttribute,
  biasDeclaration,
  convolutionWindow,
  convolutionWindowAttributes,
  groupsProblem,
} from './convolution.ts';
import { featureMapExpected, isFeatureMap } from './featureMap.ts';
import { defineLayer, type LayerProblem } from './layer.ts';
import type { Pair } from './slidingWindow.ts';
import { initAttribute, weightInitializer } from './weights.ts';

export const convTranspose = defineLayer({
  kind: 'conv_transpose',
  category: 'convolution',
  documentation: [
    'Transposed convolution: every number of the input adds its filter to the output, `stride` apart.',
    '',
    'It is the gradient of `conv` with respect to its input. Output: `(height - 1) * stride - padding + ' +
      'dilation * (kernel - 1) + output_padding + 1` rows, and columns likewise. Weights: ' +
      '`input channels * (channels / groups) * kernel height * kernel width`, and `channels` biases.',
    '',
    'Source: Zeiler et al., "Deconvolutional networks", 2010; Long, Shelhamer and Darrell, 2015.',
  ].join('\n'),
  attributes: {
    channels: integer('Channels of the output.', { min: 1 }),
    kernel: size('Rows and columns of each filter.'),
    ...convolutionWindowAttributes(),
    groups: integer('Groups of channels that are convolved apart; must divide input and output channels.', {
      default: 1,
      min: 1,
    }),
    output_padding: size('Rows and columns added below and to the right; less than the stride.', {
      default: [0, 0],
      min: 0,
    }),
    bias: biasAttribute(),
    init: initAttribute(),
  },
  inputs: 'one',
  label: ({ channels, kernel, stride }) =>
    `${formatShape(kernel)}, ${channels}${stride[0] * stride[1] === 1 ? '' : `, x${formatShape(stride)}`}`,

  shape(attributes, [input = []]) {
    if (!isFeatureMap(input)) return { problem: featureMapExpected('conv_transpose', input) };
    const problem = groupsProblem('conv_transpose', attributes, input[0]) ?? outputPaddingProblem(attributes);
    if (problem !== undefined) return { problem };
    const [rows, columns] = outputExtents(attributes, [input[1], input[2]]);
    const shape = [attributes.channels, rows, columns];
    return rows >= 1 && columns >= 1 ? { shape } : { problem: nothingLeft(shape) };
  },

  parameters({ channels, kernel, groups, bias, init }, [input = []]) {
    const area = kernel[0] * kernel[1];
    const fanIn = (input[0]! / groups) * area;
    const shape: Shape = [input[0]!, channels / groups, ...kernel];
    const initializer = weightInitializer(init, fanIn, (channels / groups) * area);
    const weight = { suffix: 'weight', shape, trainable: true, initializer, decays: true };
    return bias ? [weight, biasDeclaration(channels, init, fanIn)] : [weight];
  },

  // Every number of the input is multiplied with every weight of its filters, also where the padding cuts.
  cost({ channels, kernel, groups, bias }, [input = []], output) {
    const macs = elementCount(input) * (channels / groups) * kernel[0] * kernel[1];
    const biases = bias ? elementCount(output) : 0;
    return { macs, flops: 2 * macs + biases, connections: macs + biases };
  },

  window: (attributes) => ({ ...convolutionWindow(attributes), transposed: true }),

  lower({ builder, attributes, parameter }, [x]) {
    const { stride, dilation, padding } = convolutionWindow(attributes);
    const { channels, groups } = attributes;
    const extents = outputExtents(attributes, [x!.shape[2]!, x!.shape[3]!]);
    const inputShape = [x!.shape[0]!, channels, ...extents];
    const convolution = { stride, dilation, padding, groups, inputShape };
    const y = builder.apply('convolutionInputGradient', [x!, parameter('weight')], convolution);
    if (!attributes.bias) return y;
    const bias = builder.apply('reshape', [parameter('bias')], { shape: [1, channels, 1, 1] });
    return builder.apply('add', [y, bias]);
  },
});

/** (extent - 1) * stride - padding + dilation * (kernel - 1) + output padding + 1, along each axis. */
function outputExtents(
  attributes: Parameters<typeof convolutionWindow>[0] & { readonly output_padding: Pair },
  input: Pair,
): Pair {
  const { kernel, stride, dilation, padding } = convolutionWindow(attributes);
  const extent = (axis: 0 | 1) => {
    const removed = padding[axis] + padding[axis === 0 ? 2 : 3];
    const reach = dilation[axis] * (kernel[axis] - 1) + attributes.output_padding[axis];
    return (input[axis] - 1) * stride[axis] - removed + reach + 1;
  };
  return [extent(0), extent(1)];
}

function outputPaddingProblem(attributes: {
  readonly output_padding: Pair;
  readonly stride: Pair;
}): LayerProblem | undefined {
  const { output_padding: added, stride } = attributes;
  if (added[0] < stride[0] && added[1] < stride[1]) return undefined;
  return {
    code: 'output-padding-not-smaller-than-stride',
    attribute: 'output_padding',
    message:
      `The output padding ${formatShape(added)} of \`conv_transpose\` must be smaller than its stride ` +
      `${formatShape(stride)}, or rows would be left that no filter reaches.`,
  };
}

function nothingLeft(shape: Shape): LayerProblem {
  return {
    code: 'padding-larger-than-output',
    attribute: 'padding',
    message:
      `The padding of \`conv_transpose\` leaves ${shape[1]} rows and ${shape[2]} columns of its output: ` +
      'use less.',
  };
}
