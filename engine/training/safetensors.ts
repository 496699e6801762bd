// Reads and writes safetensors files: named tensors behind a JSON header, as PyTorch's community exchanges them.
//
// Layout (https://huggingface.co/docs/safetensors): the header's length as little-endian uint64, the header as JSON,
// then the tensors' bytes, little-endian and row by row, with neither gaps nor overlaps.

import { type FileHandle, open } from 'node:fs/promises';
import { UserError } from '../userError.ts';
import { writeFileAtomically } from './writeFileAtomically.ts';

export type TensorData = Float32Array | Float64Array | BigInt64Array;

export interface StoredTensor {
  readonly shape: readonly number[];
  readonly data: TensorData;
}

export interface Safetensors {
  /** In the order of the file's bytes. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

type ElementName = 'F32' | 'F64' | 'I64';

interface Entry {
  readonly name: string;
  readonly type: ElementName;
  readonly shape: readonly number[];
  /** In bytes from the header's end. */
  readonly start: number;
  readonly end: number;
}

const elementBytes: Readonly<Record<ElementName, number>> = { F32: 4, F64: 8, I64: 8 };
/** The reference implementation's limit. */
const longestHeader = 100_000_000;

/**
 * Reads every tensor of a file.
 * @throws UserError `weights.unreadable`, `weights.damaged` or `weights.type`, naming the file.
 */
export async function readSafetensors(file: string): Promise<Safetensors> {
  const handle = await openForReading(file);
  try {
    const { size } = await handle.stat();
    const { entries, metadata, dataStart } = await readHeader(handle, size, file);
    const tensors = new Map<string, StoredTensor>();
    for (const entry of entries) {
      const bytes = new Uint8Array(entry.end - entry.start);
      await readExactly(handle, bytes, dataStart + entry.start, file);
      tensors.set(entry.name, { shape: entry.shape, data: viewAs(entry.type, bytes) });
    }
    return { tensors, metadata };
  } finally {
    await handle.close();
  }
}

/** Writes tensors atomically: 8-byte elements first, so that all are aligned, otherwise in the given order. */
export async function writeSafetensors(
  file: string,
  content: Safetensors,
  options: { readonly keepPrevious?: string } = {},
): Promise<void> {
  await writeFileAtomically(file, encodeSafetensors(content), options);
}

/** The file's bytes in pieces: header, then one piece for each tensor. */
export function encodeSafetensors({ tensors, metadata }: Safetensors): readonly Uint8Array[] {
  const ordered = [...tensors].sort(([, a], [, b]) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT);
  const header: Record<string, unknown> = Object.create(null);
  if (Object.keys(metadata).length > 0) header.__metadata__ = metadata;
  let offset = 0;
  for (const [name, { shape, data }] of ordered) {
    const end = offset + data.byteLength;
    header[name] = { dtype: typeName(data), shape, data_offsets: [offset, end] };
    offset = end;
  }
  const json = Buffer.from(JSON.stringify(header), 'utf8');
  const padded = Math.ceil(json.length / 8) * 8;
  const head = Buffer.alloc(8 + padded, ' ');
  head.writeBigUInt64LE(BigInt(padded), 0);
  json.copy(head, 8);
  return [head, ...ordered.map(([, { data }]) => asBytes(data))];
}

async function openForReading(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'r');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const reason = missing ? 'there is no such file' : (error as Error).message;
    throw new UserError('weights.unreadable', `Cannot read ${file}: ${reason}.`, {
      file,
      cause: error,
    });
  }
}

async function readHeader(
  handle: FileHandle,
  fileBytes: number,
  file: string,
): Promise<{ entries: Entry[]; metadata: Record<string, string>; dataStart: number }> {
  if (fileBytes < 8) throw damaged(file, `it has ${fileBytes} bytes and its header alone needs 8`);
  const lengthBytes = Buffer.alloc(8);
  await readExactly(handle, lengthBytes, 0, file);
  const length = lengthBytes.readBigUInt64LE(0);
  if (length > BigInt(longestHeader)) {
    throw damaged(file, `its header claims ${length} bytes, more than the ${longestHeader} allowed`);
  }
  const dataStart = 8 + Number(length);
  if (dataStart > fileBytes) {
    throw damaged(file, `its header claims ${length} bytes and the file ends after ${fileBytes}`);
  }
  const bytes = new Uint8Array(Number(length));
  await readExactly(handle, bytes, 8, file);
  const header = parseHeader(bytes, file);
  const { __metadata__: metadata = {}, ...tensors } = header;
  const entries = Object.entries(tensors).map(([name, value]) => readEntry(name, value, file));
  checkLayout(entries, fileBytes - dataStart, file);
  return { entries, metadata: readMetadata(metadata, file), dataStart };
}

function parseHeader(bytes: Uint8Array, file: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw damaged(file, 'its header is not valid JSON', error);
  }
  if (!isRecord(value)) throw damaged(file, 'its header is not a JSON object');
  return value;
}

function readMetadata(value: unknown, file: string): Record<string, string> {
  if (!isRecord(value) || !Object.values(value).every((text) => typeof text === 'string')) {
    throw damaged(file, 'its metadata is not a list of texts by name');
  }
  return value as Record<string, string>;
}

function readEntry(name: string, value: unknown, file: string): Entry {
  if (!isRecord(value)) throw damaged(file, `the entry of ${name} is not a JSON object`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== 'string') throw damaged(file, `${name} has no dtype`);
  if (!isCounts(shape)) throw damaged(file, `the shape of ${name} is not a list of whole numbers`);
  if (!isCounts(offsets) || offsets.length !== 2) {
    throw damaged(file, `the data_offsets of ${name} are not two whole numbers`);
  }
  if (!isElementName(dtype)) {
    throw new UserError(
      'weights.type',
      `${file}: ${name} has elements of type ${dtype}; only F32, F64 and I64 can be read. Convert it to F32 first.`,
      { file },
    );
  }
  const [start, end] = offsets;
  const expected = shape.reduce((product, extent) => product * extent, elementBytes[dtype]);
  if (end - start !== expected) {
    throw damaged(
      file,
      `${name} of shape [${shape.join(', ')}] needs ${expected} bytes and has ${end - start}`,
    );
  }
  return { name, type: dtype, shape, start, end };
}

/** Sorts by place and refuses gaps, overlaps and a wrong end, as the reference implementation does. */
function checkLayout(entries: Entry[], dataBytes: number, file: string): void {
  entries.sort((a, b) => a.start - b.start || a.end - b.end);
  let place = 0;
  for (const { name, start, end } of entries) {
    if (start < place) throw damaged(file, `${name} overlaps the tensor before it`);
    if (start > place) throw damaged(file, `there are ${start - place} unused bytes before ${name}`);
    place = end;
  }
  if (place > dataBytes) throw damaged(file, `it ends ${place - dataBytes} bytes too early`);
  if (place < dataBytes) throw damaged(file, `it has ${dataBytes - place} bytes after its last tensor`);
}

async function readExactly(
  handle: FileHandle,
  into: Uint8Array,
  position: number,
  file: string,
): Promise<void> {
  const most = 1 << 30;
  for (let done = 0; done < into.byteLength; ) {
    const length = Math.min(most, into.byteLength - done);
    const { bytesRead } = await handle.read(into, done, length, position + done);
    if (bytesRead === 0) throw damaged(file, 'it became shorter while it was read');
    done += bytesRead;
  }
}

function damaged(file: string, reason: string, cause?: unknown): UserError {
  return new UserError('weights.damaged', `${file} is not a whole safetensors file: ${reason}.`, {
    file,
    cause,
  });
}

function viewAs(type: ElementName, { buffer }: Uint8Array<ArrayBuffer>): TensorData {
  if (type === 'F32') return new Float32Array(buffer);
  return type === 'F64' ? new Float64Array(buffer) : new BigInt64Array(buffer);
}

function typeName(data: TensorData): ElementName {
  if (data instanceof Float32Array) return 'F32';
  return data instanceof Float64Array ? 'F64' : 'I64';
}

/** Every platform that the runtime supports is little-endian, so memory already is the file's form. */
function asBytes(data: TensorData): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((count) => Number.isSafeInteger(count) && count >= 0);
}

function isElementName(text: string): text is ElementName {
  return Object.hasOwn(elementBytes, text);
}
