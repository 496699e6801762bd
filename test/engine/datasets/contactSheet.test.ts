// Contact sheets: PNG files whose pixels are the images'.
import { crc32, inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { writeContactSheet } from '../../../engine/datasets/contactSheet.ts';

/** Reads what the format's specification says, for files without filters and interlacing. */
function decodePng(bytes: Uint8Array) {
  const file = Buffer.from(bytes);
  expect(file.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  const chunks: { type: string; content: Buffer }[] = [];
  for (let at = 8; at < file.length; ) {
    const length = file.readUInt32BE(at);
    const named = file.subarray(at + 4, at + 8 + length);
    expect(file.readUInt32BE(at + 8 + length)).toBe(crc32(named));
    chunks.push({ type: named.toString('latin1', 0, 4), content: named.subarray(4) });
    at += 12 + length;
  }
  expect(chunks.map((chunk) => chunk.type)).toEqual(['IHDR', 'IDAT', 'IEND']);
  const header = chunks[0]!.content;
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const channels = { 0: 1, 2: 3 }[header[9]!]!;
  expect([...header.subarray(8)]).toEqual([8, header[9], 0, 0, 0]);
  const lines = inflateSync(chunks[1]!.content);
  expect(lines.length).toBe((width * channels + 1) * height);
  const rows = Array.from({ length: height }, (_, row) => {
    const start = row * (width * channels + 1);
    expect(lines[start]).toBe(0);
    return [...lines.subarray(start + 1, start + 1 + width * channels)];
  });
  return { width, height, channels, rows };
}

describe('writeContactSheet', () => {
  test('sets grey images side by side, a pixel apart, and clips what lies beyond black and white', () => {
    const pixels = Float32Array.of(0, 1, 0.2, 0.4, 2, -1, 0.6, 0.8, 1, 0, 0, 1);
    const sheet = decodePng(writeContactSheet({ shape: [1, 2, 2], count: 3, pixels }, 2));
    expect(sheet).toMatchObject({ width: 5, height: 5, channels: 1 });
    expect(sheet.rows).toEqual([
      [0, 255, 96, 255, 0],
      [51, 102, 96, 153, 204],
      [96, 96, 96, 96, 96],
      [255, 0, 96, 96, 96],
      [0, 255, 96, 96, 96],
    ]);
  });

  test('shows three channels as red, green and blue', () => {
    const pixels = Float32Array.of(1, 0, 0, 0.2, 0, 0.4);
    const sheet = decodePng(writeContactSheet({ shape: [3, 1, 2], count: 1, pixels }, 8));
    expect(sheet).toMatchObject({ width: 2, height: 1, channels: 3 });
    expect(sheet.rows).toEqual([[255, 0, 0, 0, 51, 102]]);
  });

  test('is no wider than its images', () => {
    const sheet = decodePng(
      writeContactSheet({ shape: [1, 1, 1], count: 2, pixels: Float32Array.of(1, 1) }, 10),
    );
    expect(sheet.rows).toEqual([[255, 96, 255]]);
  });
});
