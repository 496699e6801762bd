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
    // relu(x) - slope * relu(-x): right for any slope, where max(x, slope * x) needs a slope below 1.
    const negative = builder.apply('relu', [builder.apply('negate', [x])]);
    const leak = builder.apply('multiply', [negative, builder.scalar(attributes.slope)]);
    return builder.apply('subtract', [builder.apply('relu', [x]), leak]);
  },
});
