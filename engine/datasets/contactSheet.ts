// Images side by side in one PNG file, to be looked at.

import { crc32, deflateSync } from 'node:zlib';
import { elementCount, type Shape } from '../network/shape.ts';

/** Images as a dataset reads them: [count, C, H, W], pixels from 0 to 1 (what lies beyond is clipped). */
export interface SheetImages {
  readonly shape: Shape;
  readonly count: number;
  readonly pixels: Float32Array;
}

const GAP = 1;
const GAP_BYTE = 96;

/**
 * The images in rows of `columns`, one grey pixel apart, as the bytes of a PNG file: in colour for three
 * channels, else their first channel in grey.
 */
export function writeContactSheet(images: SheetImages, columns: number): Uint8Array {
  const [channels = 1, height = 1, width = 1] = images.shape;
  const shownChannels = channels === 3 ? 3 : 1;
  const across = Math.max(1, Math.min(columns, images.count));
  const down = Math.max(1, Math.ceil(images.count / across));
  const sheetWidth = across * (width + GAP) - GAP;
  const sheetHeight = down * (height + GAP) - GAP;
  const bytes = new Uint8Array(sheetWidth * sheetHeight * shownChannels).fill(GAP_BYTE);
  const size = elementCount(images.shape);
  for (let place = 0; place < images.count; place++) {
    const top = Math.floor(place / across) * (height + GAP);
    const left = (place % across) * (width + GAP);
    for (let channel = 0; channel < shownChannels; channel++) {
      for (let pixel = 0; pixel < height * width; pixel++) {
        const value = images.pixels[place * size + channel * height * width + pixel]!;
        const row = top + Math.floor(pixel / width);
        const column = left + (pixel % width);
        const byte = Math.round(Math.max(0, Math.min(1, value)) * 255);
        bytes[(row * sheetWidth + column) * shownChannels + channel] = byte;
      }
    }
  }
  return encodePng(bytes, sheetWidth, sheetHeight, shownChannels);
}

/** PNG (ISO/IEC 15948) with 8 bits a channel, no filter and no interlacing. */
export function encodePng(bytes: Uint8Array, width: number, height: number, channels: 1 | 3): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  header[9] = channels === 3 ? 2 : 0;
  const rowBytes = width * channels;
  const scanlines = Buffer.alloc((rowBytes + 1) * height);
  for (let row = 0; row < height; row++) {
    scanlines.set(bytes.subarray(row * rowBytes, (row + 1) * rowBytes), row * (rowBytes + 1) + 1);
  }
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(scanlines)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, content: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(content.length, 0);
  named.copy(framed, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}
