// Decodes JPEG and PNG files to pixels, and says in words why one cannot be decoded.

import { decode as decodeJpeg } from 'jpeg-js';
import { PNG } from 'pngjs';

/** Eight bits of red, green and blue for each pixel, row by row: [height, width, 3]. */
export interface DecodedImage {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
  /** Whether the file has no colours; its three channels are then equal. */
  readonly grey: boolean;
}

/** What is read at most of one file: 64 MiB. */
export const LARGEST_IMAGE_BYTES = 2 ** 26;

/** Pixels of one image at most: 64 million, 8192 x 8192. */
const MOST_PIXELS = 2 ** 26;
const JPEG_MEMORY_MIB = 1024;

/**
 * The image in `bytes`, whose first bytes tell the format; or what is wrong, to complete "FILE …". An alpha channel is
 * left out, 16 bits become 8.
 */
export function decodeImage(
  bytes: Uint8Array,
): { readonly image: DecodedImage } | { readonly wrong: string } {
  if (bytes.length === 0) return { wrong: 'is empty' };
  if (bytes.length > LARGEST_IMAGE_BYTES) {
    return { wrong: `has ${bytes.length} bytes; images of up to ${LARGEST_IMAGE_BYTES} are read` };
  }
  const decode = startsWith(bytes, [0xff, 0xd8]) ? jpeg : startsWith(bytes, PNG_SIGNATURE) ? png : undefined;
  if (decode === undefined) return { wrong: 'is neither a JPEG nor a PNG image' };
  try {
    return decode(bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { wrong: `is damaged (${reason.replace(/\.$/, '')})` };
  }
}

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

function startsWith(bytes: Uint8Array, first: readonly number[]): boolean {
  return first.every((byte, at) => bytes[at] === byte);
}

function jpeg(bytes: Uint8Array): ReturnType<typeof decodeImage> {
  const frame = jpegFrame(bytes);
  if (frame === undefined) return { wrong: 'is damaged (it ends before its image begins)' };
  const { width, height, components } = frame;
  if (width * height > MOST_PIXELS) return tooLarge(width, height);
  // The decoder fills up what is missing of a scan without a word.
  if (lastMarker(bytes, 0xd9) < lastMarker(bytes, 0xda)) {
    return { wrong: 'is incomplete (it has no end marker)' };
  }
  const decoded = decodeJpeg(bytes, {
    useTArray: true,
    formatAsRGBA: false,
    tolerantDecoding: false,
    maxResolutionInMP: MOST_PIXELS / 1e6,
    maxMemoryUsageInMB: JPEG_MEMORY_MIB,
  });
  return {
    image: { width: decoded.width, height: decoded.height, pixels: decoded.data, grey: components === 1 },
  };
}

/**
 * Walks the segments (marker, two bytes of length, content) up to the frame header (ITU T.81, B.2.2): C0 to CF except
 * the tables C4, C8 and CC.
 */
function jpegFrame(bytes: Uint8Array): { width: number; height: number; components: number } | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 2; at + 9 < bytes.length; ) {
    const marker = bytes[at + 1]!;
    if (bytes[at] !== 0xff) return undefined;
    if (marker === 0xff) at += 1;
    else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7), components: bytes[at + 9]! };
    } else at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}

/** Inside a scan 0xff is followed by zero or a restart marker, so that a marker found last is one. */
function lastMarker(bytes: Uint8Array, marker: number): number {
  for (let at = bytes.length - 2; at >= 0; at--)
    if (bytes[at] === 0xff && bytes[at + 1] === marker) return at;
  return -1;
}

function png(bytes: Uint8Array): ReturnType<typeof decodeImage> {
  if (bytes.length < 33) return { wrong: 'is incomplete (it ends within its header)' };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  if (width * height > MOST_PIXELS) return tooLarge(width, height);
  const { data } = PNG.sync.read(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  const pixels = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++) {
    pixels[3 * pixel] = data[4 * pixel]!;
    pixels[3 * pixel + 1] = data[4 * pixel + 1]!;
    pixels[3 * pixel + 2] = data[4 * pixel + 2]!;
  }
  // Colour types 0 and 4 are grey without and with alpha.
  return { image: { width, height, pixels, grey: bytes[25] === 0 || bytes[25] === 4 } };
}

function tooLarge(width: number, height: number): { readonly wrong: string } {
  return { wrong: `claims to be ${height}x${width}; images of up to ${MOST_PIXELS} pixels are read` };
}
