// Reads protocol buffers' wire format field by field, and trusts no length that it finds.

import type { ByteSource } from './byteSource.ts';
import { damaged } from './damaged.ts';

const VARINT = 0;
const FIXED_64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED_32 = 5;

/** Messages are read through one window, so that small fields cost no call to the disk each. */
const WINDOW_BYTES = 1 << 18;

/** A stretch of the source, from `start` up to, not including, `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** A source with the stretch of it that was read last. */
export class WindowedBytes {
  #window: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(new ArrayBuffer(0));
  #start = 0;

  constructor(readonly source: ByteSource) {}

  byteAt(offset: number): number {
    if (offset < this.#start || offset >= this.#start + this.#window.length) this.#move(offset, 1);
    return this.#window[offset - this.#start]!;
  }

  slice({ start, end }: ByteRange): Uint8Array {
    if (end - start > WINDOW_BYTES) return this.source.read(start, end - start);
    this.#cover(start, end - start);
    return this.#window.subarray(start - this.#start, end - this.#start);
  }

  /** The view of `length` bytes, and where in it they begin. */
  viewAt(offset: number, length: number): { readonly view: DataView; readonly at: number } {
    this.#cover(offset, length);
    return { view: this.#view, at: offset - this.#start };
  }

  #cover(offset: number, length: number): void {
    if (offset < this.#start || offset + length > this.#start + this.#window.length)
      this.#move(offset, length);
  }

  #move(offset: number, least: number): void {
    const length = Math.min(Math.max(WINDOW_BYTES, least), this.source.size - offset);
    this.#window = this.source.read(offset, length);
    this.#view = new DataView(this.#window.buffer, this.#window.byteOffset, this.#window.byteLength);
    this.#start = offset;
  }
}

/**
 * One message: `next` goes from field to field, and a field's value may be read or left out. What does not fit into the
 * message is refused with a `UserError`.
 */
export class MessageReader {
  /** Number of the field that `next` came to. */
  field = 0;
  #wireType = VARINT;
  #offset: number;
  /** Where the next field begins; the current value's end. */
  #next: number;
  readonly #end: number;

  constructor(
    readonly bytes: WindowedBytes,
    range: ByteRange,
  ) {
    this.#offset = range.start;
    this.#next = range.start;
    this.#end = range.end;
  }

  static ofWhole(source: ByteSource): MessageReader {
    return new MessageReader(new WindowedBytes(source), { start: 0, end: source.size });
  }

  /** Goes to the next field; false at the message's end. */
  next(): boolean {
    this.#offset = this.#next;
    if (this.#offset >= this.#end) return false;
    const key = this.#varint();
    this.field = Math.floor(key / 8);
    this.#wireType = key % 8;
    if (this.field === 0) throw damaged('a field has no number', this.#offset);
    this.#next = this.#valueEnd();
    return true;
  }

  /** A whole number; one of more than 53 bits loses its last digits. */
  integer(): number {
    if (this.#wireType !== VARINT) throw this.#unexpected();
    return this.#varint();
  }

  /** A field that may hold one number or many. */
  integers(into: number[], most: number): void {
    if (this.#wireType === VARINT) into.push(this.#varint());
    else {
      const { end } = this.range();
      while (this.#offset < end) {
        into.push(this.#varint());
        if (into.length > most) throw damaged(`a list has more than ${most} numbers`, this.#offset);
      }
      if (this.#offset > end) throw damaged('a list is cut off', end);
    }
  }

  float(): number {
    if (this.#wireType !== FIXED_32) throw this.#unexpected();
    const { view, at } = this.bytes.viewAt(this.#offset, 4);
    return view.getFloat32(at, true);
  }

  floats(into: number[], most: number): void {
    if (this.#wireType === FIXED_32) into.push(this.float());
    else {
      const { start, end } = this.range();
      if ((end - start) % 4 !== 0 || (end - start) / 4 > most)
        throw damaged('a list of numbers is no multiple of four bytes, or too long', start);
      for (let offset = start; offset < end; offset += 4) {
        const { view, at } = this.bytes.viewAt(offset, 4);
        into.push(view.getFloat32(at, true));
      }
    }
  }

  text(): string {
    return new TextDecoder().decode(this.bytes.slice(this.range()));
  }

  message(): MessageReader {
    return new MessageReader(this.bytes, this.range());
  }

  /** Where the value stands. */
  range(): ByteRange {
    if (this.#wireType !== LENGTH_DELIMITED) throw this.#unexpected();
    return { start: this.#offset, end: this.#next };
  }

  /** Whether the value is a number of its own, not a list or a message. */
  get single(): boolean {
    return this.#wireType !== LENGTH_DELIMITED;
  }

  /** Where a fixed number stands. */
  get offset(): number {
    return this.#offset;
  }

  #unexpected(): Error {
    return damaged(`field ${this.field} holds something else than it should`, this.#offset);
  }

  #valueEnd(): number {
    const end = this.#endOf();
    if (end > this.#end) throw damaged('a part is longer than what holds it', this.#offset);
    return end;
  }

  #endOf(): number {
    switch (this.#wireType) {
      case VARINT: {
        const start = this.#offset;
        this.#varint();
        const end = this.#offset;
        this.#offset = start;
        return end;
      }
      case FIXED_64:
        return this.#offset + 8;
      case FIXED_32:
        return this.#offset + 4;
      case LENGTH_DELIMITED: {
        const length = this.#varint();
        if (length < 0) throw damaged('a length is negative', this.#offset);
        return this.#offset + length;
      }
      default:
        throw damaged(`there is no kind ${this.#wireType} of field`, this.#offset);
    }
  }

  /** Seven bits a byte, the lowest first; ten bytes hold a negative number. */
  #varint(): number {
    let value = 0;
    let complement = 0;
    let factor = 1;
    for (let count = 0; count < 10; count++) {
      if (this.#offset >= this.#end) throw damaged('a number is cut off', this.#offset);
      const byte = this.bytes.byteAt(this.#offset++);
      // A negative number in two's complement is minus one more than its complement, which is exact near zero.
      if (count === 9 && byte % 2 === 1) return -complement - 1;
      value += (byte & 127) * factor;
      complement += (~byte & 127) * factor;
      factor *= 128;
      if (byte < 128) return value;
    }
    throw damaged('a number has more than ten bytes', this.#offset);
  }
}
