// The augmentations that change colours: jitter, random greyscale and noise. Pixels from 0 to 1 where no transform changed
// them; otherwise they are brought there and back.

import type { Shape } from '../network/shape.ts';
import type { RandomStream } from '../random.ts';
import { colorJitter, noise, randomGrayscale } from '../recipe/colorAugmentations.ts';
import type { PrepareAugmentation } from './augmentationStep.ts';
import type { Levels } from './dataset.ts';
import { turnHue } from './turnHue.ts';

/** By kind. */
export const COLOR_CHANGES: Readonly<Record<string, PrepareAugmentation>> = {
  color_jitter: (call, shape, levels) => {
    const { brightness, contrast, saturation, hue } = colorJitter.attributesOf(call);
    const colored = shape[0] === 3;
    const changes: readonly ((image: Float32Array, stream: RandomStream) => void)[] = [
      (image, stream) => brighten(image, drawFactor(brightness, stream)),
      (image, stream) => changeContrast(image, shape[0] ?? 1, drawFactor(contrast, stream)),
      (image, stream) => saturate(image, drawFactor(saturation, stream)),
      (image, stream) => turnHue(image, hue * (2 * stream.next() - 1)),
    ];
    const wanted = [brightness > 0, contrast > 0, colored && saturation > 0, colored && hue > 0];
    return {
      change(image, stream) {
        toUnit(image, levels);
        for (const which of stream.permutation(4)) if (wanted[which]) changes[which]!(image, stream);
        fromUnit(image, levels);
      },
    };
  },
  grayscale: (call, shape, levels) => {
    const { p } = randomGrayscale.attributesOf(call);
    return {
      change(image, stream) {
        if (stream.next() >= p || shape[0] !== 3) return;
        toUnit(image, levels);
        saturate(image, 0);
        fromUnit(image, levels);
      },
    };
  },
  noise: (call, shape, { black, white }) => {
    const { deviation } = noise.attributesOf(call);
    const plane = planeOf(shape);
    return {
      change: (image, stream) => {
        for (let pixel = 0; pixel < image.length; pixel++) {
          const channel = Math.floor(pixel / plane);
          image[pixel]! += deviation * (white[channel]! - black[channel]!) * stream.normal();
        }
      },
    };
  },
};

function planeOf(shape: Shape): number {
  return (shape[1] ?? 0) * (shape[2] ?? 0);
}

/** Uniform from max(0, 1 - amount) to 1 + amount. */
function drawFactor(amount: number, stream: RandomStream): number {
  const low = Math.max(0, 1 - amount);
  return low + (1 + amount - low) * stream.next();
}

function toUnit(image: Float32Array, { black, white }: Levels): void {
  const plane = image.length / black.length;
  for (const [channel, zero] of black.entries()) {
    const range = white[channel]! - zero;
    if (zero === 0 && range === 1) continue;
    const end = (channel + 1) * plane;
    for (let pixel = channel * plane; pixel < end; pixel++) image[pixel] = (image[pixel]! - zero) / range;
  }
}

function fromUnit(image: Float32Array, { black, white }: Levels): void {
  const plane = image.length / black.length;
  for (const [channel, zero] of black.entries()) {
    const range = white[channel]! - zero;
    if (zero === 0 && range === 1) continue;
    const end = (channel + 1) * plane;
    for (let pixel = channel * plane; pixel < end; pixel++) image[pixel] = image[pixel]! * range + zero;
  }
}

function unit(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value;
}

/** x <- f x */
export function brighten(image: Float32Array, factor: number): void {
  for (let pixel = 0; pixel < image.length; pixel++) image[pixel] = unit(factor * image[pixel]!);
}

/** ITU-R BT.601; a grey image is its own brightness. */
function brightnessAt(image: Float32Array, pixel: number, plane: number): number {
  if (image.length === plane) return image[pixel]!;
  return 0.299 * image[pixel]! + 0.587 * image[plane + pixel]! + 0.114 * image[2 * plane + pixel]!;
}

/** x <- f x + (1 - f) m, m the mean brightness. `image` is [1 or 3, H, W]. */
export function changeContrast(image: Float32Array, channels: number, factor: number): void {
  const plane = image.length / channels;
  let sum = 0;
  for (let pixel = 0; pixel < plane; pixel++) sum += brightnessAt(image, pixel, plane);
  const added = (1 - factor) * (sum / plane);
  for (let pixel = 0; pixel < image.length; pixel++) image[pixel] = unit(factor * image[pixel]! + added);
}

/** x <- f x + (1 - f) y, y the brightness of the pixel. `image` is [3, H, W]. */
export function saturate(image: Float32Array, factor: number): void {
  const plane = image.length / 3;
  for (let pixel = 0; pixel < plane; pixel++) {
    const added = (1 - factor) * brightnessAt(image, pixel, plane);
    for (let at = pixel; at < image.length; at += plane) image[at] = unit(factor * image[at]! + added);
  }
}
