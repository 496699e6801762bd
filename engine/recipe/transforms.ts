// What is done to every image, in training and validation alike: what `transform` of a recipe may name.

import { numbers, sides, size } from '../network/attribute.ts';
import { formatShape } from '../network/shape.ts';
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

export const resize = defineImageCall({
  kind: 'resize',
  documentation: [
    'Resizing: makes every image so many rows and columns, stretching it where the proportions differ.',
    '',
    'Bilinear; where an image shrinks, the filter widens so that every old pixel counts (antialiasing), as in Pillow and ' +
      'torchvision. `images("…", size: 32)` keeps the proportions of pictures of many sizes instead.',
  ].join('\n'),
  attributes: { size: size('Rows and columns after it: `32` or `32x48`.') },
  shape: ({ size: extent }, [channels = 0]) => ({ shape: [channels, ...extent] }),
});

export const centerCrop = defineImageCall({
  kind: 'center_crop',
  documentation: [
    'Centre crop: cuts a window out of the middle of each image.',
    '',
    'Where an odd number of rows or columns is left over, there is one more below or to the right.',
  ].join('\n'),
  attributes: { size: size('Rows and columns that are kept.') },
  shape({ size: window }, input) {
    const [channels = 0, height = 0, width = 0] = input;
    if (window[0] <= height && window[1] <= width) return { shape: [channels, ...window] };
    const message =
      `\`center_crop\` keeps ${formatShape(window)} of images of ${formatShape([height, width])}: ask for that or less, ` +
      'or `resize` them first.';
    return { problem: { code: 'crop-larger-than-image', message, attribute: 'size' } };
  },
});

export const grayscale = defineImageCall({
  kind: 'grayscale',
  documentation: [
    'Greyscale: makes one channel of red, green and blue.',
    '',
    '`y = 0.299 red + 0.587 green + 0.114 blue` (ITU-R BT.601). Images of one channel stay as they are.',
  ].join('\n'),
  attributes: {},
  shape(_attributes, [channels = 0, height = 0, width = 0]) {
    if (channels === 1 || channels === 3) return { shape: [1, height, width] };
    const message = `\`grayscale\` takes images of 1 or 3 channels, and these have ${channels}: leave it out.`;
    return { problem: { code: 'needs-grey-or-color', message } };
  },
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

export const transforms = registryOf<ImageCallDefinition>([resize, centerCrop, pad, grayscale, normalize]);
