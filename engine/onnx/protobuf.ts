// Writes protocol buffers' wire format, as much of it as ONNX files and TensorBoard's need.

const VARINT = 0;
const FIXED_64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED_32 = 5;

/**
 * One message under construction. Large byte fields are kept by reference and copied once, in `finish`, however deep
 * the message is nested.
 */
export class MessageWriter {
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  /** A varint field: integers, enumerations and booleans. Negative numbers take ten bytes, as int64. */
  integer(field: number, value: number): void {
    this.#append(Uint8Array.from([...tag(field, VARINT), ...varint(value)]));
  }

  float(field: number, value: number): void {
    const bytes = new Uint8Array(5);
    bytes.set(tag(field, FIXED_32));
    new DataView(bytes.buffer).setFloat32(1, value, true);
    this.#append(bytes);
  }

  double(field: number, value: number): void {
    const bytes = new Uint8Array(9);
    bytes.set(tag(field, FIXED_64));
    new DataView(bytes.buffer).setFloat64(1, value, true);
    this.#append(bytes);
  }

  /** A repeated field of doubles, packed. */
  doubles(field: number, values: readonly number[]): void {
    const bytes = new Uint8Array(values.length * 8);
    const view = new DataView(bytes.buffer);
    for (const [index, value] of values.entries()) view.setFloat64(index * 8, value, true);
    this.bytes(field, bytes);
  }

  text(field: number, value: string): void {
    this.bytes(field, new TextEncoder().encode(value));
  }

  bytes(field: number, value: Uint8Array): void {
    this.#append(Uint8Array.from([...tag(field, LENGTH_DELIMITED), ...varint(value.length)]));
    this.#append(value);
  }

  message(field: number, write: (message: MessageWriter) => void): void {
    const message = new MessageWriter();
    write(message);
    this.#append(Uint8Array.from([...tag(field, LENGTH_DELIMITED), ...varint(message.#length)]));
    for (const part of message.#parts) this.#append(part);
  }

  /** Number of bytes so far. */
  get length(): number {
    return this.#length;
  }

  finish(): Uint8Array {
    const result = new Uint8Array(this.#length);
    let offset = 0;
    for (const part of this.#parts) {
      result.set(part, offset);
      offset += part.length;
    }
    return result;
  }

  #append(part: Uint8Array): void {
    this.#parts.push(part);
    this.#length += part.length;
  }
}

/** Fields below 16 take one byte, others two. */
function tag(field: number, wireType: number): readonly number[] {
  return varint(field * 8 + wireType);
}

/** Seven bits a byte, the lowest first; the high bit says that more follow. */
function varint(value: number): readonly number[] {
  if (value < 0) return negativeVarint(value);
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return bytes;
}

function negativeVarint(value: number): readonly number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 127n) + 128);
  bytes.push(Number(rest));
  return bytes;
}
