// Leaky rectified linear unit.

import { number } from '../network/attribute.ts';
import { defineActivation } from './activation.ts';

export const leakyRelu = defineActivation({
  kind: 'leaky_relu',
  documentation: [
    'Leaky rectified linear unit: negative numbers keep a small slope, so that no unit dies.',
    '',
    '`y = x` for positive x, `slope * x` otherwise.',
    '',
    'Source: Maas, Hannun and Ng, "Rectifier nonlinearities improve neural network acoustic models", 2013.',
  ].join('\n'),
  attributes: { slope: number('Factor of negative numbers.', { default: 0.01 }) },
  flopsPerElement: 2,
  label: ({ slope }) => `${slope}`,

  apply(x, { builder, attributes }) {
    // select takes the gradient of one side whole, also at 0, where PyTorch takes the slope.
    const positive = builder.apply('greater', [x, builder.scalar(0)]);
    const leak = builder.apply('multiply', [x, builder.scalar(attributes.slope)]);
    return builder.apply('select', [positive, x, leak]);
  },
});
