// Hyperbolic tangent.

import { defineActivation } from './activation.ts';

export const tanh = defineActivation({
  kind: 'tanh',
  documentation: [
    'Hyperbolic tangent: squeezes numbers between -1 and 1, and is odd.',
    '',
    '`y = (exp(x) - exp(-x)) / (exp(x) + exp(-x))`',
    '',
    'Source: LeCun, Bottou, Orr and Müller, "Efficient backprop", 1998.',
  ].join('\n'),
  attributes: {},
  flopsPerElement: 1,

  apply: (x, { builder }) => builder.apply('tanh', [x]),
});
