// Fully connected layer.

import { boolean, integer } from '../network/attribute.ts';
import { formatShape } from '../network/shape.ts';
import { defineLayer } from './layer.ts';
import { biasInitializer, initAttribute, weightInitializer } from './weights.ts';

export const dense = defineLayer({
  kind: 'dense',
  category: 'dense',
  documentation: [
    'Fully connected layer: every unit sees every number of the input vector.',
    '',
    '`y = W x + b`, with `units * inputs` weights and `units` biases. A feature map needs `flatten` or a ' +
      'global pooling first.',
    '',
    'Source: Rumelhart, Hinton and Williams, "Learning representations by back-propagating errors", 1986.',
  ].join('\n'),
  attributes: {
    units: integer('Numbers that the layer gives; for the classifier, the classes.', { min: 1 }),
    bias: boolean('Adds one number to each unit; leave out before `bn`.', { default: true }),
    init: initAttribute(),
  },
  inputs: 'one',
  label: ({ units }) => `${units}`,

  shape({ units }, [input = []]) {
    if (input.length === 1) return { shape: [units] };
    return {
      problem: {
        code: 'vector-expected',
        message:
          `\`dense\` needs a vector, and its input is a feature map of ${formatShape(input)}: ` +
          'put `flatten` or `global_avgpool` before it.',
      },
    };
  },

  parameters({ units, bias, init }, [input = []]) {
    const fanIn = input[0]!;
    const weight = {
      suffix: 'weight',
      shape: [units, fanIn],
      trainable: true,
      initializer: weightInitializer(init, fanIn, units),
      decays: true,
    };
    if (!bias) return [weight];
    const initializer = biasInitializer(init, fanIn);
    return [weight, { suffix: 'bias', shape: [units], trainable: true, initializer, decays: false }];
  },

  cost({ units, bias }, [input = []]) {
    const macs = units * input[0]!;
    const biases = bias ? units : 0;
    return { macs, flops: 2 * macs + biases, connections: macs + biases };
  },

  window: () => 'global',

  lower({ builder, attributes, parameter }, [x]) {
    const tensors = [parameter('weight'), ...(attributes.bias ? [parameter('bias')] : [])];
    return builder.apply('matmul', [x!, ...tensors], { transposeA: false, transposeB: true });
  },
});
