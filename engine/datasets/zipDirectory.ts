// The directory of a zip archive, and the bytes of its entries: nothing is written, and nothing unpacked beyond what is told.

import { basename } from 'node:path';
import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import { UserError } from '../userError.ts';
import { type ByteSource, memoryBytes, partOfFile } from './arrayFile.ts';
import { bytesAt, fileSize, grouped, withDataFile } from './dataFile.ts';
import { MORE_MEMORY } from './imageMemory.ts';
import { leadsOut } from './leadsOut.ts';

/** An entry as the central directory has it (PKWARE's APPNOTE 6.3, 4.3.12). */
export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  /** Of its local header, from the file's start. */
  readonly offset: number;
}

const END_BYTES = 22;
const LONGEST_COMMENT = 65_535;
const LARGEST_DIRECTORY_BYTES = 2 ** 26;
/** One byte of a deflate stream unpacks to 1032 at most (zlib's technical details). */
const LARGEST_DEFLATE_RATIO = 1032;

/** All entries that the directory at the file's end lists. */
export async function readZipDirectory(file: string): Promise<readonly ZipEntry[]> {
  const size = await fileSize(file);
  if (size === 0) throw zipProblem(file, 'is empty. Write or copy it again.', 'data.empty-file');
  return withDataFile(file, async (handle) => {
    const tailStart = Math.max(0, size - END_BYTES - LONGEST_COMMENT - ZIP64_LOCATOR_BYTES);
    const tail = Buffer.from(await bytesAt(handle, file, tailStart, size - tailStart));
    const end = tail.lastIndexOf('PK\u0005\u0006', tail.length - END_BYTES, 'latin1');
    if (end < 0)
      throw zipProblem(
        file,
        `has no directory at its end: it is cut off at byte ${grouped(size)}, or no zip archive.`,
      );
    const place = await directoryPlace(tail, end, size, (offset, length) =>
      bytesAt(handle, file, offset, length),
    );
    if (place === undefined || place.start + place.length > size || place.length > LARGEST_DIRECTORY_BYTES) {
      throw zipProblem(
        file,
        `says at byte ${grouped(tailStart + end)} that its directory lies outside of it.`,
      );
    }
    return entriesOf(file, place.start, Buffer.from(await bytesAt(handle, file, place.start, place.length)));
  });
}

const ZIP64_LOCATOR_BYTES = 20;
const ZIP64_END_BYTES = 56;

async function directoryPlace(
  tail: Buffer,
  end: number,
  size: number,
  read: (offset: number, length: number) => Promise<Uint8Array>,
): Promise<{ readonly start: number; readonly length: number } | undefined> {
  const [length, start] = [tail.readUInt32LE(end + 12), tail.readUInt32LE(end + 16)];
  if (start !== 0xffffffff && length !== 0xffffffff) return { start, length };
  const locator = end - ZIP64_LOCATOR_BYTES;
  if (locator < 0 || tail.readUInt32LE(locator) !== 0x07064b50) return undefined;
  const at = Number(tail.readBigUInt64LE(locator + 8));
  if (at + ZIP64_END_BYTES > size) return undefined;
  const record = Buffer.from(await read(at, ZIP64_END_BYTES));
  if (record.readUInt32LE(0) !== 0x06064b50) return undefined;
  return { start: Number(record.readBigUInt64LE(48)), length: Number(record.readBigUInt64LE(40)) };
}

const ENTRY_BYTES = 46;

function entriesOf(file: string, start: number, directory: Buffer): readonly ZipEntry[] {
  const entries: ZipEntry[] = [];
  for (let at = 0; at < directory.length; ) {
    const fits = at + ENTRY_BYTES <= directory.length && directory.readUInt32LE(at) === 0x02014b50;
    const [name, extra, comment] = fits
      ? [28, 30, 32].map((field) => directory.readUInt16LE(at + field))
      : [0, 0, 0];
    const next = at + ENTRY_BYTES + name! + extra! + comment!;
    if (!fits || next > directory.length) {
      throw zipProblem(
        file,
        `has a damaged directory at byte ${grouped(start + at)}, entry ${entries.length}.`,
      );
    }
    const named = at + ENTRY_BYTES + name!;
    const entry = entryAt(directory, at, named, directory.subarray(named, named + extra!));
    if (leadsOut(entry.name)) {
      const wrong = `has an entry ${JSON.stringify(entry.name.slice(0, 200))}, which leads out of the archive. It is not read: write it again.`;
      throw zipProblem(file, wrong, 'data.unsafe-archive');
    }
    if (isLink(directory, at)) {
      throw zipProblem(
        file,
        'is a link, which is not followed inside archives.',
        'data.unsafe-archive',
        entry.name,
      );
    }
    entries.push(entry);
    at = next;
  }
  return entries;
}

/** Made on Unix, whose kinds of files stand in the upper half of the external attributes (4.4.2.2, 4.4.15). */
function isLink(directory: Buffer, at: number): boolean {
  return directory[at + 5] === 3 && directory.readUInt16LE(at + 40) >> 12 === 0o12;
}

function entryAt(directory: Buffer, at: number, named: number, extra: Buffer): ZipEntry {
  const [packed, size, offset] = wideNumbers(
    extra,
    [20, 24, 42].map((field) => directory.readUInt32LE(at + field)),
    [1, 0, 2],
  );
  return {
    name: directory.toString('utf8', at + ENTRY_BYTES, named),
    method: directory.readUInt16LE(at + 10),
    crc: directory.readUInt32LE(at + 16),
    packed: packed!,
    size: size!,
    offset: offset!,
  };
}

/** Numbers that do not fit 32 bits stand in the extra field 1, in the order size, packed, offset (4.5.3). */
function wideNumbers(extra: Buffer, numbers: readonly number[], order: readonly number[]): number[] {
  const wide = [...numbers];
  for (let at = 0; at + 4 <= extra.length; ) {
    const [id, length] = [extra.readUInt16LE(at), extra.readUInt16LE(at + 2)];
    let field = at + 4;
    for (const number of id === 1 ? order : []) {
      if (wide[number] !== 0xffffffff || field + 8 > Math.min(extra.length, at + 4 + length)) continue;
      wide[number] = Number(extra.readBigUInt64LE(field));
      field += 8;
    }
    at += 4 + length;
  }
  return wide;
}

const LOCAL_HEADER_BYTES = 30;

/** Where an entry's packed bytes start, after its local header, which must be there; they lie in the file, in a known packing. */
export async function entryStart(file: string, entry: ZipEntry): Promise<number> {
  const refuse = (wrong: string, code?: string) => zipProblem(file, wrong, code, entry.name);
  const total = await fileSize(file);
  if (entry.offset + LOCAL_HEADER_BYTES > total)
    throw refuse(`is said to begin at byte ${entry.offset}, beyond the end of the file.`);
  const header = Buffer.from(
    await withDataFile(file, (handle) => bytesAt(handle, file, entry.offset, LOCAL_HEADER_BYTES)),
  );
  if (header.readUInt32LE(0) !== 0x04034b50)
    throw refuse(`does not begin at byte ${grouped(entry.offset)}, where the directory says.`);
  const start = entry.offset + LOCAL_HEADER_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
  if (start + entry.packed > total)
    throw refuse(
      `ends at byte ${grouped(start + entry.packed)}, beyond the end of the file.`,
      'data.truncated',
    );
  if ((header.readUInt16LE(6) & 1) === 1) throw refuse('is encrypted, which is not read.');
  if (entry.method === 0 && entry.size !== entry.packed) throw refuse('has two sizes.');
  if (entry.method !== 0 && entry.method !== 8)
    throw refuse(`is packed by method ${entry.method}; deflate and none are read.`);
  if (entry.size > entry.packed * LARGEST_DEFLATE_RATIO) {
    throw refuse(
      `claims to unpack from ${grouped(entry.packed)} bytes to ${grouped(entry.size)}, which is not possible.`,
    );
  }
  return start;
}

/** The bytes of an entry: read where they lie when they are not packed, else unpacked and checked, at most `most`. */
export async function entryBytes(file: string, entry: ZipEntry, most: number): Promise<ByteSource> {
  const name = `${entry.name} in ${basename(file)}`;
  const refuse = (wrong: string, code?: string) => zipProblem(file, wrong, code, entry.name);
  const stored = partOfFile(file, name, await entryStart(file, entry), entry.packed);
  if (entry.method === 0) return stored;
  if (entry.size > most) {
    const wrong = `unpacks to ${grouped(entry.size)} bytes; ${grouped(most)} are kept in memory. Save it with \`numpy.savez\`, unpacked, or ${MORE_MEMORY}.`;
    throw refuse(wrong, 'data.too-large');
  }
  return memoryBytes(file, name, await inflated(await stored.read(0, entry.packed), entry, refuse));
}

const inflate = promisify<Uint8Array, { maxOutputLength: number }, Uint8Array>(inflateRaw);

async function inflated(
  packed: Uint8Array,
  entry: ZipEntry,
  refuse: (wrong: string) => UserError,
): Promise<Uint8Array> {
  let bytes: Uint8Array;
  try {
    bytes = await inflate(packed, { maxOutputLength: Math.max(1, entry.size) });
  } catch (error) {
    throw refuse(`cannot be unpacked (${error instanceof Error ? error.message : error}): it is damaged.`);
  }
  if (bytes.length !== entry.size)
    throw refuse(`unpacks to ${bytes.length} bytes, and ${entry.size} are declared.`);
  if (crc32(bytes) !== entry.crc) throw refuse('is damaged: its checksum is another one.');
  return bytes;
}

function zipProblem(file: string, wrong: string, code = 'data.corrupt-archive', entry?: string): UserError {
  const subject = entry === undefined ? basename(file) : `${entry} in ${basename(file)}`;
  return new UserError(code, `${subject} ${wrong}`, { file });
}
