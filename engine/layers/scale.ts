// Multiplication by a constant, or by learnt factors.

import { boolean, number } from '../network/attribute.ts';
import { elementCount } from '../network/shape.ts';
import { defineLayer, type ParameterDeclaration } from './layer.ts';
import { perChannel } from './perChannel.ts';

export const scale = defineLayer({
  kind: 'scale',
  category: 'normalization',
  documentation: [
    'Scaling: multiplies by a constant; or, with `trainable: true`, each channel by a factor of its own.',
    '',
    '`y = factor * x`, as in residual scaling (0.1 to 0.3). Trained: `y[c] = weight[c] * x[c] + ' +
      'bias[c]`, the weights starting at `factor` and the biases, present with `bias: true`, at 0. ' +
      '`avgpool(2) -> scale(1, trainable: true, bias: true)` is the subsampling of LeNet-5.',
    '',
    'Source: Szegedy et al., "Inception-v4, Inception-ResNet and the impact of residual connections on ' +
      'learning", 2016, section 3.3; LeCun et al., 1998.',
  ].join('\n'),
  attributes: {
    factor: number('The constant, or where the learnt factors start.', { default: 1 }),
    trainable: boolean('Whether each channel learns its factor.', { default: false }),
    bias: boolean('Whether each channel learns a number that is added; needs `trainable: true`.', {
      default: false,
    }),
  },
  inputs: 'one',
  label: ({ factor, trainable }) => (trainable ? 'trained' : `${factor}`),
  shape({ trainable, bias }, [input = []]) {
    if (trainable || !bias) return { shape: input };
    return {
      problem: {
        code: 'bias-needs-trainable',
        attribute: 'bias',
        message: 'The bias of `scale` is learnt: add `trainable: true`, or leave `bias` out.',
      },
    };
  },
  parameters({ factor, trainable, bias }, [input = []]) {
    const tensor = (suffix: string, value: number): ParameterDeclaration => ({
      suffix,
      shape: [input[0]!],
      trainable: true,
      initializer: { kind: 'constant', value },
      decays: false,
    });
    return [...(trainable ? [tensor('weight', factor)] : []), ...(bias ? [tensor('bias', 0)] : [])];
  },
  cost: ({ bias }, _inputs, output) => ({
    macs: 0,
    flops: (bias ? 2 : 1) * elementCount(output),
    connections: 0,
  }),
  window: () => 'pointwise',
  lower({ builder, attributes, parameter }, [x]) {
    if (!attributes.trainable) return builder.apply('multiply', [x!, builder.scalar(attributes.factor)]);
    const scaled = builder.apply('multiply', [x!, perChannel(builder, parameter('weight'), x!)]);
    if (!attributes.bias) return scaled;
    return builder.apply('add', [scaled, perChannel(builder, parameter('bias'), x!)]);
  },
});
