// What is done to training images at random: what `augment` of a recipe may name.

import { integer, interval, number, sides, size } from '../network/attribute.ts';
import { formatShape, type Shape, sameShape } from '../network/shape.ts';
import {
  defineImageCall,
  type ImageCallDefinition,
  type ImageShapeResult,
  registryOf,
} from './callDefinition.ts';
import { colorJitter, noise, randomGrayscale } from './colorAugmentations.ts';
import { cutmix, mixup } from './mixing.ts';

/** Validation shows images whole, so what is cut out of them must have their size in the end. */
function wholeSize(
  kind: string,
  window: readonly [number, number],
  input: Shape,
  advice: string,
): ImageShapeResult {
  const extent = input.slice(1);
  if (sameShape(window, extent)) return { shape: input };
  const message =
    `\`${kind}\` cuts ${formatShape(window)} out of images of ${formatShape(extent)}, and validation shows these ` +
    `whole: ${kind === 'crop' ? 'crop' : 'cut'} to ${formatShape(extent)}${advice}.`;
  return { problem: { code: 'crop-changes-size', attribute: 'size', message } };
}

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

export const affine = defineImageCall({
  kind: 'affine',
  documentation: [
    'Affine map: turns, scales, shears and shifts each image at random, in one resampling.',
    '',
    'Each is drawn uniformly, as by `rotate`, `scale` and `shift`; `shear` slants the rows by up to so many degrees to ' +
      'either side. About the centre: first the turn, then scale, shear and shift. Pixels are interpolated bilinearly, ' +
      'with black outside. Neighbouring calls that move pixels are joined to one map just so.',
    '',
    'Source: Simard et al., "Best practices for convolutional neural networks applied to visual document analysis", 2003.',
  ].join('\n'),
  attributes: {
    rotate: number('The largest angle, in degrees.', { default: 0, min: 0, max: 180 }),
    scale: number('The largest change of size: `0.1` is 10%.', { default: 0, min: 0, max: 0.9 }),
    shear: number('The largest slant, in degrees.', { default: 0, min: 0, max: 60 }),
    shift: integer('The farthest that an image is moved, in whole pixels along each axis.', {
      default: 0,
      min: 0,
    }),
  },
  shape: (_attributes, input) => ({ shape: input }),
});

export const elastic = defineImageCall({
  kind: 'elastic',
  documentation: [
    'Elastic distortion: moves each pixel a little, neighbours alike, as the muscles of a hand do.',
    '',
    'Displacements along each axis are drawn uniformly from -1 to 1 for every pixel, smoothed by a Gaussian of deviation ' +
      '`sigma` pixels (cut off at 3 sigma, zero outside the image), and multiplied by `alpha`. Pixels are interpolated ' +
      'bilinearly, with black outside.',
    '',
    'Source: Simard et al., "Best practices for convolutional neural networks applied to visual document analysis", 2003.',
  ].join('\n'),
  attributes: {
    alpha: number('Strength: displacements before smoothing are up to so many pixels.', {
      default: 34,
      min: 0,
    }),
    sigma: number('Smoothness: deviation of the Gaussian, in pixels.', { default: 4, min: 0.1, max: 100 }),
  },
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
  shape: ({ size: window }, input) => wholeSize('crop', window, input, ' with `padding`'),
});

export const resizedCrop = defineImageCall({
  kind: 'resized_crop',
  documentation: [
    'Random resized crop: cuts out a window of random area and proportions, and resizes it to the whole image.',
    '',
    'The area is drawn uniformly among the shares `scale`, the proportions (width / height) log-uniformly in `ratio`, the ' +
      'place uniformly; after ten windows that do not fit, the largest central one of allowed proportions is taken. ' +
      'Resized bilinearly as by `resize`.',
    '',
    'Source: Szegedy et al., "Going deeper with convolutions", 2014, section 6; drawn as torchvision does.',
  ].join('\n'),
  attributes: {
    size: size('Rows and columns of the result: those of the images.'),
    scale: interval('Share of the area that the window has.', { default: [0.08, 1], min: 0.001, max: 1 }),
    ratio: interval('Width divided by height.', { default: [0.75, 1.3333], min: 0.01, max: 100 }),
  },
  shape: ({ size: window }, input) => wholeSize('resized_crop', window, input, ''),
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

export const randomErasing = defineImageCall({
  kind: 'random_erasing',
  documentation: [
    'Random erasing: with probability `p`, sets a window of random area and proportions to black.',
    '',
    'The area is drawn uniformly among the shares `scale`, the proportions (height / width) log-uniformly in `ratio`, the ' +
      'place uniformly; after ten windows that do not fit, nothing is erased.',
    '',
    'Source: Zhong et al., "Random erasing data augmentation", 2017.',
  ].join('\n'),
  attributes: {
    p: number('Probability that an image loses a window.', { default: 0.5, min: 0, max: 1 }),
    scale: interval('Share of the area that the window has.', { default: [0.02, 0.33], min: 0.001, max: 1 }),
    ratio: interval('Height divided by width.', { default: [0.3, 3.3], min: 0.01, max: 100 }),
  },
  shape: (_attributes, input) => ({ shape: input }),
});

export const augmentations = registryOf<ImageCallDefinition>([
  affine,
  shift,
  rotate,
  scale,
  elastic,
  crop,
  resizedCrop,
  flipHorizontal,
  flipVertical,
  colorJitter,
  randomGrayscale,
  noise,
  cutout,
  randomErasing,
  mixup,
  cutmix,
]);
