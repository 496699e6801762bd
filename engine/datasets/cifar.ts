// Finds and reads the binary files of CIFAR-10 and CIFAR-100 in a folder.

import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UserError } from '../userError.ts';
import { byteImages } from './byteImages.ts';
import { readDataFile } from './dataFile.ts';
import type { Dataset } from './dataset.ts';

/** Red, green and blue planes of 32x32, row by row. */
const IMAGE_BYTES = 3 * 32 * 32;
/** What is read of one file at most: forty times a batch of CIFAR-10. */
const LARGEST_BYTES = 2 ** 30;

/** How the files of one of the two sets are called, and what stands before each image. */
export interface CifarLayout {
  readonly name: string;
  /** The folder that the archive of the original site makes. */
  readonly folder: string;
  readonly training: readonly string[];
  readonly test: readonly string[];
  /** Bytes before each image; the last of them is the label, before it CIFAR-100 has the coarse label. */
  readonly labelBytes: number;
}

export const CIFAR10: CifarLayout = {
  name: 'CIFAR-10',
  folder: 'cifar-10-batches-bin',
  training: [1, 2, 3, 4, 5].map((number) => `data_batch_${number}.bin`),
  test: ['test_batch.bin'],
  labelBytes: 1,
};

export const CIFAR100: CifarLayout = {
  name: 'CIFAR-100',
  folder: 'cifar-100-binary',
  training: ['train.bin'],
  test: ['test.bin'],
  labelBytes: 2,
};

/** The split that lies in `folder`, or in the folder inside it that the original archive makes. */
export async function readCifar(
  folder: string,
  layout: CifarLayout,
  split: 'training' | 'test',
  set: { readonly classes: readonly string[]; readonly description: string },
): Promise<Dataset> {
  const paths = await findFiles(folder, layout, layout[split]);
  const files: Uint8Array[] = [];
  for (const path of paths) files.push(await readRecords(path, layout, set.classes.length));
  const record = layout.labelBytes + IMAGE_BYTES;
  const count = files.reduce((sum, bytes) => sum + bytes.length / record, 0);
  const bytes = new Uint8Array(count * IMAGE_BYTES);
  const labels = new Uint8Array(count);
  let index = 0;
  for (const file of files) {
    for (let at = 0; at < file.length; at += record, index++) {
      labels[index] = file[at + layout.labelBytes - 1]!;
      bytes.set(file.subarray(at + layout.labelBytes, at + record), index * IMAGE_BYTES);
    }
  }
  return byteImages({ ...set, shape: [3, 32, 32], bytes, labels });
}

async function findFiles(
  folder: string,
  layout: CifarLayout,
  names: readonly string[],
): Promise<readonly string[]> {
  const present = await namesIn(folder, layout);
  const nested = present.includes(layout.folder) && !names.some((name) => present.includes(name));
  if (nested) return findFiles(join(folder, layout.folder), layout, names);
  const missing = names.find((name) => !present.includes(name));
  if (missing === undefined) return names.map((name) => join(folder, name));
  const listed = present.slice(0, 8).join(', ');
  const more = present.length > 8 ? `, and ${present.length - 8} more` : '';
  const there = present.length === 0 ? 'It holds no files.' : `It holds ${listed}${more}.`;
  const message = `${folder} has no ${missing}, a file of ${layout.name}'s binary version. ${there}`;
  throw new UserError('data.missing-file', message, { file: folder });
}

async function namesIn(folder: string, { name, training }: CifarLayout): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const reason = missing ? 'does not exist' : `cannot be read (${String(error)})`;
    const message = `The folder ${folder}, where the files of ${name} are looked for, ${reason}.`;
    const advice = `Write the path of the folder that holds ${training[0]}, or use \`shapes(12000)\`.`;
    throw new UserError('data.missing-folder', `${message} ${advice}`, { file: folder, cause: error });
  }
}

/** Whole records with labels that exist. */
async function readRecords(path: string, { labelBytes }: CifarLayout, classes: number): Promise<Uint8Array> {
  const bytes = await readDataFile(path, LARGEST_BYTES);
  const record = labelBytes + IMAGE_BYTES;
  const refuse = (code: string, predicate: string) =>
    new UserError(code, `${basename(path)} ${predicate} Download it again.`, { file: path });
  if (bytes.length === 0) throw refuse('data.empty-file', 'is empty.');
  if (bytes.length % record !== 0) {
    const whole = Math.floor(bytes.length / record);
    throw refuse(
      'data.truncated',
      `has ${bytes.length} bytes: ${whole} images of ${record} bytes and ${bytes.length % record} more. It is cut off, or ` +
        'another file.',
    );
  }
  for (let at = 0; at < bytes.length; at += record) {
    const label = bytes[at + labelBytes - 1]!;
    if (label < classes) continue;
    throw refuse(
      'data.label-out-of-range',
      `has the label ${label} for image ${at / record}; labels go from 0 to ${classes - 1}. It is damaged, or of another ` +
        'data set.',
    );
  }
  return bytes;
}
