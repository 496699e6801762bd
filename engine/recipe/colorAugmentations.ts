// Augmentations that change the colours of training images at random.

import { number } from '../network/attribute.ts';
import type { Shape } from '../network/shape.ts';
import { defineImageCall, type ImageShapeResult } from './callDefinition.ts';

/** Brightness is defined for grey and for red, green and blue. */
function greyOrColor(kind: string, input: Shape): ImageShapeResult {
  const channels = input[0] ?? 0;
  if (channels === 1 || channels === 3) return { shape: input };
  const message = `\`${kind}\` takes images of 1 or 3 channels, and these have ${channels}: leave it out.`;
  return { problem: { code: 'needs-grey-or-color', message } };
}

const strength = (what: string, max?: number) =>
  number(what, { default: 0, min: 0, ...(max === undefined ? {} : { max }) });

export const colorJitter = defineImageCall({
  kind: 'color_jitter',
  documentation: [
    'Colour jitter: changes brightness, contrast, saturation and hue by random amounts, in random order.',
    '',
    'Factors f are drawn uniformly from `max(0, 1 - amount)` to `1 + amount`; pixels are clipped to 0..1 after each. ' +
      'Brightness: `f * x`. Contrast: `f * x + (1 - f) * m`, m the mean brightness of the image. Saturation: the same with ' +
      'the brightness of each pixel, 0.299 red + 0.587 green + 0.114 blue. Hue: turned by up to `hue` of the colour ' +
      'circle. Grey images have no saturation and no hue.',
    '',
    'Source: Krizhevsky et al., "ImageNet classification with deep convolutional neural networks", 2012, and Howard, ' +
      '"Some improvements on deep convolutional neural network based image classification", 2013; defined as in torchvision.',
  ].join('\n'),
  attributes: {
    brightness: strength('The largest change of brightness: `0.2` is 20%.'),
    contrast: strength('The largest change of contrast.'),
    saturation: strength('The largest change of saturation.'),
    hue: strength('The largest turn of the hue, as a share of the colour circle.', 0.5),
  },
  shape: (_attributes, input) => greyOrColor('color_jitter', input),
});

export const randomGrayscale = defineImageCall({
  kind: 'grayscale',
  documentation: [
    'Random greyscale: takes the colours out of an image with probability `p`.',
    '',
    'All channels become 0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601). Their number stays; the transform ' +
      '`grayscale` makes one channel.',
  ].join('\n'),
  attributes: { p: number('Probability that an image loses its colours.', { default: 0.1, min: 0, max: 1 }) },
  shape: (_attributes, input) => greyOrColor('grayscale', input),
});

export const noise = defineImageCall({
  kind: 'noise',
  documentation: [
    'Noise: adds a normally distributed number to each pixel.',
    '',
    '`y = x + deviation * n`, n having mean 0 and deviation 1, drawn anew for every pixel.',
  ].join('\n'),
  attributes: {
    deviation: number('Standard deviation of what is added; pixels go from 0 to 1.', { min: 0 }),
  },
  shape: (_attributes, input) => ({ shape: input }),
});
