// The augmentations that move pixels by an affine map: turns, scalings, shears, shifts, crops and mirrors.

import { sine } from '../elementaryFunctions.ts';
import type { RandomStream } from '../random.ts';
import { affine, crop, flipHorizontal, flipVertical, rotate, scale, shift } from '../recipe/augmentations.ts';
import { type AffineMap, centred, composed, IDENTITY, rotation, translation } from './affineMap.ts';
import type { PrepareAugmentation } from './augmentationStep.ts';

/** By kind. */
export const AFFINE_MOVES: Readonly<Record<string, PrepareAugmentation>> = {
  affine: (call, shape) => {
    const { rotate: degrees, scale: amount, shear, shift: pixels } = affine.attributesOf(call);
    return {
      from(stream) {
        const turned = rotation(degrees * symmetric(stream));
        const scaled = scaling(amount * symmetric(stream));
        const sheared = shearing(shear * symmetric(stream));
        const linear = composed(composed(turned, scaled), sheared);
        return composed(centred(linear, shape), drawShift(pixels, stream));
      },
    };
  },
  shift: (call) => {
    const { pixels } = shift.attributesOf(call);
    return { from: (stream) => drawShift(pixels, stream) };
  },
  rotate: (call, shape) => {
    const { degrees } = rotate.attributesOf(call);
    return { from: (stream) => centred(rotation(degrees * symmetric(stream)), shape) };
  },
  scale: (call, shape) => {
    const { amount } = scale.attributesOf(call);
    return { from: (stream) => centred(scaling(amount * symmetric(stream)), shape) };
  },
  crop: (call) => {
    const [top, left, bottom, right] = crop.attributesOf(call).padding;
    return {
      from: (stream) => {
        const row = stream.integer(top + bottom + 1) - top;
        return translation(row, stream.integer(left + right + 1) - left);
      },
    };
  },
  flip_horizontal: (call, shape) => {
    const { p } = flipHorizontal.attributesOf(call);
    const mirrored = centred({ ...IDENTITY, cc: -1 }, shape);
    return { from: (stream) => (stream.next() < p ? mirrored : IDENTITY) };
  },
  flip_vertical: (call, shape) => {
    const { p } = flipVertical.attributesOf(call);
    const mirrored = centred({ ...IDENTITY, rr: -1 }, shape);
    return { from: (stream) => (stream.next() < p ? mirrored : IDENTITY) };
  },
};

/** Uniform from -1 to 1. */
function symmetric(stream: RandomStream): number {
  return 2 * stream.next() - 1;
}

function drawShift(pixels: number, stream: RandomStream): AffineMap {
  const rows = stream.integer(2 * pixels + 1) - pixels;
  return translation(-rows, -(stream.integer(2 * pixels + 1) - pixels));
}

/** Larger by the factor 1 + change. */
function scaling(change: number): AffineMap {
  const inverse = 1 / (1 + change);
  return { ...IDENTITY, rr: inverse, cc: inverse };
}

/** Each row moves right by tan(degrees) times its height above the centre. */
function shearing(degrees: number): AffineMap {
  const radians = (degrees * Math.PI) / 180;
  return { ...IDENTITY, cr: sine(radians) / sine(radians + Math.PI / 2) };
}
