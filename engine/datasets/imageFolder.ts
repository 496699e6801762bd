// Lists the image files in a folder and the folders inside it.

import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../userError.ts';
import { LARGEST_IMAGE_BYTES } from './decodeImage.ts';
import { byPath, type ImageFile, type ImageFiles, kindOfFile } from './imageFile.ts';

/** Folders inside folders at most; a link that leads back into itself ends here. */
const DEEPEST = 12;

/** Every image under `folder`, links followed. */
export async function listImageFolder(folder: string): Promise<ImageFiles> {
  const files: ImageFile[] = [];
  const visit = async (inside: string, depth: number): Promise<void> => {
    if (depth > DEEPEST) {
      const message = `${join(folder, inside)} lies more than ${DEEPEST} folders deep. Does a link lead back into itself?`;
      throw new UserError('data.too-deep', message, { file: join(folder, inside) });
    }
    for (const entry of await entriesOf(join(folder, inside))) {
      const path = inside === '' ? entry.name : `${inside}/${entry.name}`;
      if (entry.name.startsWith('.') || entry.name === '__MACOSX') continue;
      if (await isFolder(entry, join(folder, path))) await visit(path, depth + 1);
      else if (kindOfFile(path) !== 'no image') files.push(fileIn(folder, path));
    }
  };
  await visit('', 0);
  return { place: folder, source: folder, files: files.sort(byPath) };
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const reason = missing ? 'does not exist' : `cannot be read (${String(error)})`;
    const message =
      `The folder ${folder}, where images are looked for, ${reason}. Write the path of a folder that holds one ` +
      'folder for each class, or of a tar archive of such folders.';
    throw new UserError('data.missing-folder', message, { file: folder, cause: error });
  }
}

async function isFolder(entry: Dirent, path: string): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  // A link to nowhere is told when its file is read.
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

/** The image file at `path` under `folder`, read when it is asked for. */
export function fileIn(folder: string, path: string): ImageFile {
  const file = join(folder, path);
  return { path, at: file, read: () => readImageFile(file) };
}

/** The content of the file at an absolute path. */
export async function readImageFile(file: string): Promise<Uint8Array> {
  try {
    const status = await stat(file);
    // A pipe would be waited for, a device never ends.
    if (!status.isFile()) {
      const message = `${file} is no ordinary file but a folder, a pipe or a device. Take it away.`;
      throw new UserError('data.unreadable', message, { file });
    }
    if (status.size <= LARGEST_IMAGE_BYTES) return await readFile(file);
    // Refused when it is decoded; for that no content is needed.
    return new Uint8Array(LARGEST_IMAGE_BYTES + 1);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const message = `${file} cannot be read (${reason}). Check its permissions, or where it links to.`;
    throw new UserError('data.unreadable', message, { file, cause: error });
  }
}
