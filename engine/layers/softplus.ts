// Softplus, a smooth rectifier.

import { defineActivation } from './activation.ts';

export const softplus = defineActivation({
  kind: 'softplus',
  documentation: [
    'Softplus: a smooth rectifier, always positive.',
    '',
    '`y = log(1 + exp(x))`',
    '',
    'Source: Dugas et al., "Incorporating second-order functional knowledge for better option ' +
      'pricing", 2001.',
  ].join('\n'),
  attributes: {},
  flopsPerElement: 3,

  apply: (x, { builder }) => builder.apply('softplus', [x]),
});
