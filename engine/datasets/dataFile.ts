// Reads files of a data set, whole or in part; what cannot be read is told in a sentence.

import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { UserError } from '../userError.ts';

/** What is read of one file into memory at most: less than Node's limit of 2 GiB for a buffer from a file. */
export const LARGEST_FILE_BYTES = 2 ** 31 - 1;

/**
 * The size of a regular file in bytes. Pipes and devices would be waited for, or never end.
 *
 * @throws UserError `data.missing-file` or `data.unreadable`
 */
export async function fileSize(path: string): Promise<number> {
  const status = await told(path, stat(path));
  if (status.isDirectory()) {
    const message = `${basename(path)} cannot be read (EISDIR): it is a folder, and a file is expected here.`;
    throw new UserError('data.unreadable', message, { file: path });
  }
  if (status.isFile()) return status.size;
  const message = `${path} is no ordinary file but a pipe or a device, which data is not read from.`;
  throw new UserError('data.unreadable', message, { file: path });
}

/** The whole file, of `most` bytes at most. */
export async function readDataFile(path: string, most: number = LARGEST_FILE_BYTES): Promise<Uint8Array> {
  const size = await fileSize(path);
  if (size > most) {
    const message = `${basename(path)} has ${grouped(size)} bytes; files of up to ${grouped(most)} bytes can be read.`;
    throw new UserError('data.too-large', message, { file: path });
  }
  return withDataFile(path, (file) => bytesAt(file, path, 0, size));
}

/** Opens the file for as long as `use` works on it. */
export async function withDataFile<T>(path: string, use: (file: FileHandle) => Promise<T>): Promise<T> {
  // Without waiting, should a pipe have taken the file's place.
  const file = await told(path, open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)));
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

/** Bytes from `offset` on; fails where the file ends before. */
export async function bytesAt(
  file: FileHandle,
  path: string,
  offset: number,
  length: number,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; ) {
    const { bytesRead } = await told(path, file.read(bytes, at, length - at, offset + at));
    if (bytesRead === 0) {
      const message = `${basename(path)} ends at byte ${grouped(offset + at)}: it became shorter while it was read.`;
      throw new UserError('data.truncated', message, { file: path });
    }
    at += bytesRead;
  }
  return bytes;
}

/** The outcome, or why the system refuses. */
async function told<T>(path: string, outcome: Promise<T>): Promise<T> {
  try {
    return await outcome;
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    if (reason === 'ENOENT') {
      const message = `There is no file ${path}. Correct the path.`;
      throw new UserError('data.missing-file', message, { file: path, cause });
    }
    const message = `${basename(path)} cannot be read (${reason}). Check its permissions.`;
    throw new UserError('data.unreadable', message, { file: path, cause });
  }
}

/** 60,000 for 60000. */
export function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
