// Rows and columns cut off.

import { sides } from '../network/attribute.ts';
import { formatShape } from '../network/shape.ts';
import { NO_COST } from './cost.ts';
import { featureMapExpected, isFeatureMap } from './featureMap.ts';
import { defineLayer } from './layer.ts';

export const crop = defineLayer({
  kind: 'crop',
  category: 'reshaping',
  documentation: [
    'Cropping: cuts rows and columns off a feature map.',
    '',
    '`height x width` becomes `(height - top - bottom) x (width - left - right)`.',
    '',
    'Source: Ronneberger, Fischer and Brox, "U-Net", 2015, whose shortcuts are cropped.',
  ].join('\n'),
  attributes: { amount: sides('Rows and columns cut off: `2`, `1x3` or `[top, left, bottom, right]`.') },
  inputs: 'one',
  label: ({ amount }) => (amount.every((count) => count === amount[0]) ? `${amount[0]}` : amount.join(' ')),
  shape({ amount: [top, left, bottom, right] }, [input = []]) {
    if (!isFeatureMap(input)) return { problem: featureMapExpected('crop', input) };
    const [channels, height, width] = input;
    if (top + bottom < height && left + right < width) {
      return { shape: [channels, height - top - bottom, width - left - right] };
    }
    return {
      problem: {
        code: 'crop-larger-than-input',
        attribute: 'amount',
        message:
          `\`crop\` cuts ${top + bottom} rows and ${left + right} columns off ` +
          `${formatShape([height, width])}: nothing would be left.`,
      },
    };
  },
  parameters: () => [],
  cost: () => NO_COST,
  window: ({ amount: [top, left, bottom, right] }) => ({
    kernel: [1, 1],
    stride: [1, 1],
    dilation: [1, 1],
    padding: [-top, -left, -bottom, -right],
  }),
  lower({ builder, attributes }, [x]) {
    const [top, left, bottom, right] = attributes.amount;
    const [batch, channels, height, width] = x!.shape;
    return builder.apply('slice', [x!], {
      starts: [0, 0, top, left],
      ends: [batch!, channels!, height! - bottom, width! - right],
      steps: [1, 1, 1, 1],
    });
  },
});
