// Finds and reads the four files of MNIST in a folder.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../userError.ts';
import type { Dataset } from './dataset.ts';
import { readIdxImages } from './idxImages.ts';

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
  return readIdxImages(imagesPath, labelsPath, { classes, description });
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
