// Writes protocol buffers' wire format, as much of it as ONNX files and TensorBoard's need.

const VARINT = 0;
const FIXED_64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED_32 = 5;

/** Byte fields from this length on are kept by reference, and copied once, in `finish`. */
const large = 4096;

const encoder = new TextEncoder();
/** What nearly all names are: their bytes are their characters. */
const ascii = /^[\x20-\x7e]*$/;

/** One message under construction. Its small fields lie in one growing array: a model has hundreds of thousands. */
export class MessageWriter {
  /** What comes before `#tail`. */
  readonly #parts: Uint8Array[] = [];
  #partsLength = 0;
  #tail = new Uint8Array(64);
  #used = 0;

  /** A varint field: integers, enumerations and booleans. Negative numbers take ten bytes, as int64. */
  integer(field: number, value: number): void {
    this.#tag(field, VARINT);
    if (value < 0) for (const byte of negativeVarint(value)) this.#byte(byte);
    else this.#varint(value);
  }

  float(field: number, value: number): void {
    this.#tag(field, FIXED_32);
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    this.#copy(bytes);
  }

  double(field: number, value: number): void {
    this.#tag(field, FIXED_64);
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setFloat64(0, value, true);
    this.#copy(bytes);
  }

  /** A repeated field of doubles, packed. */
  doubles(field: number, values: readonly number[]): void {
    const bytes = new Uint8Array(values.length * 8);
    const view = new DataView(bytes.buffer);
    for (const [index, value] of values.entries()) view.setFloat64(index * 8, value, true);
    this.bytes(field, bytes);
  }

  text(field: number, value: string): void {
    if (!ascii.test(value)) {
      this.bytes(field, encoder.encode(value));
      return;
    }
    this.#tag(field, LENGTH_DELIMITED);
    this.#varint(value.length);
    this.#reserve(value.length);
    for (let i = 0; i < value.length; i++) this.#tail[this.#used++] = value.charCodeAt(i);
  }

  bytes(field: number, value: Uint8Array): void {
    this.#tag(field, LENGTH_DELIMITED);
    this.#varint(value.length);
    this.#append(value);
  }

  message(field: number, write: (message: MessageWriter) => void): void {
    const message = new MessageWriter();
    write(message);
    this.#tag(field, LENGTH_DELIMITED);
    this.#varint(message.length);
    for (const part of message.#parts) this.#append(part);
    this.#copy(message.#tail.subarray(0, message.#used));
  }

  /** Number of bytes so far. */
  get length(): number {
    return this.#partsLength + this.#used;
  }

  finish(): Uint8Array {
    const result = new Uint8Array(this.length);
    let offset = 0;
    for (const part of this.#parts) {
      result.set(part, offset);
      offset += part.length;
    }
    result.set(this.#tail.subarray(0, this.#used), offset);
    return result;
  }

  /** Fields below 16 take one byte, others two. */
  #tag(field: number, wireType: number): void {
    this.#varint(field * 8 + wireType);
  }

  /** Seven bits a byte, the lowest first; the high bit says that more follow. */
  #varint(value: number): void {
    let rest = value;
    while (rest >= 128) {
      this.#byte((rest % 128) + 128);
      rest = Math.floor(rest / 128);
    }
    this.#byte(rest);
  }

  #byte(value: number): void {
    this.#reserve(1);
    this.#tail[this.#used++] = value;
  }

  #append(bytes: Uint8Array): void {
    if (bytes.length < large) {
      this.#copy(bytes);
      return;
    }
    this.#parts.push(this.#tail.slice(0, this.#used), bytes);
    this.#partsLength += this.#used + bytes.length;
    this.#used = 0;
  }

  #copy(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#tail.set(bytes, this.#used);
    this.#used += bytes.length;
  }

  #reserve(count: number): void {
    if (this.#used + count <= this.#tail.length) return;
    const grown = new Uint8Array(Math.max(2 * this.#tail.length, this.#used + count));
    grown.set(this.#tail.subarray(0, this.#used));
    this.#tail = grown;
  }
}

function negativeVarint(value: number): readonly number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 127n) + 128);
  bytes.push(Number(rest));
  return bytes;
}
