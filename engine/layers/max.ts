// Largest of branches.

import { defineMerge, foldInputs } from './merge.ts';

export const max = defineMerge({
  kind: 'max',
  documentation: [
    'Largest of branches of equal shape, place by place (maxout).',
    '',
    '`y = max(a, b, …)`. In the backward pass the gradient of each number goes to the branch that gave it.',
    '',
    'Source: Goodfellow et al., "Maxout networks", 2013.',
  ].join('\n'),
  flopsPerElement: (branches) => branches - 1,
  combine: (builder, inputs) => foldInputs(builder, 'maximum', inputs),
});
