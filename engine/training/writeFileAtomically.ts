// Writes a file so that a crash at any moment leaves either the old content or the new one, never a part.

import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Writes `content` aside, forces it to the disk and renames it to `file`. With `keepPrevious`, what `file` held before
 * stays under that name.
 */
export async function writeFileAtomically(
  file: string,
  content: string | Iterable<Uint8Array>,
  options: { readonly keepPrevious?: string } = {},
): Promise<void> {
  const aside = `${file}.${process.pid}.tmp`;
  try {
    await writeAndSync(aside, typeof content === 'string' ? [Buffer.from(content, 'utf8')] : content);
    if (options.keepPrevious !== undefined) await renameIfPresent(file, options.keepPrevious);
    await rename(aside, file);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
  await syncFolder(dirname(file));
}

async function writeAndSync(file: string, chunks: Iterable<Uint8Array>): Promise<void> {
  const handle = await open(file, 'w');
  try {
    for (const chunk of chunks) await writeWhole(handle, chunk);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** One call may write less than it was given: Linux stops at 2 GiB. */
async function writeWhole(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  const most = 1 << 30;
  for (let offset = 0; offset < chunk.byteLength; ) {
    const length = Math.min(most, chunk.byteLength - offset);
    offset += (await handle.write(chunk, offset, length)).bytesWritten;
  }
}

async function renameIfPresent(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** Makes the rename itself durable. Windows cannot open folders and keeps renames in its journal. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
