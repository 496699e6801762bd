// Rectified linear unit that stops at 6.

import { defineActivation } from './activation.ts';

export const relu6 = defineActivation({
  kind: 'relu6',
  documentation: [
    'Rectified linear unit that stops at 6.',
    '',
    '`y = min(max(x, 0), 6)`',
    '',
    'Source: Krizhevsky, "Convolutional deep belief networks on CIFAR-10", 2010; used by MobileNets.',
  ].join('\n'),
  attributes: {},
  flopsPerElement: 2,

  apply: (x, { builder }) => builder.apply('minimum', [builder.apply('relu', [x]), builder.scalar(6)]),
});
