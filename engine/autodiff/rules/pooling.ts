// Gradient rules of pooling.

import type { GradientRule } from '../gradientRule.ts';

const maxPool: GradientRule<'maxPool'> = ({ builder, dy, inputs: [x], outputs: [y], attributes }) => [
  builder.apply('maxPoolGradient', [x!, y!, dy], attributes),
];

const averagePool: GradientRule<'averagePool'> = ({ builder, dy, inputs: [x], attributes }) => [
  builder.apply('averagePoolGradient', [dy], { ...attributes, inputShape: x!.shape }),
];

/** Linear; run backwards it is the pooling itself. */
const averagePoolGradient: GradientRule<'averagePoolGradient'> = ({ builder, dy, attributes }) => {
  const { inputShape: _, ...poolingAttributes } = attributes;
  return [builder.apply('averagePool', [dy], poolingAttributes)];
};

export const poolingGradients = { maxPool, averagePool, averagePoolGradient };
