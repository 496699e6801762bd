// The augmentation that moves each pixel a little, neighbours alike: elastic distortion.

import { exponential } from '../elementaryFunctions.ts';
import type { RandomStream } from '../random.ts';
import { elastic } from '../recipe/augmentations.ts';
import { sampleBilinear } from './affineMap.ts';
import type { PrepareAugmentation } from './augmentationStep.ts';

export const prepareElastic: PrepareAugmentation = (call, shape, { black }) => {
  const { alpha, sigma } = elastic.attributesOf(call);
  const [channels = 0, height = 0, width = 0] = shape;
  const plane = height * width;
  const before = new Float32Array(channels * plane);
  const field = displacements(height, width, alpha, sigma);
  const [down, right] = [new Float64Array(plane), new Float64Array(plane)];
  return {
    change(image, stream) {
      field(down, stream);
      field(right, stream);
      before.set(image);
      for (let channel = 0; channel < channels; channel++) {
        const old = before.subarray(channel * plane, (channel + 1) * plane);
        for (let pixel = 0; pixel < plane; pixel++) {
          const row = Math.floor(pixel / width);
          const y = row + down[pixel]!;
          const x = pixel - row * width + right[pixel]!;
          image[channel * plane + pixel] = sampleBilinear(old, height, width, y, x, black[channel]!);
        }
      }
    },
  };
};

/**
 * Makes a function that draws one axis' displacements, [height, width]: alpha * (G * u), u uniform from -1 to 1 and zero
 * outside, G the Gaussian of deviation sigma, cut off at 3 sigma, its weights summing to 1 along each axis.
 */
export function displacements(
  height: number,
  width: number,
  alpha: number,
  sigma: number,
): (into: Float64Array, stream: RandomStream) => void {
  const weights = gaussian(sigma);
  const across = new Float64Array(height * width);
  return (into, stream) => {
    for (let pixel = 0; pixel < into.length; pixel++) into[pixel] = 2 * stream.next() - 1;
    for (let row = 0; row < height; row++) smooth(into, across, weights, row * width, 1, width);
    for (let column = 0; column < width; column++) smooth(across, into, weights, column, width, height);
    for (let pixel = 0; pixel < into.length; pixel++) into[pixel] = alpha * into[pixel]!;
  };
}

/** Weights at the distances 0, 1, …, the middle one once and the others twice summing to 1. */
function gaussian(sigma: number): Float64Array {
  const weights = Float64Array.from({ length: Math.ceil(3 * sigma) + 1 }, (_, distance) =>
    exponential(-(distance * distance) / (2 * sigma * sigma)),
  );
  const sum = weights.reduce((total, weight, distance) => total + (distance === 0 ? 1 : 2) * weight, 0);
  return weights.map((weight) => weight / sum);
}

/** One row or column: `count` numbers from `start` on, `stride` apart. */
function smooth(
  from: Float64Array,
  to: Float64Array,
  weights: Float64Array,
  start: number,
  stride: number,
  count: number,
): void {
  for (let at = 0; at < count; at++) {
    const first = Math.max(0, at - weights.length + 1);
    const last = Math.min(count - 1, at + weights.length - 1);
    let sum = 0;
    for (let tap = first; tap <= last; tap++)
      sum += weights[Math.abs(tap - at)]! * from[start + tap * stride]!;
    to[start + at * stride] = sum;
  }
}
