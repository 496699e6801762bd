// A stored tensor's numbers, a piece at a time.

import { UserError } from '../../userError.ts';
import type { ByteSource } from './byteSource.ts';
import { MessageReader, WindowedBytes } from './messageReader.ts';
import { elementsOf, elementTypeName, type FileTensor } from './onnxFile.ts';
import { float8Readers, fromBfloat16, fromFloat16, halfByteReaders } from './smallNumbers.ts';

const PIECE_BYTES = 1 << 20;

interface Stored {
  readonly bytes: number;
  /** Numbers in so many bytes; one where it is absent. */
  readonly packed?: number;
  /** `part` counts the packed numbers, the lower bits first. */
  read(view: DataView, offset: number, part: number): number;
}

/** Types whose numbers stand in whole bytes, little-endian. */
const STORED: Readonly<Record<string, Stored>> = {
  float32: { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  float64: { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
  float16: { bytes: 2, read: (view, at) => fromFloat16(view.getUint16(at, true)) },
  bfloat16: { bytes: 2, read: (view, at) => fromBfloat16(view.getUint16(at, true)) },
  uint8: { bytes: 1, read: (view, at) => view.getUint8(at) },
  bool: { bytes: 1, read: (view, at) => view.getUint8(at) },
  int8: { bytes: 1, read: (view, at) => view.getInt8(at) },
  uint16: { bytes: 2, read: (view, at) => view.getUint16(at, true) },
  int16: { bytes: 2, read: (view, at) => view.getInt16(at, true) },
  int32: { bytes: 4, read: (view, at) => view.getInt32(at, true) },
  uint32: { bytes: 4, read: (view, at) => view.getUint32(at, true) },
  int64: { bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
  uint64: { bytes: 8, read: (view, at) => Number(view.getBigUint64(at, true)) },
  ...Object.fromEntries(
    Object.entries(float8Readers).map(([type, from]): [string, Stored] => [
      type,
      { bytes: 1, read: (view, at) => from(view.getUint8(at)) },
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(halfByteReaders).map(([type, from]): [string, Stored] => [
      type,
      { bytes: 1, packed: 2, read: (view, at, part) => from((view.getUint8(at) >> (4 * part)) & 15) },
    ]),
  ),
};

/** As the file's numbers stand, so that they need not be read one by one. */
const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Opens a file beside the model, by the name that the model gives. */
export type OpenExternal = (location: string) => ByteSource;

/**
 * Pieces in the order of the tensor.
 *
 * @throws UserError `onnx.weights` where they are missing, cut short, or of a type without numbers
 */
export function* tensorNumbers(
  source: ByteSource,
  tensor: FileTensor,
  openExternal: OpenExternal,
): Generator<Float64Array> {
  const { data } = tensor;
  if (elementsOf(tensor.shape) === 0) return;
  if (data.kind === 'typed') yield* typedNumbers(source, tensor);
  else if (data.kind === 'none') throw weightsError(tensor, 'the file holds no numbers for it');
  else {
    const file = data.kind === 'raw' ? source : openExternal(data.location);
    const start = data.kind === 'raw' ? data.range.start : data.offset;
    const stored = storedOf(tensor);
    const count = elementsOf(tensor.shape);
    const needed = Math.ceil(count / (stored.packed ?? 1)) * stored.bytes;
    const available =
      data.kind === 'raw' ? data.range.end - start : Math.min(file.size - start, data.length ?? needed);
    if (!(start >= 0) || available < needed) {
      const words = `its shape takes ${needed.toLocaleString('en-US')} bytes, and there are ${Math.max(0, available).toLocaleString('en-US')}`;
      throw weightsError(tensor, words);
    }
    yield* storedNumbers(file, { start, bytes: needed, count }, stored);
  }
}

function storedOf(tensor: FileTensor): Stored {
  const type = elementTypeName(tensor.elementType);
  const stored = STORED[type];
  if (!stored) throw weightsError(tensor, `numbers of type ${type} are not read here`);
  return stored;
}

function* storedNumbers(
  file: ByteSource,
  { start, bytes, count }: Readonly<Record<'start' | 'bytes' | 'count', number>>,
  stored: Stored,
): Generator<Float64Array> {
  const { packed = 1 } = stored;
  for (let done = 0; done < bytes; done += PIECE_BYTES) {
    const piece = file.read(start + done, Math.min(PIECE_BYTES, bytes - done));
    // Nearly all weights are of this type, and may be millions.
    if (stored === STORED['float32'] && isLittleEndian && piece.byteOffset % 4 === 0) {
      yield Float64Array.from(new Float32Array(piece.buffer, piece.byteOffset, piece.byteLength / 4));
      continue;
    }
    const view = new DataView(piece.buffer, piece.byteOffset, piece.byteLength);
    const before = (done / stored.bytes) * packed;
    const held = Math.floor(piece.byteLength / stored.bytes) * packed;
    const numbers = new Float64Array(Math.min(held, count - before));
    for (let place = 0; place < numbers.length; place++)
      numbers[place] = stored.read(view, Math.floor(place / packed) * stored.bytes, place % packed);
    yield numbers;
  }
}

const DOUBLES = 10;
/** What is smaller than a float32 is stored as the whole number that its bits are. */
const fromBits: Readonly<Record<string, (bits: number) => number>> = {
  float16: fromFloat16,
  bfloat16: fromBfloat16,
  ...float8Readers,
};

function* typedNumbers(source: ByteSource, tensor: FileTensor): Generator<Float64Array> {
  if (tensor.data.kind !== 'typed') return;
  const message = new MessageReader(new WindowedBytes(source), tensor.data.range);
  const most = elementsOf(tensor.shape);
  const convert = fromBits[elementTypeName(tensor.elementType)];
  let found = 0;
  while (message.next() && found < most) {
    const numbers: number[] = [];
    if (message.field === 4) message.floats(numbers, most);
    else if (message.field === DOUBLES) doubles(message, numbers);
    else if ([5, 7, 11].includes(message.field)) message.integers(numbers, most);
    if (numbers.length === 0) continue;
    const taken = numbers.slice(0, most - found);
    found += taken.length;
    yield Float64Array.from(convert ? taken.map(convert) : taken);
  }
  if (found < most) throw weightsError(tensor, `its shape takes ${most} numbers, and there are ${found}`);
}

function doubles(message: MessageReader, into: number[]): void {
  const { start, end } = message.single
    ? { start: message.offset, end: message.offset + 8 }
    : message.range();
  for (let offset = start; offset + 8 <= end; offset += 8) {
    const { view, at } = message.bytes.viewAt(offset, 8);
    into.push(view.getFloat64(at, true));
  }
}

function weightsError(tensor: FileTensor, why: string): UserError {
  return new UserError(
    'onnx.weights',
    `The numbers of \`${tensor.name.slice(0, 120)}\` cannot be read: ${why}.`,
  );
}
