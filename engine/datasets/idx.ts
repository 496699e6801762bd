// Reads IDX files, the format of MNIST: a header with type and extents, then unsigned bytes, packed by gzip
// or not.

import { basename } from 'node:path';
import { createGunzip } from 'node:zlib';
import { UserError } from '../userError.ts';
import { grouped, LARGEST_FILE_BYTES, readDataFile } from './dataFile.ts';

/** An array of unsigned bytes, row by row. */
export interface IdxArray {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/** One byte of a deflate stream unpacks to 1032 at most (zlib's technical details). */
const LARGEST_GZIP_RATIO = 1032;

const ELEMENT_TYPES: ReadonlyMap<number, string> = new Map([
  [0x08, 'unsigned bytes'],
  [0x09, 'signed bytes'],
  [0x0b, '16-bit integers'],
  [0x0c, '32-bit integers'],
  [0x0d, '32-bit floats'],
  [0x0e, '64-bit floats'],
]);

/**
 * Reads the IDX file at `path`, which must hold unsigned bytes with `rank` axes. Whether it is packed shows
 * in its first bytes, whatever its name. Fails with a `UserError` that says what is wrong with the file and
 * at which byte.
 */
export async function readIdx(path: string, rank: number): Promise<IdxArray> {
  const bytes = await readDataFile(path);
  if (bytes.length === 0) throw problem('data.empty-file', path, 'is empty. Download or copy it again.');
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return packed ? readPacked(bytes, path, rank) : parsePlain(bytes, path, rank);
}

function parsePlain(bytes: Uint8Array, path: string, rank: number): IdxArray {
  const header = parseHeader(bytes, path, rank);
  const expected = header.length + header.dataLength;
  if (bytes.length < expected) throw truncated(path, expected, bytes.length, header.shape);
  if (bytes.length > expected) throw trailing(path, expected, `has ${grouped(bytes.length)} bytes`);
  return { shape: header.shape, data: bytes.subarray(header.length) };
}

/** Unpacks piece by piece, so that nothing is set aside before the header was seen and found possible. */
async function readPacked(bytes: Uint8Array, path: string, rank: number): Promise<IdxArray> {
  const headerLength = headerLengthOf(rank);
  const headerBytes = new Uint8Array(headerLength);
  let unpacked = 0;
  let header: Header | undefined;
  let data = new Uint8Array(0);
  for await (const piece of unpack(bytes, path)) {
    const toHeader = Math.max(0, Math.min(piece.length, headerLength - unpacked));
    if (toHeader > 0) headerBytes.set(piece.subarray(0, toHeader), unpacked);
    if (header === undefined && unpacked + piece.length >= headerLength) {
      header = parseHeader(headerBytes, path, rank);
      checkPossible(header, bytes.length, path);
      data = new Uint8Array(header.dataLength);
    }
    if (header !== undefined) {
      const rest = piece.subarray(toHeader);
      const at = Math.max(0, unpacked - headerLength);
      const expected = headerLength + header.dataLength;
      if (at + rest.length > data.length) throw trailing(path, expected, 'unpacks to more');
      data.set(rest, at);
    }
    unpacked += piece.length;
  }
  // A file that ends within its header: what there is of it is judged as it is in a plain file.
  if (header === undefined) return parsePlain(headerBytes.subarray(0, unpacked), path, rank);
  const expected = headerLength + header.dataLength;
  if (unpacked < expected) throw truncated(path, expected, unpacked, header.shape);
  return { shape: header.shape, data };
}

async function* unpack(bytes: Uint8Array, path: string): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: 65536 });
  gunzip.end(bytes);
  try {
    for await (const piece of gunzip) yield piece as Uint8Array;
  } catch (error) {
    if (error instanceof UserError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const found = `, a gzip file of ${grouped(bytes.length)} bytes, cannot be unpacked (${reason})`;
    const message = `${found}: it is damaged or incomplete. Download it again.`;
    throw problem('data.corrupt-gzip', path, message, error);
  } finally {
    gunzip.destroy();
  }
}

interface Header {
  readonly shape: readonly number[];
  /** Of the header itself, in bytes. */
  readonly length: number;
  /** Bytes of data that the extents declare. */
  readonly dataLength: number;
}

function headerLengthOf(rank: number): number {
  return 4 + 4 * rank;
}

function parseHeader(bytes: Uint8Array, path: string, rank: number): Header {
  checkMagic(bytes, path, rank);
  const length = headerLengthOf(rank);
  if (bytes.length < length) {
    const message = `ends at byte ${bytes.length}, within its header of ${length} bytes. Download it again.`;
    throw problem('data.truncated', path, message);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, length);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const dataLength = shape.reduce((product, extent) => product * extent, 1);
  if (dataLength > LARGEST_FILE_BYTES - length) {
    const message =
      `declares ${shape.map(grouped).join(' x ')} bytes at byte 4, more than the ${grouped(LARGEST_FILE_BYTES)} ` +
      'that can be read. The header is probably damaged: download the file again.';
    throw problem('data.too-large', path, message);
  }
  return { shape, length, dataLength };
}

function checkMagic(bytes: Uint8Array, path: string, rank: number): void {
  const magic = bytes.subarray(0, 4);
  const expected = `00 00 08 ${hexadecimal(rank)}`;
  const shown = [...magic].map(hexadecimal).join(' ');
  if (magic.length < 4) {
    const message = `ends at byte ${magic.length}, within the four bytes (${expected}) that open an IDX file`;
    throw problem('data.truncated', path, `${message}. Download it again.`);
  }
  if (magic[0] !== 0 || magic[1] !== 0 || !ELEMENT_TYPES.has(magic[2]!)) {
    const message = `is not an IDX file: it starts with the bytes ${shown} instead of ${expected}.`;
    throw problem('data.not-idx', path, `${message} Check that the right file was downloaded.`);
  }
  if (magic[2] !== 0x08) {
    const message = `holds ${ELEMENT_TYPES.get(magic[2]!)} (type ${hexadecimal(magic[2]!)} at byte 2)`;
    throw problem('data.element-type', path, `${message}; only unsigned bytes (type 08) can be read.`);
  }
  if (magic[3] !== rank) {
    const axes = magic[3] === 1 ? '1 axis' : `${magic[3]} axes`;
    const message = `has ${axes} (at byte 3), and ${rank} are expected here`;
    const advice = rank === 1 ? 'labels have one' : 'images have number, height and width';
    throw problem('data.axes', path, `${message}: ${advice}. Were files swapped or renamed?`);
  }
}

function checkPossible(header: Header, packedLength: number, path: string): void {
  if (header.dataLength <= packedLength * LARGEST_GZIP_RATIO) return;
  const message =
    `declares ${header.shape.map(grouped).join(' x ')} bytes at byte 4, and a gzip file of ` +
    `${grouped(packedLength)} bytes cannot hold as many. It is damaged or incomplete: download it again.`;
  throw problem('data.truncated', path, message);
}

function truncated(path: string, expected: number, found: number, shape: readonly number[]): UserError {
  const message =
    `ends at byte ${grouped(found)}; its header declares ${shape.map(grouped).join(' x ')}, which takes ` +
    `${grouped(expected)} bytes. The download was probably cut off: download it again.`;
  return problem('data.truncated', path, message);
}

function trailing(path: string, expected: number, found: string): UserError {
  const message = `${found}, but its header declares only ${grouped(expected)}`;
  const advice = `from byte ${grouped(expected)} on there is something else. Download it again.`;
  return problem('data.trailing-bytes', path, `${message}: ${advice}`);
}

/** `predicate` continues a sentence that starts with the file's name. */
function problem(code: string, path: string, predicate: string, cause?: unknown): UserError {
  const space = predicate.startsWith(',') ? '' : ' ';
  return new UserError(code, `${basename(path)}${space}${predicate}`, { file: path, cause });
}

function hexadecimal(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
