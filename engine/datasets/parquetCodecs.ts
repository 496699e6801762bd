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

/** What no page is likely to have right behind its end. */
const UNTOUCHED = 0xa5;

/** The library writes up to the end of what it is given, and is silent about the rest: one byte more tells it. */
function unpackZstd(input: Uint8Array, length: number): Uint8Array {
  const output = new Uint8Array(length + 1);
  output[length] = UNTOUCHED;
  decompressZstd(input, output);
  if (output[length] !== UNTOUCHED)
    throw new Error(`it unpacks to more than the ${length} bytes that it claims`);
  return output.subarray(0, length);
}
