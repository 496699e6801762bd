// What is done to every image, in training and validation alike: what `transform` of a recipe may name.

import { numbers, sides } from '../network/attribute.ts';
import { defineImageCall, type ImageCallDefinition, registryOf } from './callDefinition.ts';

export const pad = defineImageCall({
  kind: 'pad',
  documentation: [
    'Padding: adds rows and columns of zeros around each image.',
    '',
    '`pad(2)` makes 32x32 of the 28x28 digits of MNIST, as LeNet-5 expects them. After `normalize`, zero ' +
      'is no longer black but the mean.',
  ].join('\n'),
  attributes: { amount: sides('Rows and columns added: `2`, `1x3` or `[top, left, bottom, right]`.') },
  shape: ({ amount: [top, left, bottom, right] }, [channels = 0, height = 0, width = 0]) => ({
    shape: [channels, top + height + bottom, left + width + right],
  }),
});

export const normalize = defineImageCall({
  kind: 'normalize',
  documentation: [
    'Normalisation: subtracts a mean from each pixel and divides by a deviation.',
    '',
    '`y = (x - mean) / deviation`, pixels being from 0 to 1; one number for all channels, or a list with ' +
      'one for each. MNIST has mean 0.1307 and deviation 0.3081. What is not given is ' +
      'measured once, on the training images.',
  ].join('\n'),
  attributes: {
    mean: numbers('Mean of the pixels: one number, or one for each channel. Measured where absent.', {
      default: [],
    }),
    deviation: numbers(
      'Deviation of the pixels: one number, or one for each channel. Measured where absent.',
      {
        default: [],
        min: 1e-6,
      },
    ),
  },
  shape({ mean, deviation }, input) {
    const channels = input[0] ?? 0;
    for (const [attribute, list] of Object.entries({ mean, deviation })) {
      if (list.length <= 1 || list.length === channels) continue;
      const message =
        `\`${attribute}\` of \`normalize\` lists ${list.length} numbers, and the images have ${channels} ` +
        `channel${channels === 1 ? '' : 's'}: give one number, or one for each channel.`;
      return { problem: { code: 'normalize-needs-one-per-channel', message, attribute } };
    }
    return { shape: input };
  },
});

export const transforms = registryOf<ImageCallDefinition>([pad, normalize]);
