// What is done to training images at random: what `augment` of a recipe may name.

import { integer, number, sides, size } from '../network/attribute.ts';
import { formatShape } from '../network/shape.ts';
import { type CallProblem, defineImageCall, type ImageCallDefinition, registryOf } from './callDefinition.ts';

export const shift = defineImageCall({
  kind: 'shift',
  documentation: [
    'Shift: moves each image by up to `pixels` rows and columns, and fills what comes in with black.',
    '',
    'Rows and columns are whole numbers, drawn uniformly from `-pixels` to `pixels`.',
  ].join('\n'),
  attributes: { pixels: integer('The farthest that an image is moved, along each axis.', { min: 0 }) },
  shape: (_attributes, input) => ({ shape: input }),
});

export const rotate = defineImageCall({
  kind: 'rotate',
  documentation: [
    'Rotation: turns each image about its centre by up to `degrees` to either side.',
    '',
    'The angle is drawn uniformly; pixels are interpolated bilinearly, with black outside.',
  ].join('\n'),
  attributes: { degrees: number('The largest angle.', { min: 0, max: 180 }) },
  shape: (_attributes, input) => ({ shape: input }),
});

export const scale = defineImageCall({
  kind: 'scale',
  documentation: [
    'Scaling: enlarges or shrinks each image about its centre by a factor from `1 - amount` to `1 + amount`.',
    '',
    'The factor is drawn uniformly; the size of the image stays, pixels are interpolated bilinearly, ' +
      'with black outside.',
  ].join('\n'),
  attributes: { amount: number('The largest change: `0.1` is 10%.', { min: 0, max: 0.9 }) },
  shape: (_attributes, input) => ({ shape: input }),
});

export const crop = defineImageCall({
  kind: 'crop',
  documentation: [
    'Random crop: adds `padding` black pixels around each image and cuts a window out at a random place.',
    '',
    '`crop(32, padding: 4)` is the augmentation of CIFAR-10. The window has the size of the images, as ' +
      'validation shows them whole.',
    '',
    'Source: He et al., "Deep residual learning for image recognition", 2015, section 4.2.',
  ].join('\n'),
  attributes: {
    size: size('Rows and columns that are cut out: those of the images.'),
    padding: sides('Black pixels added first: `4`, `1x3` or `[top, left, bottom, right]`.', {
      default: [0, 0, 0, 0],
    }),
  },
  shape({ size: window }, input) {
    if (window[0] === input[1] && window[1] === input[2]) return { shape: input };
    const problem: CallProblem = {
      code: 'crop-changes-size',
      attribute: 'size',
      message:
        `\`crop\` cuts ${formatShape(window)} out of images of ${formatShape(input.slice(1))}, and ` +
        `validation shows these whole: crop to ${formatShape(input.slice(1))} with \`padding\`.`,
    };
    return { problem };
  },
});

export const flipHorizontal = defineImageCall({
  kind: 'flip_horizontal',
  documentation:
    'Mirror: swaps left and right of each image with probability `p`. Not for digits or letters.',
  attributes: { p: number('Probability that an image is mirrored.', { default: 0.5, min: 0, max: 1 }) },
  shape: (_attributes, input) => ({ shape: input }),
});

export const flipVertical = defineImageCall({
  kind: 'flip_vertical',
  documentation: 'Upside down: swaps top and bottom of each image with probability `p`.',
  attributes: { p: number('Probability that an image is turned over.', { default: 0.5, min: 0, max: 1 }) },
  shape: (_attributes, input) => ({ shape: input }),
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

export const cutout = defineImageCall({
  kind: 'cutout',
  documentation: [
    'Cutout: sets a window of each image, at a random place, to black.',
    '',
    'The centre of the window is drawn uniformly among the pixels; what lies outside the image is cut off.',
    '',
    'Source: DeVries and Taylor, "Improved regularization of convolutional neural networks with cutout", ' +
      '2017.',
  ].join('\n'),
  attributes: { size: size('Rows and columns of the window.') },
  shape: (_attributes, input) => ({ shape: input }),
});

export const augmentations = registryOf<ImageCallDefinition>([
  shift,
  rotate,
  scale,
  crop,
  flipHorizontal,
  flipVertical,
  noise,
  cutout,
]);
