// Finds the Parquet files that a path means, a file, a folder or a pattern, and sorts them into splits by their names.

import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { UserError } from '../userError.ts';
import { byPath } from './imageFile.ts';

export interface ParquetPlace {
  /** The file, folder or pattern, for messages. */
  readonly place: string;
  /** Paths of the files by split, each sorted; `whole` where names tell no split. */
  readonly training: readonly string[];
  readonly validation: readonly string[];
  readonly whole: readonly string[];
}

/** Beginnings of file or folder names, as the data sets' hub has them: `train-00000-of-00002.parquet`, `test/0.parquet`. */
const TRAINING = ['train', 'training'];
const VALIDATION = ['val', 'valid', 'validation', 'dev', 'test'];

const MOST_FILES = 100_000;
const DEEPEST = 4;

export async function findParquet(place: string): Promise<ParquetPlace> {
  const status = await stat(place).catch(() => undefined);
  if (status?.isFile()) return { place, training: [], validation: [], whole: [place] };
  if (status?.isDirectory()) return sorted(place, await filesUnder(place, 0));
  if (/[*?]/.test(basename(place))) {
    const folder = dirname(place);
    const matches = patternOf(basename(place));
    const names = await namesIn(folder, place);
    const whole = names.filter((name) => matches.test(name)).map((name) => join(folder, name));
    if (whole.length === 0) throw nothing(place, names);
    return { place, training: [], validation: [], whole: whole.sort() };
  }
  if (status !== undefined) {
    const message = `${place} is no ordinary file but a pipe or a device, which data is not read from.`;
    throw new UserError('data.unreadable', message, { file: place });
  }
  const message = `There is no file or folder ${place}. Correct the path.`;
  throw new UserError('data.missing-file', message, { file: place });
}

/** `*` stands for any part of a name, `?` for one character. */
function patternOf(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/\*+/g, '[^]*').replaceAll('?', '.')}$`);
}

async function namesIn(folder: string, place: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => !name.startsWith('.')).sort();
  } catch (cause) {
    const message = `The folder ${folder}, where ${place} is looked for, cannot be read. Correct the path.`;
    throw new UserError('data.missing-folder', message, { file: folder, cause });
  }
}

async function filesUnder(folder: string, depth: number): Promise<readonly string[]> {
  const files: string[] = [];
  for (const name of await namesIn(folder, folder)) {
    const path = join(folder, name);
    const status = await stat(path).catch(() => undefined);
    // A link that leads back into itself ends at this depth.
    if (status?.isDirectory() && depth < DEEPEST) files.push(...(await filesUnder(path, depth + 1)));
    else if (status?.isFile() && name.endsWith('.parquet')) files.push(path);
    if (files.length > MOST_FILES) {
      const message = `${folder} holds more than ${MOST_FILES} Parquet files.`;
      throw new UserError('data.too-large', message, { file: folder });
    }
  }
  return files;
}

function sorted(place: string, files: readonly string[]): ParquetPlace {
  if (files.length === 0) throw nothing(place, []);
  const paths = files
    .map((path) => ({ path }))
    .sort(byPath)
    .map(({ path }) => path);
  const of = (names: readonly string[]) => {
    // Of several names, such as `validation` and `test`, the first that is there.
    const name = names.find((candidate) => paths.some((path) => isOf(relative(place, path), candidate)));
    return name === undefined ? [] : paths.filter((path) => isOf(relative(place, path), name));
  };
  const [training, validation] = [of(TRAINING), of(VALIDATION)];
  return { place, training, validation, whole: training.length + validation.length === 0 ? paths : [] };
}

function isOf(path: string, split: string): boolean {
  const parts = path.split(/[\\/]/);
  return parts.some(
    (part, at) =>
      (at + 1 < parts.length && part === split) ||
      (at + 1 === parts.length && new RegExp(`^${split}[-_.]`).test(part)),
  );
}

function nothing(place: string, names: readonly string[]): UserError {
  const held = names.length === 0 ? '' : ` There are ${names.slice(0, 8).join(', ')}.`;
  return new UserError('data.no-images', `${place} has no Parquet file.${held}`, { file: place });
}
