// Finds and reads the four files of MNIST in a folder.

import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UserError } from '../userError.ts';
import { byteImages } from './byteImages.ts';
import type { Dataset } from './dataset.ts';
import { readIdx } from './idx.ts';

const SPLITS = { training: 'train', test: 't10k' } as const;

/** The split of MNIST (or of a set in the same files, such as Fashion-MNIST) that lies in `folder`. */
export async function readMnist(
  folder: string,
  split: keyof typeof SPLITS,
  classes: readonly string[],
  description: string,
): Promise<Dataset> {
  const present = await filesIn(folder);
  const imagesPath = find(`${SPLITS[split]}-images`, 'idx3', folder, present);
  const labelsPath = find(`${SPLITS[split]}-labels`, 'idx1', folder, present);
  // Read side by side; where both are damaged, always the images are told.
  const reading = [readIdx(imagesPath, 3), readIdx(labelsPath, 1)] as const;
  await Promise.allSettled(reading);
  const [images, labels] = [await reading[0], await reading[1]];
  const [count = 0, height = 0, width = 0] = images.shape;
  if (images.data.length === 0) {
    const message = `${basename(imagesPath)} declares ${images.shape.join(' x ')} bytes, which is no image`;
    throw new UserError('data.no-images', `${message}. Download it again.`, { file: imagesPath });
  }
  if (labels.data.length !== count) {
    const message =
      `${basename(labelsPath)} has ${labels.data.length} labels, and ${basename(imagesPath)} has ${count} ` +
      'images: they do not belong together. Take both from the same download.';
    throw new UserError('data.label-count', message, { file: labelsPath });
  }
  checkLabels(labels.data, classes, labelsPath);
  return byteImages({
    description,
    shape: [1, height, width],
    classes,
    bytes: images.data,
    labels: labels.data,
  });
}

async function filesIn(folder: string): Promise<ReadonlySet<string>> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return new Set(entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name));
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const reason = missing ? 'does not exist' : `cannot be read (${String(error)})`;
    const message = `The folder ${folder}, where the files of MNIST are looked for, ${reason}.`;
    const advice =
      'Write the path of the folder that holds train-images-idx3-ubyte.gz, or use `digits(12000)`.';
    throw new UserError('data.missing-folder', `${message} ${advice}`, { file: folder, cause: error });
  }
}

/** Some copies have a dot before `idx`, where the original site has a hyphen. */
function find(stem: string, suffix: string, folder: string, present: ReadonlySet<string>): string {
  const names = ['-', '.'].flatMap((sign) => ['', '.gz'].map((end) => `${stem}${sign}${suffix}-ubyte${end}`));
  const name = names.find((candidate) => present.has(candidate));
  if (name !== undefined) return join(folder, name);
  const listed = [...present].sort().slice(0, 8);
  const more = present.size > listed.length ? `, and ${present.size - listed.length} more` : '';
  const there = listed.length === 0 ? 'It holds no files.' : `It holds ${listed.join(', ')}${more}.`;
  const message = `${folder} has no file of MNIST's ${stem}: looked for ${names.join(', ')}. ${there}`;
  throw new UserError('data.missing-file', message, { file: folder });
}

function checkLabels(labels: Uint8Array, classes: readonly string[], path: string): void {
  const place = labels.findIndex((label) => label >= classes.length);
  if (place < 0) return;
  const message =
    `${basename(path)} has the label ${labels[place]} for image ${place}; labels go from 0 to ` +
    `${classes.length - 1}. The file is damaged or of another data set: download it again.`;
  throw new UserError('data.label-out-of-range', message, { file: path });
}
