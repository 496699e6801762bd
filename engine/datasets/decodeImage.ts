// Decodes JPEG, PNG and WebP files to pixels, and says in words why one cannot be decoded.

import { decode as decodeJpeg } from 'jpeg-js';
import { PNG } from 'pngjs';
import { type ImageHeader, readImageHeader } from './imageHeader.ts';
import { type NativeDecoder, nativeDecoder } from './nativeDecoder.ts';
import { turnedUpright } from './turnUpright.ts';

/** Eight bits of red, green and blue for each pixel, row by row: [height, width, 3]. */
export interface DecodedImage {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
  /** Whether the file has no colours; its three channels are then equal. */
  readonly grey: boolean;
}

export type Decoded = { readonly image: DecodedImage } | { readonly wrong: string };

/** What is read at most of one file: 64 MiB. */
export const LARGEST_IMAGE_BYTES = 2 ** 26;

/** Pixels of one image at most: 64 million, 8192 x 8192. */
const MOST_PIXELS = 2 ** 26;
const JPEG_MEMORY_MIB = 1024;

/**
 * Pixels from which on the native decoder is quicker, about 110 x 110 and 190 x 190: it takes half a millisecond for any
 * image (docs/decisions/0008-image-decoders.md).
 */
const NATIVE_FROM: Readonly<Record<ImageHeader['format'], number>> = { JPEG: 12_000, PNG: 36_000, WebP: 0 };

/**
 * The image in `bytes`, whose first bytes tell the format; or what is wrong, to complete "FILE …". An alpha channel and a
 * colour profile are left out, 16 bits become 8, and the image is turned upright as its EXIF data says.
 */
export async function decodeImage(
  bytes: Uint8Array,
  native: () => Promise<NativeDecoder> = nativeDecoder,
): Promise<Decoded> {
  if (bytes.length === 0) return { wrong: 'is empty' };
  if (bytes.length > LARGEST_IMAGE_BYTES) {
    return {
      wrong: `has more than ${LARGEST_IMAGE_BYTES} bytes, which is the most that is read of an image`,
    };
  }
  const header = readImageHeader(bytes);
  if ('wrong' in header) return header;
  const { format, width, height, grey, orientation, plain } = header;
  if (width * height > MOST_PIXELS) {
    return { wrong: `claims to be ${height}x${width}; images of up to ${MOST_PIXELS} pixels are read` };
  }
  // Decoders fill up what is missing of a scan without a word.
  if (format === 'JPEG' && lastMarker(bytes, 0xd9) < lastMarker(bytes, 0xda)) {
    return { wrong: 'is incomplete (it has no end marker)' };
  }
  try {
    const large = plain && width * height >= NATIVE_FROM[format];
    const decode = large ? await native() : undefined;
    if (decode !== undefined)
      return { image: turnedUpright({ ...(await decode(bytes)), grey }, orientation) };
    if (format === 'WebP')
      return { wrong: 'is a WebP image, and the package sharp, which decodes those, is not there' };
    const pixels = format === 'JPEG' ? jpegPixels(bytes) : pngPixels(bytes, width * height);
    return { image: turnedUpright({ width, height, pixels, grey }, orientation) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { wrong: `is damaged (${reason.replace(/\s+/g, ' ').trim().replace(/\.$/, '').slice(0, 200)})` };
  }
}

/** Inside a scan 0xff is followed by zero or a restart marker, so that a marker found last is one. */
function lastMarker(bytes: Uint8Array, marker: number): number {
  for (let at = bytes.length - 2; at >= 0; at--)
    if (bytes[at] === 0xff && bytes[at + 1] === marker) return at;
  return -1;
}

function jpegPixels(bytes: Uint8Array): Uint8Array {
  const { data } = decodeJpeg(bytes, {
    useTArray: true,
    formatAsRGBA: false,
    tolerantDecoding: false,
    maxResolutionInMP: MOST_PIXELS / 1e6,
    maxMemoryUsageInMB: JPEG_MEMORY_MIB,
  });
  return data;
}

function pngPixels(bytes: Uint8Array, count: number): Uint8Array {
  const { data } = PNG.sync.read(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  const pixels = new Uint8Array(3 * count);
  for (let pixel = 0; pixel < count; pixel++) {
    pixels[3 * pixel] = data[4 * pixel]!;
    pixels[3 * pixel + 1] = data[4 * pixel + 1]!;
    pixels[3 * pixel + 2] = data[4 * pixel + 2]!;
  }
  return pixels;
}
