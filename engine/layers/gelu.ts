// Gaussian error linear unit.

import type { GraphBuilder, Value } from '../graph/graph.ts';
import { choice } from '../network/attribute.ts';
import { defineActivation } from './activation.ts';

export const gelu = defineActivation({
  kind: 'gelu',
  documentation: [
    'Gaussian error linear unit: weighs each number by how likely a normal one is smaller.',
    '',
    '`y = x * (1 + erf(x / sqrt(2))) / 2`; with `approximate: tanh`, `y = x * (1 + tanh(sqrt(2 / pi) * ' +
      '(x + 0.044715 * x^3))) / 2`.',
    '',
    'Source: Hendrycks and Gimpel, "Gaussian error linear units", 2016.',
  ].join('\n'),
  attributes: {
    approximate: choice(
      'How erf is computed: `none` for the error function itself, `tanh` for the approximation by tanh.',
      ['none', 'tanh'],
      { default: 'none' },
    ),
  },
  flopsPerElement: 5,
  label: ({ approximate }) => (approximate === 'tanh' ? 'tanh' : ''),

  apply(x, { builder, attributes }) {
    const share = attributes.approximate === 'tanh' ? approximateErf(builder, x) : exactErf(builder, x);
    const weight = builder.apply('add', [share, builder.scalar(1)]);
    return builder.apply('multiply', [x, builder.apply('multiply', [weight, builder.scalar(0.5)])]);
  },
});

/** erf(x / sqrt(2)) */
function exactErf(builder: GraphBuilder, x: Value): Value {
  return builder.apply('erf', [builder.apply('multiply', [x, builder.scalar(Math.SQRT1_2)])]);
}

/** tanh(sqrt(2 / pi) * (x + 0.044715 * x^3)) */
function approximateErf(builder: GraphBuilder, x: Value): Value {
  const square = builder.apply('multiply', [x, x]);
  const cubic = builder.apply('multiply', [square, builder.scalar(0.044715)]);
  const factor = builder.apply('add', [cubic, builder.scalar(1)]);
  const scaled = builder.apply('multiply', [x, builder.scalar(Math.sqrt(2 / Math.PI))]);
  return builder.apply('tanh', [builder.apply('multiply', [scaled, factor])]);
}
