// Pooling by the p-norm of each window.

import { number } from '../network/attribute.ts';
import { costPerElement } from './cost.ts';
import { defineLayer } from './layer.ts';
import { POOLING_OUTPUT, poolingAttributes, poolingLabel, poolingShape, poolingWindow } from './pooling.ts';

/** Below this sum a window counts as empty: the root has no finite slope at zero. */
const EMPTY = 1e-20;

export const lppool = defineLayer({
  kind: 'lppool',
  category: 'pooling',
  documentation: [
    'Power-average pooling: the p-norm of each window, channel by channel.',
    '',
    '`y = (sum of |x|^p over the window)^(1/p)`: the sum of magnitudes for p = 1, nearer to the largest ' +
      'as p grows. In ceil mode an incomplete window counts as if its missing part had its mean, as in ' +
      'PyTorch.',
    '',
    POOLING_OUTPUT,
    '',
    'Source: Sermanet, Chintala and LeCun, "Convolutional neural networks applied to house numbers digit ' +
      'classification", 2012.',
  ].join('\n'),
  attributes: { ...poolingAttributes(), p: number('Exponent of the norm.', { default: 2, min: 1 }) },
  inputs: 'one',
  label: (attributes) => `${poolingLabel(attributes)}, p ${attributes.p}`,
  shape: (attributes, [input = []]) => poolingShape('lppool', attributes, input),
  parameters: () => [],
  cost: ({ kernel }, _inputs, output) => costPerElement(3 * kernel[0] * kernel[1], output),
  window: poolingWindow,
  lower({ builder, attributes }, [x]) {
    const { kernel, p, ceil } = attributes;
    const powers = builder.apply('power', [builder.apply('abs', [x!])], { exponent: p });
    const pooling = { ...poolingWindow(attributes), ceil, countIncludePad: true };
    const mean = builder.apply('averagePool', [powers], pooling);
    const sum = builder.apply('multiply', [mean, builder.scalar(kernel[0] * kernel[1])]);
    const some = builder.apply('greater', [sum, builder.scalar(EMPTY)]);
    const safe = builder.apply('select', [some, sum, builder.scalar(1)]);
    const root = builder.apply('power', [safe], { exponent: 1 / p });
    return builder.apply('select', [some, root, builder.scalar(0)]);
  },
});
