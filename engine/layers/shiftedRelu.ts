// Rectified linear unit, shifted down.

import { number } from '../network/attribute.ts';
import { defineActivation } from './activation.ts';

export const shiftedRelu = defineActivation({
  kind: 'shifted_relu',
  documentation: [
    'Shifted rectified linear unit: a rectifier moved down so that its mean lies nearer to zero.',
    '',
    '`y = max(x, 0) - alpha`',
    '',
    'With zero-centred outputs it is an alternative to `elu` without the exponential (Clevert, ' +
      'Unterthiner and Hochreiter, "Fast and accurate deep network learning by exponential linear ' +
      'units", 2015, compare `max(x, -1)`).',
  ].join('\n'),
  attributes: { alpha: number('How far the rectifier is moved down.', { default: 0.5 }) },
  flopsPerElement: 2,
  label: ({ alpha }) => `${alpha}`,

  apply(x, { builder, attributes }) {
    const rectified = builder.apply('relu', [x]);
    return builder.apply('subtract', [rectified, builder.scalar(attributes.alpha)]);
  },
});
