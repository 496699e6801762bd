// Logistic function.

import { defineActivation } from './activation.ts';

export const sigmoid = defineActivation({
  kind: 'sigmoid',
  documentation: [
    'Logistic function: squeezes numbers between 0 and 1.',
    '',
    '`y = 1 / (1 + exp(-x))`',
    '',
    'It saturates on both sides, where gradients vanish; in hidden layers `relu` trains faster.',
    '',
    'Source: Rumelhart, Hinton and Williams, "Learning representations by back-propagating errors", 1986.',
  ].join('\n'),
  attributes: {},
  flopsPerElement: 4,

  apply: (x, { builder }) => builder.apply('sigmoid', [x]),
});
