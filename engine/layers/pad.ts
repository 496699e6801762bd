// Zeros around a feature map.

import { sides } from '../network/attribute.ts';
import { NO_COST } from './cost.ts';
import { featureMapExpected, isFeatureMap } from './featureMap.ts';
import { defineLayer } from './layer.ts';

export const pad = defineLayer({
  kind: 'pad',
  category: 'reshaping',
  documentation: [
    'Padding: adds rows and columns of zeros around a feature map.',
    '',
    '`height x width` becomes `(top + height + bottom) x (left + width + right)`.',
    '',
    'Source: LeCun et al., "Gradient-based learning applied to document recognition", 1998, which pads ' +
      '28x28 digits to 32x32.',
  ].join('\n'),
  attributes: { amount: sides('Rows and columns added: `2`, `1x3` or `[top, left, bottom, right]`.') },
  inputs: 'one',
  label: ({ amount }) => (amount.every((count) => count === amount[0]) ? `${amount[0]}` : amount.join(' ')),
  shape({ amount: [top, left, bottom, right] }, [input = []]) {
    if (!isFeatureMap(input)) return { problem: featureMapExpected('pad', input) };
    return { shape: [input[0], top + input[1] + bottom, left + input[2] + right] };
  },
  parameters: () => [],
  cost: () => NO_COST,
  window: ({ amount }) => ({ kernel: [1, 1], stride: [1, 1], dilation: [1, 1], padding: amount }),
  lower: ({ builder, attributes }, [x]) => {
    const [top, left, bottom, right] = attributes.amount;
    return builder.apply('pad', [x!], { before: [0, 0, top, left], after: [0, 0, bottom, right], value: 0 });
  },
});
