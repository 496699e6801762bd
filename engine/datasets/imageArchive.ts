// Reads the image files of one folder inside a tar archive, packed by gzip or not, into memory.

import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { createTarDecoder, type ParsedTarEntry, type TarHeader } from 'modern-tar';
import { UserError } from '../userError.ts';
import { LARGEST_IMAGE_BYTES } from './decodeImage.ts';
import { byPath, type ImageFile, type ImageFiles, kindOfFile } from './imageFile.ts';
import { leadsOut } from './leadsOut.ts';
import { sharedBytes } from './portableDataset.ts';

/** An archive, and the folder inside it: `train` or `data/train`, '' for all of it. */
export interface ArchivePlace {
  readonly archive: string;
  readonly inside: string;
}

const archiveName = /\.(tar|tar\.gz|tgz)$/i;

/** Where in `path` an archive ends and a folder inside it begins; undefined where `path` names no archive. */
export async function archivePlace(path: string): Promise<ArchivePlace | undefined> {
  const parts = path.split(/[\\/]/);
  for (let end = 1; end <= parts.length; end++) {
    if (!archiveName.test(parts[end - 1]!)) continue;
    const archive = path.slice(0, parts.slice(0, end).join('/').length);
    const status = await stat(archive).catch(() => undefined);
    if (status !== undefined && !status.isFile() && !status.isDirectory()) throw notOrdinary(archive);
    if (status?.isFile()) return { archive, inside: parts.slice(end).filter(Boolean).join('/') };
  }
  return undefined;
}

/** The images of one place are kept packed as they are; 2 GiB of them at most. */
const MOST_BYTES = 2 ** 31;
/** Images hardly shrink when packed: what unpacks to so much more than its size is made to do harm. */
const LARGEST_RATIO = 200;
const ALWAYS_UNPACKED_BYTES = 2 ** 28;

/** Reads the archive once, from its beginning to its end. */
export async function readImageArchive(place: ArchivePlace): Promise<ImageFiles> {
  const { archive } = place;
  const decoder = createTarDecoder({ strict: true });
  const fed = feed(archive, decoder.writable.getWriter());
  try {
    return await collectImages(place, decoder.readable);
  } catch (error) {
    // The error of a body may come before that of the archive, and be the same.
    throw error instanceof UserError ? error : corruptArchive(archive, error);
  } finally {
    await fed;
  }
}

/** An error goes on through the writer; a reader that is done before the end ends this too. */
async function feed(archive: string, writer: WritableStreamDefaultWriter<Uint8Array>): Promise<void> {
  try {
    for await (const piece of piecesOf(archive)) await writer.write(piece);
    await writer.close();
  } catch (error) {
    await writer.abort(error).catch(() => undefined);
  }
}

async function collectImages(
  { archive, inside }: ArchivePlace,
  entries: ReadableStream<ParsedTarEntry>,
): Promise<ImageFiles> {
  const prefix = inside === '' ? '' : `${inside}/`;
  const files: ImageFile[] = [];
  const folders = new Set<string>();
  const place = inside === '' ? archive : join(archive, inside);
  let bytes = 0;
  for await (const { header, body } of entries) {
    const path = checkedPath(header.name, archive);
    if (path.includes('/')) folders.add(path.slice(0, path.indexOf('/')));
    const kind = path.startsWith(prefix) ? kindOfFile(path.slice(prefix.length)) : 'no image';
    if (kind === 'no image' || header.type === 'directory') {
      await body.cancel();
      continue;
    }
    checkEntry(header, path, archive);
    bytes += header.size;
    if (bytes > MOST_BYTES) throw tooLarge(place, archive);
    const content = await contentOf(body, header.size);
    files.push({ path: path.slice(prefix.length), at: content, read: async () => content });
  }
  if (files.length === 0) throw nothingThere(inside, archive, [...folders].sort());
  return { place, source: archive, files: files.sort(byPath) };
}

function corruptArchive(archive: string, error: unknown): UserError {
  const reason = error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
  const message =
    `${basename(archive)} cannot be unpacked (${reason}): it is damaged, incomplete or no tar archive. Download or ` +
    'pack it again.';
  return new UserError('data.corrupt-archive', message, { file: archive, cause: error });
}

async function* piecesOf(archive: string): AsyncGenerator<Uint8Array> {
  const { packed, size } = await formatOf(archive);
  const limit = Math.max(ALWAYS_UNPACKED_BYTES, size * LARGEST_RATIO);
  const file = createReadStream(archive, { highWaterMark: PIECE_BYTES });
  const unpacked = packed ? createGunzip({ chunkSize: PIECE_BYTES }) : undefined;
  // Its errors come out of the last stream.
  const pieces: Readable = unpacked === undefined ? file : pipeline(file, unpacked, () => undefined);
  let bytes = 0;
  try {
    for await (const piece of pieces) {
      bytes += (piece as Uint8Array).length;
      if (packed && bytes > limit) throw unpacksTooFar(archive, size);
      yield piece as Uint8Array;
    }
  } finally {
    file.destroy();
    unpacked?.destroy();
  }
}

const PIECE_BYTES = 2 ** 18;

/** Whether an archive is packed shows in its first bytes, whatever its name. */
async function formatOf(archive: string): Promise<{ readonly packed: boolean; readonly size: number }> {
  const file = await open(archive);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    const { size } = await file.stat();
    return { packed: bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b, size };
  } finally {
    await file.close();
  }
}

async function contentOf(body: ReadableStream<Uint8Array>, size: number): Promise<Uint8Array> {
  const content = sharedBytes(size);
  let at = 0;
  for await (const piece of body) {
    content.set(piece, at);
    at += piece.length;
  }
  return content;
}

/** Nothing is written, yet an archive whose paths lead out of it was not made for images. */
function checkedPath(name: string, archive: string): string {
  const parts = name.split(/[\\/]/).filter((part) => part !== '' && part !== '.');
  if (leadsOut(name)) {
    const message = `${basename(archive)} has an entry ${JSON.stringify(name.slice(0, 200))}, which leads out of the archive.`;
    throw new UserError('data.unsafe-archive', `${message} It is not read: pack the images again.`, {
      file: archive,
    });
  }
  return parts.join('/');
}

function checkEntry({ type, size }: TarHeader, path: string, archive: string): void {
  const where = `${path} in ${basename(archive)}`;
  if (type !== 'file' && type !== undefined) {
    const message = `${where} is no file but a ${type}: links are not followed inside archives.`;
    const advice = 'Pack the images themselves, as `tar --dereference` does.';
    throw new UserError('data.unsafe-archive', `${message} ${advice}`, { file: archive });
  }
  if (size <= LARGEST_IMAGE_BYTES) return;
  const message = `${where} claims to have ${grouped(size)} bytes; images of up to ${grouped(LARGEST_IMAGE_BYTES)} are read.`;
  throw new UserError('data.too-large', message, { file: archive });
}

function tooLarge(place: string, archive: string): UserError {
  const message = `The images of ${place} have more than ${grouped(MOST_BYTES)} bytes, too much to be kept in memory.`;
  const advice = 'Unpack the archive, and name the folder.';
  return new UserError('data.too-large', `${message} ${advice}`, { file: archive });
}

function unpacksTooFar(archive: string, size: number): UserError {
  const message =
    `${basename(archive)} has ${grouped(size)} bytes and unpacks to more than ${LARGEST_RATIO} times as many, which ` +
    'images do not. It is not read.';
  return new UserError('data.unsafe-archive', message, { file: archive });
}

function notOrdinary(archive: string): UserError {
  const message = `${archive} is no ordinary file but a pipe or a device, which data is not read from.`;
  return new UserError('data.unreadable', message, { file: archive });
}

function nothingThere(inside: string, archive: string, folders: readonly string[]): UserError {
  const held =
    folders.length === 0 ? 'It has no folders.' : `Its folders are ${folders.slice(0, 12).join(', ')}.`;
  const where = inside === '' ? '' : ` in ${inside}`;
  const message = `${basename(archive)} has no JPEG, PNG or WebP image${where}. ${held}`;
  return new UserError('data.no-images', message, { file: archive });
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
