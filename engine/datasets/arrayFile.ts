// An array of NumPy, in a file of its own or inside an archive: its header, and its bytes read whole or in part.

import { UserError } from '../userError.ts';
import { bytesAt, fileSize, grouped, withDataFile } from './dataFile.ts';
import { ELEMENT_TYPE_NAMES, type ElementType, elementType } from './elementTypes.ts';
import { LONGEST_NPY_HEADER, type NpyHeader, parseNpyHeader } from './npyHeader.ts';

/** Bytes somewhere: a file, a part of one, or memory. */
export interface ByteSource {
  /** As messages name it: `images.npy`, `x_train in mnist.npz`. */
  readonly name: string;
  /** The file. */
  readonly file: string;
  readonly size: number;
  /** Of its first byte in the file; undefined where the bytes lie in memory. */
  readonly start: number | undefined;
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** The bytes of a file from `start` on; it is open only while it is read. */
export async function fileBytes(file: string, name: string): Promise<ByteSource> {
  return partOfFile(file, name, 0, await fileSize(file));
}

export function partOfFile(file: string, name: string, start: number, size: number): ByteSource {
  const read = (offset: number, length: number) =>
    withDataFile(file, (handle) => bytesAt(handle, file, start + offset, length));
  return { name, file, size, start, read };
}

export function memoryBytes(file: string, name: string, bytes: Uint8Array): ByteSource {
  const read = async (offset: number, length: number) => bytes.subarray(offset, offset + length);
  return { name, file, size: bytes.length, start: undefined, read };
}

export interface NpyArray extends NpyHeader {
  readonly bytes: ByteSource;
  readonly count: number;
}

/** As of NumPy 2. */
const MOST_AXES = 64;

/** The header, checked against the size: an array that is opened is there in full. */
export async function openNpyArray(bytes: ByteSource): Promise<NpyArray> {
  const first = await bytes.read(0, Math.min(bytes.size, LONGEST_NPY_HEADER));
  const parsed = parseNpyHeader(first, bytes.size);
  if ('wrong' in parsed) throw arrayProblem(bytes, parsed.code, parsed.wrong);
  const { header } = parsed;
  if (/O/.test(header.type)) {
    const wrong = 'holds pickled Python objects, which are never read: save an array of numbers.';
    throw arrayProblem(bytes, 'data.element-type', wrong);
  }
  if (header.shape.length > MOST_AXES) {
    const wrong = `has ${grouped(header.shape.length)} axes; arrays of NumPy have up to ${MOST_AXES}.`;
    throw arrayProblem(bytes, 'data.axes', wrong);
  }
  const element = bytesOfType(header.type);
  if (element === undefined) throw otherType(bytes, header.type);
  const elements = header.shape.reduce((product, extent) => product * extent, 1);
  const expected = header.start + elements * element;
  if (bytes.size !== expected) throw wrongSize(bytes, header, expected);
  return { ...header, bytes, count: header.shape[0] ?? 0 };
}

/** Of numbers, and of names as UCS-4 or Latin-1. */
function bytesOfType(type: string): number | undefined {
  const [, kind, length] = /^[<>|=]([US])(\d{1,6})$/.exec(type) ?? [];
  if (kind !== undefined) return Number(length) * (kind === 'U' ? 4 : 1);
  return elementType(type)?.bytes;
}

export function otherType(bytes: ByteSource, type: string): UserError {
  const message = `is of type ${JSON.stringify(type.slice(0, 40))}; ${ELEMENT_TYPE_NAMES.join(', ')} can be read.`;
  return arrayProblem(bytes, 'data.element-type', message);
}

function wrongSize(bytes: ByteSource, { shape }: NpyHeader, expected: number): UserError {
  const declared = `its header declares ${shape.map(grouped).join(' x ') || 'one number'}, which takes ${grouped(expected)} bytes`;
  if (bytes.size < expected) {
    const wrong = `ends at byte ${grouped(bytes.size)}; ${declared}. Write or copy it again.`;
    return arrayProblem(bytes, 'data.truncated', wrong);
  }
  const wrong = `has ${grouped(bytes.size)} bytes; ${declared}: from there on there is something else.`;
  return arrayProblem(bytes, 'data.trailing-bytes', wrong);
}

/** `wrong` completes a sentence that starts with the array's name. */
export function arrayProblem({ name, file }: ByteSource, code: string, wrong: string): UserError {
  return new UserError(code, `${name} ${wrong}`, { file });
}

/** A numeric type, or a problem told. */
export function numericType({ bytes, type }: NpyArray): ElementType {
  const element = elementType(type);
  if (element === undefined) throw otherType(bytes, type);
  return element;
}
