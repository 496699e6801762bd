// Unpacks the pages of Parquet files, never to more than their headers declare.

import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { Compressors } from 'hyparquet';
import { snappyUncompress } from 'hyparquet/src/snappy.js';
import { decompressZstd } from 'hyparquet-compressors';
import { unpackFramedLz4, unpackLz4 } from './lz4.ts';

/** The length was checked with the page's header; an unpacked page of another length is refused by the reader. */
export const parquetCodecs: Compressors = {
  SNAPPY: (input, length) => {
    const output = new Uint8Array(length);
    snappyUncompress(input, output);
    return output;
  },
  GZIP: (input, length) => gunzipSync(input, { maxOutputLength: Math.max(1, length) }),
  BROTLI: (input, length) => brotliDecompressSync(input, { maxOutputLength: Math.max(1, length) }),
  ZSTD: unpackZstd,
  LZ4: unpackFramedLz4,
  LZ4_RAW: unpackLz4,
};

/** Bytes that know where the last ones were set. */
class TrackedBytes extends Uint8Array {
  end = 0;

  override set(source: ArrayLike<number>, at = 0): void {
    super.set(source, at);
    this.end = at + source.length;
  }
}

/**
 * The library is silent about bytes that are missing or left over, and uses what lies behind the end for notes of its own:
 * an empty block behind the last one, which is set where the content ends, tells its length.
 */
function unpackZstd(input: Uint8Array, length: number): Uint8Array {
  const output = new TrackedBytes(length);
  try {
    decompressZstd(withEmptyLastBlock(input), output);
  } catch (failure) {
    if (!(failure instanceof RangeError)) throw failure;
    throw new Error(`it unpacks to more than the ${length} bytes that it claims`);
  }
  if (output.end !== length)
    throw new Error(`it unpacks to ${output.end} bytes, not to the ${length} that it claims`);
  return output;
}

/** A Zstandard frame (RFC 8878, section 3.1.1) with one more block, of no bytes. */
function withEmptyLastBlock(frame: Uint8Array): Uint8Array {
  const last = lastBlockOf(frame);
  const more = new Uint8Array(frame.length + 3);
  more.set(frame.subarray(0, last.end));
  more[last.start]! &= ~1;
  more[last.end] = 1;
  more.set(frame.subarray(last.end), last.end + 3);
  return more;
}

/** Where it begins and ends; a checksum may follow it, and nothing else. */
function lastBlockOf(frame: Uint8Array): { readonly start: number; readonly end: number } {
  const descriptor = frame[4] ?? 0;
  for (let start = zstdHeaderLength(descriptor); start + 3 <= frame.length; ) {
    const header = frame[start]! | (frame[start + 1]! << 8) | (frame[start + 2]! << 16);
    const repeatsOneByte = ((header >> 1) & 3) === 1;
    const end = start + 3 + (repeatsOneByte ? 1 : header >> 3);
    if (header & 1) {
      const checksum = (descriptor >> 2) & 1 ? 4 : 0;
      if (end + checksum === frame.length) return { start, end };
      break;
    }
    start = end;
  }
  throw new Error('its Zstandard frame does not end where the page does');
}

/** Magic number, descriptor, window, dictionary and content size. */
function zstdHeaderLength(descriptor: number): number {
  const singleSegment = (descriptor >> 5) & 1;
  const contentSize = [singleSegment, 2, 4, 8][descriptor >> 6]!;
  return 5 + (1 - singleSegment) + [0, 1, 2, 4][descriptor & 3]! + contentSize;
}
