// Rectified linear unit.

import { defineActivation } from './activation.ts';

export const relu = defineActivation({
  kind: 'relu',
  documentation: [
    'Rectified linear unit: keeps positive numbers and replaces the others by zero.',
    '',
    '`y = max(x, 0)`',
    '',
    'Source: Nair and Hinton, "Rectified linear units improve restricted Boltzmann machines", 2010.',
  ].join('\n'),
  attributes: {},
  flopsPerElement: 1,

  apply: (x, { builder }) => builder.apply('relu', [x]),
});
