// Swish made of straight pieces.

import { defineActivation } from './activation.ts';

export const hardswish = defineActivation({
  kind: 'hardswish',
  documentation: [
    'Hard swish: silu with straight pieces, cheaper than an exponential.',
    '',
    '`y = x * min(max(x + 3, 0), 6) / 6`',
    '',
    'Source: Howard et al., "Searching for MobileNetV3", 2019.',
  ].join('\n'),
  attributes: {},
  flopsPerElement: 5,

  apply(x, { builder }) {
    const raised = builder.apply('relu', [builder.apply('add', [x, builder.scalar(3)])]);
    const gate = builder.apply('minimum', [raised, builder.scalar(6)]);
    return builder.apply('multiply', [builder.apply('multiply', [x, gate]), builder.scalar(1 / 6)]);
  },
});
