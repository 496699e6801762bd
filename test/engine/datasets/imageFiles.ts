// Makes small images and tar archives for tests.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { encode } from 'jpeg-js';
import { packTar, type TarEntry } from 'modern-tar';
import { PNG } from 'pngjs';
import { temporaryFolder } from './idxFiles.ts';

type Files = Readonly<Record<string, Uint8Array>>;

/** A PNG file of one colour. */
export function plainPng(
  height: number,
  width: number,
  colour: readonly [number, number, number],
): Uint8Array {
  const png = new PNG({ width, height });
  for (let pixel = 0; pixel < width * height; pixel++) png.data.set([...colour, 255], 4 * pixel);
  return PNG.sync.write(png);
}

/** A JPEG file of one grey. */
export function plainJpeg(height: number, width: number, grey: number): Uint8Array {
  const data = new Uint8Array(4 * width * height).fill(grey);
  return encode({ width, height, data }, 100).data;
}

/** A folder with these files at their paths. */
export async function treeWith(files: Files): Promise<string> {
  const folder = await temporaryFolder();
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
  return folder;
}

/** The bytes of a tar archive with these files, and other entries. */
export async function tarOf(files: Files, others: readonly TarEntry[] = []): Promise<Uint8Array> {
  const entries = Object.entries(files).map(([name, body]) => ({
    header: { name, size: body.length, type: 'file' as const },
    body,
  }));
  return packTar([...entries, ...others]);
}

/** Two classes of one image each, of 2x2 pixels: cat is red, dog green. */
export const twoClasses: Files = {
  'dog/1.png': plainPng(2, 2, [0, 255, 0]),
  'cat/1.png': plainPng(2, 2, [255, 0, 0]),
};

/** `files` with every path inside `folder`. */
export function inside(folder: string, files: Files): Files {
  return Object.fromEntries(Object.entries(files).map(([path, bytes]) => [`${folder}/${path}`, bytes]));
}
