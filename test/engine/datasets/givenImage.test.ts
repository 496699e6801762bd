// Image files of the user's, made to fit what a network reads.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeContactSheet } from '../../../engine/datasets/contactSheet.ts';
import { readGivenImage } from '../../../engine/datasets/givenImage.ts';
import { temporaryFolder } from './idxFiles.ts';

/** A PNG file of these pixels, [channels, height, width], from 0 to 255. */
async function png(shape: readonly [number, number, number], bytes: readonly number[]): Promise<string> {
  const file = join(await temporaryFolder(), 'image.png');
  const pixels = Float32Array.from(bytes, (byte) => byte / 255);
  writeFileSync(file, writeContactSheet({ shape, count: 1, pixels }, 1));
  return file;
}

const bytesOf = (pixels: Float32Array) => Array.from(pixels, (pixel) => Math.round(pixel * 255));

describe('a given image', () => {
  it('of the right size is read as it is', async () => {
    const grey = await png([1, 2, 3], [0, 51, 102, 153, 204, 255]);
    expect([...(await readGivenImage(grey, [1, 2, 3]))]).toEqual(
      [0, 51, 102, 153, 204, 255].map((byte) => Math.fround(byte / 255)),
    );
    const bytes = [255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255];
    expect(bytesOf(await readGivenImage(await png([3, 2, 2], bytes), [3, 2, 2]))).toEqual(bytes);
  });

  it('is made grey for one channel, and given three equal channels for three', async () => {
    const colors = await png([3, 1, 3], [255, 0, 0, 0, 255, 0, 0, 0, 255]);
    // 0.299, 0.587 and 0.114 of 255.
    expect(bytesOf(await readGivenImage(colors, [1, 1, 3]))).toEqual([76, 150, 29]);
    const grey = await png([1, 1, 2], [10, 200]);
    expect(bytesOf(await readGivenImage(grey, [3, 1, 2]))).toEqual([10, 200, 10, 200, 10, 200]);
  });

  it('of another size is resized to cover the shape, and its centre cut out', async () => {
    const wide = await png([1, 2, 6], [9, 9, 100, 100, 7, 7, 9, 9, 100, 100, 7, 7]);
    expect(bytesOf(await readGivenImage(wide, [1, 2, 2]))).toEqual([100, 100, 100, 100]);
    const flat = await png([1, 8, 8], Array(64).fill(123));
    expect(bytesOf(await readGivenImage(flat, [1, 3, 3]))).toEqual(Array(9).fill(123));
  });

  it('that cannot be read is named', async () => {
    const folder = await temporaryFolder();
    const text = join(folder, 'notes.txt');
    writeFileSync(text, 'no image');
    const problem = async (file: string) => {
      const { code, message } = await readGivenImage(file, [1, 2, 2]).catch((error) => error);
      return `${code}: ${message}`;
    };
    expect(await problem(text)).toBe(`image.damaged: ${text} is no JPEG, PNG or WebP image.`);
    expect(await problem(join(folder, 'none.png'))).toBe(
      `image.unreadable: Cannot read ${join(folder, 'none.png')}: there is no such file.`,
    );
    expect(await problem(folder)).toBe(`image.unreadable: ${folder} is a folder; name image files.`);
  });
});
