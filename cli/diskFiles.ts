// Model files on disk.

import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { UserError } from '../engine/userError.ts';
import type { FileHost } from '../extension/language/compilation.ts';

/** Larger texts are refused: no network needs them, and they would only be read to be rejected. */
const largestFileBytes = 16 * 1024 * 1024;

export const diskFiles: FileHost = {
  read: (file) => {
    try {
      return readFileSync(file, 'utf8');
    } catch {
      return undefined;
    }
  },
  resolve: (from, path) => resolve(dirname(from), path),
};

/** The absolute path of a `.cnn` file that can be read, or a sentence that says why not. */
export function readableFile(file: string): string {
  const absolute = resolve(file);
  try {
    const status = statSync(absolute);
    if (status.isDirectory()) {
      throw new UserError('file.is-folder', `${file} is a folder; name a .cnn file in it.`, { file });
    }
    if (status.size > largestFileBytes) {
      throw new UserError('file.too-large', `${file} is ${status.size} bytes long; the limit is 16 MiB.`, {
        file,
      });
    }
    refuseBinary(file, readFileSync(absolute));
    return absolute;
  } catch (failure) {
    if (failure instanceof UserError) throw failure;
    throw new UserError('file.unreadable', `Cannot read ${file}: ${reason(failure)}.`, {
      file,
      cause: failure,
    });
  }
}

/** A network is a text in UTF-8. What is none would only give a thousand errors. */
function refuseBinary(file: string, bytes: Uint8Array): void {
  if (!bytes.includes(0) && isUtf8(bytes)) return;
  const message = `${file} is not a text in UTF-8, and a network is one. Is it the right file?`;
  throw new UserError('file.not-text', message, { file });
}

/** The files themselves, and every `.cnn` file below the folders, in alphabetical order. */
export async function modelFiles(places: readonly string[]): Promise<readonly string[]> {
  const lists = await Promise.all(
    places.map(async (place) => (isFolder(place) ? filesBelow(place) : [place])),
  );
  return lists.flat();
}

function isFolder(place: string): boolean {
  return statSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter(
      (entry) => entry.isFile() && entry.name.endsWith('.cnn') && !entry.parentPath.includes('node_modules'),
    )
    .map((entry) => join(entry.parentPath, entry.name));
  if (files.length === 0)
    throw new UserError('file.none', `There is no .cnn file in ${folder}.`, { file: folder });
  return files.sort();
}

function reason(failure: unknown): string {
  const code = (failure as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'there is no such file';
  if (code === 'EACCES') return 'permission was denied';
  return failure instanceof Error ? failure.message : String(failure);
}
