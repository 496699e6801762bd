// Sum of branches.

import { defineMerge, foldInputs } from './merge.ts';

export const add = defineMerge({
  kind: 'add',
  documentation: [
    'Sum of branches of equal shape; with an `identity` branch it is a residual connection.',
    '',
    '`y = a + b + …`',
    '',
    'Source: He et al., "Deep residual learning for image recognition", 2015.',
  ].join('\n'),
  flopsPerElement: (branches) => branches - 1,
  combine: (builder, inputs) => foldInputs(builder, 'add', inputs),
});
