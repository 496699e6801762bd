// Exponential linear unit, with a fixed or a trained alpha.

import { boolean, number } from '../network/attribute.ts';
import { defineActivation } from './activation.ts';

export const elu = defineActivation({
  kind: 'elu',
  documentation: [
    'Exponential linear unit: negative numbers saturate smoothly at -alpha.',
    '',
    '`y = x` for positive x, `alpha * (exp(x) - 1)` otherwise. With `trainable: true` the layer ' +
      'learns one alpha, which starts at the given value (parameter `alpha`).',
    '',
    'Source: Clevert, Unterthiner and Hochreiter, "Fast and accurate deep network learning by ' +
      'exponential linear units", 2015; trained: Trottier, Giguère and Chaib-draa, "Parametric ' +
      'exponential linear unit for deep convolutional neural networks", 2016.',
  ].join('\n'),
  attributes: {
    alpha: number('Negative numbers saturate at its opposite.', { default: 1 }),
    trainable: boolean('Whether alpha is learnt.', { default: false }),
  },
  flopsPerElement: 4,
  label: ({ alpha, trainable }) => (trainable ? 'trained' : alpha === 1 ? '' : `${alpha}`),
  parameters: ({ alpha, trainable }) =>
    trainable
      ? [
          {
            suffix: 'alpha',
            shape: [1],
            trainable: true,
            initializer: { kind: 'constant', value: alpha },
            decays: false,
          },
        ]
      : [],
  apply(x, { builder, attributes, parameter }) {
    const positive = builder.apply('greater', [x, builder.scalar(0)]);
    // Positive numbers count as 0 here, so that exp never overflows.
    const decayed = builder.apply('exp', [builder.apply('select', [positive, builder.scalar(0), x])]);
    const below = builder.apply('subtract', [decayed, builder.scalar(1)]);
    const alpha = attributes.trainable ? parameter('alpha') : builder.scalar(attributes.alpha);
    const saturated = builder.apply('multiply', [below, alpha]);
    return builder.apply('select', [positive, x, saturated]);
  },
});
