// Decodes and shrinks a study's pictures once, for all of its runs, into NumPy files.

import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Dataset } from '../../engine/datasets/dataset.ts';
import { openImages } from '../../engine/datasets/images.ts';

/** Images that are read at a time. */
const GROUP = 500;

/** How many images of each class are written, the first ones of either split. */
export interface ShrunkSet {
  readonly train: number;
  readonly test: number;
}

/** Writes `folder/NAME/{train,test}-{images,labels}.npy` for each of `sets`; what is there already stays. */
export async function shrinkImages(
  archive: string,
  folder: string,
  { size, sets }: { readonly size: number; readonly sets: Readonly<Record<string, ShrunkSet>> },
): Promise<void> {
  if (existsSync(folder)) return;
  const source = openImages(
    archive,
    { size: [size, size], corrupt: 'refuse' },
    { description: archive, keptBytes: Infinity },
  );
  const { training, validation } = await source.splits();
  // Under its own name only once it is whole; of two that write at a time, the first one wins.
  const unfinished = `${folder}.${process.pid}`;
  for (const [name, perClass] of Object.entries(sets)) {
    mkdirSync(join(unfinished, name), { recursive: true });
    await writeSplit(join(unfinished, name, 'train'), training, perClass.train);
    await writeSplit(join(unfinished, name, 'test'), validation, perClass.test);
  }
  mkdirSync(dirname(folder), { recursive: true });
  if (existsSync(folder)) rmSync(unfinished, { recursive: true });
  else renameSync(unfinished, folder);
}

async function writeSplit(prefix: string, dataset: Dataset, perClass: number): Promise<void> {
  const seen = dataset.classes.map(() => 0);
  const kept = Array.from({ length: dataset.count }, (_, index) => index).filter(
    (index) => ++seen[dataset.labelOf!(index)]! <= perClass,
  );
  const size = dataset.shape.reduce((product, extent) => product * extent, 1);
  const bytes = new Uint8Array(kept.length * size);
  const labels = new Int32Array(kept.length);
  const pixels = new Float32Array(GROUP * size);
  for (let start = 0; start < kept.length; start += GROUP) {
    const group = kept.slice(start, start + GROUP);
    await dataset.read(group, pixels, labels.subarray(start));
    for (let at = 0; at < group.length * size; at++) bytes[start * size + at] = Math.round(255 * pixels[at]!);
  }
  writeFileSync(`${prefix}-images.npy`, npyOf(bytes, [kept.length, ...dataset.shape]));
  writeFileSync(`${prefix}-labels.npy`, npyOf(Uint8Array.from(labels), [kept.length]));
}

/** A `.npy` file of unsigned bytes, version 1.0 of numpy.lib.format, whose header fills a multiple of 64 bytes. */
function npyOf(bytes: Uint8Array, shape: readonly number[]): Uint8Array {
  const extents = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const dictionary = `{'descr': '|u1', 'fortran_order': False, 'shape': (${extents}), }`;
  const length = Math.ceil((10 + dictionary.length + 1) / 64) * 64 - 10;
  const header = Buffer.from(`\x93NUMPY\x01\x00  ${dictionary.padEnd(length - 1)}\n`, 'latin1');
  header.writeUInt16LE(length, 8);
  return Buffer.concat([header, bytes]);
}
