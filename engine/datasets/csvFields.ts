// Goes through the fields of a CSV text (RFC 4180), byte by byte: tables of pixels are long.

/** Where the field begins and ends in the bytes, quotes left out, and what follows it. */
export interface CsvField {
  start: number;
  end: number;
  /** Written in quotes; inside, two quotes stand for one. */
  quoted: boolean;
  /** Whether it is the last of its line. */
  last: boolean;
}

const [QUOTE, NEWLINE, RETURN] = [0x22, 0x0a, 0x0d];
const DECODER = new TextDecoder();

export class CsvFields {
  private at = 0;
  private readonly separator: number;
  /** One field at a time: a table has millions. */
  private readonly field: CsvField = { start: 0, end: 0, quoted: false, last: false };

  constructor(private readonly bytes: Uint8Array) {
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) this.at = 3;
    this.separator = separatorOf(bytes);
  }

  /** Bytes read so far. */
  get offset(): number {
    return this.at;
  }

  /** Passes empty lines over; whether there is another line. */
  hasLine(): boolean {
    while (this.bytes[this.at] === NEWLINE || this.bytes[this.at] === RETURN) this.at++;
    return this.at < this.bytes.length;
  }

  /** The next field, valid until the one after it is asked for; undefined where a quote is never closed. */
  next(): CsvField | undefined {
    const { bytes, field } = this;
    field.quoted = bytes[this.at] === QUOTE;
    if (field.quoted) {
      const end = this.closingQuote();
      if (end === undefined) return undefined;
      field.start = this.at + 1;
      field.end = end;
      this.at = end + 1;
      if (!this.endsField()) return undefined;
    } else {
      field.start = this.at;
      while (!this.endsField()) this.at++;
      field.end = this.at;
    }
    field.last = bytes[this.at] !== this.separator;
    if (bytes[this.at] === RETURN && bytes[this.at + 1] === NEWLINE) this.at++;
    this.at = Math.min(bytes.length, this.at + 1);
    return field;
  }

  private endsField(): boolean {
    const byte = this.bytes[this.at];
    return byte === this.separator || byte === NEWLINE || byte === RETURN || byte === undefined;
  }

  private closingQuote(): number | undefined {
    for (let at = this.at + 1; at < this.bytes.length; at++) {
      if (this.bytes[at] !== QUOTE) continue;
      if (this.bytes[at + 1] !== QUOTE) return at;
      at++;
    }
    return undefined;
  }

  text({ start, end, quoted }: CsvField): string {
    const text = DECODER.decode(this.bytes.subarray(start, end));
    return quoted ? text.replaceAll('""', '"') : text.trim();
  }

  /** A whole number of up to three digits, the way of pixels; -1 for anything else. */
  byteValue({ start, end }: CsvField): number {
    const length = end - start;
    if (length === 0 || length > 3) return -1;
    let value = 0;
    for (let at = start; at < end; at++) {
      const digit = this.bytes[at]! - 0x30;
      if (digit < 0 || digit > 9) return -1;
      value = 10 * value + digit;
    }
    return value;
  }
}

/** The most frequent of the first line, of commas where there is none. */
function separatorOf(bytes: Uint8Array): number {
  const end = bytes.subarray(0, 2 ** 16).findIndex((byte) => byte === NEWLINE || byte === RETURN);
  const line = bytes.subarray(0, end < 0 ? 2 ** 16 : end);
  const count = (separator: string) =>
    line.reduce((sum, byte) => sum + Number(byte === separator.charCodeAt(0)), 0);
  const best = [',', ';', '\t'].reduce((most, other) => (count(other) > count(most) ? other : most));
  return best.charCodeAt(0);
}
