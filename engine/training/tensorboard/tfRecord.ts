// TFRecord: how TensorBoard's event files frame their messages.
//
// Each record: the length as little-endian uint64, its masked CRC-32C, the bytes, their masked CRC-32C.

import { maskedCrc32c } from './crc32c.ts';

const headBytes = 12;
const tailBytes = 4;

export function frameRecord(content: Uint8Array): Uint8Array {
  const record = new Uint8Array(headBytes + content.length + tailBytes);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(content.length), true);
  view.setUint32(8, maskedCrc32c(record.subarray(0, 8)), true);
  record.set(content, headBytes);
  view.setUint32(headBytes + content.length, maskedCrc32c(content), true);
  return record;
}

export interface FoundRecord {
  readonly content: Uint8Array;
  /** Of the byte after it. */
  readonly end: number;
}

/** The records of a file up to the first that is not whole: an engine that was killed may leave one. */
export function* wholeRecords(bytes: Uint8Array): Generator<FoundRecord> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let start = 0; start + headBytes <= bytes.length; ) {
    if (view.getUint32(start + 8, true) !== maskedCrc32c(bytes.subarray(start, start + 8))) return;
    const from = start + headBytes;
    const to = from + Number(view.getBigUint64(start, true));
    const end = to + tailBytes;
    if (end > bytes.length) return;
    const content = bytes.subarray(from, to);
    if (view.getUint32(to, true) !== maskedCrc32c(content)) return;
    yield { content, end };
    start = end;
  }
}
