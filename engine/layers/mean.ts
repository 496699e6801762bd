// Mean of branches.

import { defineMerge, foldInputs } from './merge.ts';

export const mean = defineMerge({
  kind: 'mean',
  documentation: [
    'Mean of branches of equal shape, place by place.',
    '',
    '`y = (a + b + …) / n`',
    '',
    'Source: Larsson, Maire and Shakhnarovich, "FractalNet: ultra-deep neural networks without ' +
      'residuals", 2016.',
  ].join('\n'),
  flopsPerElement: (branches) => branches,
  combine(builder, inputs) {
    const sum = foldInputs(builder, 'add', inputs);
    return builder.apply('multiply', [sum, builder.scalar(1 / inputs.length)]);
  },
});
