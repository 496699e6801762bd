// Scaled exponential linear unit.

import { defineActivation } from './activation.ts';

// The fixed point of mean 0 and variance 1, as the paper computes it.
const ALPHA = 1.6732632423543772;
const SCALE = 1.0507009873554805;

export const selu = defineActivation({
  kind: 'selu',
  documentation: [
    'Scaled exponential linear unit: keeps mean 0 and variance 1 from layer to layer by itself.',
    '',
    '`y = scale * x` for positive x, `scale * alpha * (exp(x) - 1)` otherwise, with alpha 1.6732632 and ' +
      'scale 1.0507010. Use it with `init: lecun`.',
    '',
    'Source: Klambauer et al., "Self-normalizing neural networks", 2017.',
  ].join('\n'),
  attributes: {},
  flopsPerElement: 4,

  apply(x, { builder }) {
    const positive = builder.apply('greater', [x, builder.scalar(0)]);
    // Positive numbers count as 0 here, so that exp never overflows.
    const decayed = builder.apply('exp', [builder.apply('select', [positive, builder.scalar(0), x])]);
    const below = builder.apply('subtract', [decayed, builder.scalar(1)]);
    const saturated = builder.apply('multiply', [below, builder.scalar(SCALE * ALPHA)]);
    const straight = builder.apply('multiply', [x, builder.scalar(SCALE)]);
    return builder.apply('select', [positive, straight, saturated]);
  },
});
