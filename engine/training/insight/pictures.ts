// Numbers as pictures for a page: images, maps, kernels.

import type { Levels } from '../../datasets/dataset.ts';
import type { MapSheet, Picture } from '../../protocol/insight.ts';

/** An image [C, H, W] as it looks, whatever the transforms made of black and white: in colour where it has three channels. */
export function imagePicture(
  pixels: Float32Array,
  shape: readonly number[],
  { black, white }: Levels,
): Picture {
  const [channels = 1, height = 1, width = 1] = shape;
  const shown = channels === 3 ? 3 : 1;
  const plane = height * width;
  const bytes = new Uint8Array(shown * plane);
  for (let channel = 0; channel < shown; channel++) {
    const [low, range] = [black[channel]!, white[channel]! - black[channel]!];
    for (let at = 0; at < plane; at++) {
      bytes[at * shown + channel] = toByte((pixels[channel * plane + at]! - low) / range);
    }
  }
  return { width, height, channels: shown, bytes: base64(bytes) };
}

/** Numbers from the smallest, black, to the largest, white. */
export function greyPicture(values: Float32Array, width: number, height: number): Picture {
  const [low, high] = rangeOf(values);
  const bytes = Uint8Array.from(values, (value) => toByte((value - low) / (high - low || 1)));
  return { width, height, channels: 1, bytes: base64(bytes) };
}

/** Maps [count, height, width]; all share one range, so that they can be compared. */
export function mapSheet(values: Float32Array, count: number, height: number, width: number): MapSheet {
  const [low, high] = rangeOf(values);
  const bytes = Uint8Array.from(values, (value) => toByte((value - low) / (high - low || 1)));
  return { count, width, height, low, high, bytes: base64(bytes) };
}

const mostFilters = 256;

/** Kernels [out, in, kh, kw], each from its smallest to its largest weight: of three channels in colour, else the first. */
export function filterPictures(weights: Float32Array, shape: readonly number[]): readonly Picture[] {
  const [out = 0, channels = 1, height = 1, width = 1] = shape;
  const shown = channels === 3 ? 3 : 1;
  const [plane, size] = [height * width, channels * height * width];
  return Array.from({ length: Math.min(out, mostFilters) }, (_, filter) => {
    const own = weights.subarray(filter * size, filter * size + shown * plane);
    const [low, high] = rangeOf(own);
    const bytes = new Uint8Array(shown * plane);
    for (let channel = 0; channel < shown; channel++) {
      for (let at = 0; at < plane; at++) {
        bytes[at * shown + channel] = toByte((own[channel * plane + at]! - low) / (high - low || 1));
      }
    }
    return { width, height, channels: shown, bytes: base64(bytes) };
  });
}

function rangeOf(values: Float32Array): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [0, 0];
}

function toByte(share: number): number {
  return Math.round(Math.max(0, Math.min(1, share)) * 255);
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
