// Softmax over the classes or channels.

import { defineActivation } from './activation.ts';

export const softmax = defineActivation({
  kind: 'softmax',
  documentation: [
    'Softmax: turns scores into probabilities that sum to 1.',
    '',
    '`y[c] = exp(x[c]) / sum over k of exp(x[k])`, over the numbers of a vector, or over the channels ' +
      'at each place of a feature map.',
    '',
    'The loss works on scores and has the softmax inside: a `softmax` that ends a model is recognised ' +
      'and not applied twice.',
    '',
    'Source: Bridle, "Probabilistic interpretation of feedforward classification network outputs", 1990.',
  ].join('\n'),
  attributes: {},
  flopsPerElement: 5,

  apply: (x, { builder }) => builder.apply('softmax', [x], { axis: 1 }),
});
