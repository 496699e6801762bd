// Sigmoid linear unit.

import { defineActivation } from './activation.ts';

export const silu = defineActivation({
  kind: 'silu',
  documentation: [
    'Sigmoid linear unit (swish): a smooth rectifier that dips below zero.',
    '',
    '`y = x / (1 + exp(-x))`',
    '',
    'Source: Elfwing, Uchibe and Doya, "Sigmoid-weighted linear units", 2017; Ramachandran, Zoph and Le, ' +
      '2017.',
  ].join('\n'),
  attributes: {},
  flopsPerElement: 5,

  apply: (x, { builder }) => builder.apply('multiply', [x, builder.apply('sigmoid', [x])]),
});
