// Makes small IDX files and a folder of MNIST's four files for tests.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** The bytes of an IDX file of unsigned bytes; element i is 7 i modulo 256 unless `data` is given. */
export function idxBytes(shape: readonly number[], data?: readonly number[]): Uint8Array {
  const size = shape.reduce((product, extent) => product * extent, 1);
  const bytes = new Uint8Array(4 + 4 * shape.length + size);
  bytes.set([0, 0, 8, shape.length]);
  const view = new DataView(bytes.buffer);
  shape.forEach((extent, axis) => {
    view.setUint32(4 + 4 * axis, extent);
  });
  bytes.set(data ?? Array.from({ length: size }, (_, index) => (7 * index) % 256), 4 + 4 * shape.length);
  return bytes;
}

/** A folder that is removed after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'netwright-datasets-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A folder with these files. */
export async function folderWith(files: Readonly<Record<string, Uint8Array>>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
  return folder;
}

/** Three training and two test images of 2x2 pixels, with the names of the original site. */
export const SMALL_MNIST: Readonly<Record<string, Uint8Array>> = {
  'train-images-idx3-ubyte': idxBytes([3, 2, 2], [0, 51, 102, 255, 1, 2, 3, 4, 255, 0, 255, 0]),
  'train-labels-idx1-ubyte': idxBytes([3], [7, 0, 9]),
  't10k-images-idx3-ubyte': idxBytes([2, 2, 2], [10, 20, 30, 40, 50, 60, 70, 80]),
  't10k-labels-idx1-ubyte': idxBytes([2], [1, 2]),
};
