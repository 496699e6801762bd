// The decoder of large images and of WebP: libvips, by way of the package sharp, where it is installed.

import type { SharpConstructor } from 'sharp';
import type { DecodedImage } from './decodeImage.ts';

/** Undefined where the platform has no such decoder. */
export type NativeDecoder = ((bytes: Uint8Array) => Promise<Omit<DecodedImage, 'grey'>>) | undefined;

let loading: Promise<NativeDecoder> | undefined;

/** Loaded when the first image asks for it: most data sets have small images only. */
export function nativeDecoder(): Promise<NativeDecoder> {
  loading ??= load();
  return loading;
}

async function load(): Promise<NativeDecoder> {
  let sharp: SharpConstructor;
  try {
    sharp = (await import('sharp')).default;
  } catch {
    return undefined;
  }
  // Several images are decoded at a time; each takes one thread, and nothing is kept of it.
  sharp.concurrency(1);
  sharp.cache(false);
  return async (bytes) => {
    // Pixels as the file has them: colour profiles are not applied, as the decoders of small images do not either.
    const image = sharp(bytes, { failOn: 'error', ignoreIcc: true, limitInputPixels: false });
    const { data, info } = await image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    return { width, height, pixels: threeChannels(data, width * height, channels) };
  };
}

/** Grey becomes three equal channels, alpha is left out. */
function threeChannels(data: Uint8Array, count: number, channels: number): Uint8Array {
  if (channels === 3) return data;
  const pixels = new Uint8Array(3 * count);
  const [green, blue] = channels < 3 ? [0, 0] : [1, 2];
  for (let pixel = 0; pixel < count; pixel++) {
    const from = pixel * channels;
    pixels[3 * pixel] = data[from]!;
    pixels[3 * pixel + 1] = data[from + green]!;
    pixels[3 * pixel + 2] = data[from + blue]!;
  }
  return pixels;
}
