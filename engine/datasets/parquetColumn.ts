// Reads one column of one row group of a Parquet file: whole numbers, truths, texts or bytes, at most one for each row.

import type { ColumnMetaData } from 'hyparquet';
import { decompressPage } from 'hyparquet/src/datapage.js';
import { grouped } from './dataFile.ts';
import { parquetCodecs } from './parquetCodecs.ts';
import { PackingProblem, unpackHybrid } from './parquetLevels.ts';
import { type Page, pageAt } from './parquetPage.ts';

/** Of one column in one row group, packed or unpacked. */
export const LARGEST_CHUNK_BYTES = 2 ** 30;

export type ParquetValue = number | Uint8Array | undefined;

export interface ColumnChunk {
  readonly bytes: Uint8Array;
  readonly column: ColumnMetaData;
  readonly rows: number;
  /** How many of the column and the structs around it may be missing. */
  readonly optional: number;
}

/** The value of every row, undefined where there is none; or what is wrong, to complete "FILE …". */
export function readColumn(chunk: ColumnChunk): readonly ParquetValue[] | { readonly wrong: string } {
  let number = 0;
  try {
    const values: ParquetValue[] = [];
    let dictionary: readonly ParquetValue[] = [];
    let unpacked = 0;
    const reader = {
      view: new DataView(chunk.bytes.buffer, chunk.bytes.byteOffset, chunk.bytes.length),
      offset: 0,
    };
    for (; values.length < chunk.rows; number++) {
      const page = pageAt(reader, number);
      unpacked += page.unpacked;
      if (unpacked > LARGEST_CHUNK_BYTES)
        throw new PackingProblem(`it unpacks to more than ${grouped(LARGEST_CHUNK_BYTES)} bytes`);
      const packed = chunk.bytes.subarray(reader.offset, reader.offset + page.packed);
      reader.offset += page.packed;
      const left = chunk.rows - values.length;
      if (page.kind === 'dictionary') dictionary = dictionaryOf(chunk, page, packed);
      else if (page.values > left)
        throw new PackingProblem(`it has more values than the ${grouped(chunk.rows)} rows`);
      else for (const value of valuesOf(chunk, page, packed, dictionary)) values.push(value);
    }
    return values;
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
    return { wrong: `is damaged in page ${number}: ${reason.slice(0, 200)}` };
  }
}

function dictionaryOf(chunk: ColumnChunk, page: Page, packed: Uint8Array): readonly ParquetValue[] {
  return plainValues(
    chunk,
    decompressPage(packed, page.unpacked, chunk.column.codec, parquetCodecs),
    0,
    page.values,
  );
}

function valuesOf(
  chunk: ColumnChunk,
  page: Page,
  packed: Uint8Array,
  dictionary: readonly ParquetValue[],
): readonly ParquetValue[] {
  const { bytes, levels, start } = contentOf(chunk, page, packed);
  const there =
    levels === undefined
      ? page.values
      : levels.reduce((sum, level) => sum + Number(level === chunk.optional), 0);
  const found = encodedValues(chunk, page, { bytes, start, count: there }, dictionary);
  if (levels === undefined) return found;
  let next = 0;
  return Array.from(levels, (level) => (level === chunk.optional ? found[next++] : undefined));
}

interface Content {
  readonly bytes: Uint8Array;
  /** How much of each value is there, where any may be missing. */
  readonly levels: Uint32Array | undefined;
  /** Where the values begin. */
  readonly start: number;
}

/** In pages of version 2 the levels stand before what is packed. */
function contentOf(chunk: ColumnChunk, page: Page, packed: Uint8Array): Content {
  const { optional, column } = chunk;
  const width = 32 - Math.clz32(optional);
  if (page.kind === 'version 2') {
    const { levelBytes, isPacked } = page;
    if (levelBytes > packed.length) throw new PackingProblem('its levels are longer than it');
    const rest = packed.subarray(levelBytes);
    const bytes = isPacked
      ? decompressPage(rest, page.unpacked - levelBytes, column.codec, parquetCodecs)
      : rest;
    const levels =
      optional === 0
        ? undefined
        : unpackHybrid(packed, { start: 0, end: levelBytes, width, count: page.values });
    return { bytes, levels, start: 0 };
  }
  const bytes = decompressPage(packed, page.unpacked, column.codec, parquetCodecs);
  if (optional === 0) return { bytes, levels: undefined, start: 0 };
  const length = lengthAt(bytes, 0);
  const levels = unpackHybrid(bytes, { start: 4, end: 4 + length, width, count: page.values });
  return { bytes, levels, start: 4 + length };
}

/** The four bytes of a length, which must fit what follows. */
function lengthAt(bytes: Uint8Array, at: number): number {
  const left = bytes.length - at - 4;
  const length = left < 0 ? 0 : new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0, true);
  if (left < 0 || length > left)
    throw new PackingProblem(`${grouped(length)} bytes from byte ${grouped(at)} on are not there`);
  return length;
}

function encodedValues(
  chunk: ColumnChunk,
  { encoding }: Page,
  { bytes, start, count }: { readonly bytes: Uint8Array; readonly start: number; readonly count: number },
  dictionary: readonly ParquetValue[],
): readonly ParquetValue[] {
  if (count === 0) return [];
  if (encoding === 'PLAIN') return plainValues(chunk, bytes, start, count);
  if (encoding === 'RLE' && chunk.column.type === 'BOOLEAN') {
    return Array.from(unpackHybrid(bytes, { start: start + 4, end: bytes.length, width: 1, count }));
  }
  if (encoding !== 'RLE_DICTIONARY' && encoding !== 'PLAIN_DICTIONARY') {
    throw new PackingProblem(`it is encoded as ${encoding}; PLAIN and RLE_DICTIONARY are read`);
  }
  const width = bytes[start] ?? 0;
  const indices = unpackHybrid(bytes, { start: start + 1, end: bytes.length, width, count });
  return Array.from(indices, (index) => {
    if (index >= dictionary.length)
      throw new PackingProblem(`it names entry ${index} of ${dictionary.length} in its dictionary`);
    return dictionary[index];
  });
}

const NUMBER_BYTES: Readonly<Record<string, number>> = { INT32: 4, INT64: 8 };

function plainValues(
  { column: { type } }: ColumnChunk,
  bytes: Uint8Array,
  start: number,
  count: number,
): readonly ParquetValue[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (type === 'BYTE_ARRAY') return byteArrays(bytes, start, count);
  const size = NUMBER_BYTES[type];
  const needed = type === 'BOOLEAN' ? Math.ceil(count / 8) : count * (size ?? 0);
  if (start + needed > bytes.length) throw new PackingProblem(`its ${grouped(count)} values are not there`);
  if (type === 'BOOLEAN')
    return Array.from({ length: count }, (_, at) => (bytes[start + (at >> 3)]! >> (at & 7)) & 1);
  if (size === undefined) throw new PackingProblem(`it is of type ${type}`);
  return Array.from({ length: count }, (_, at) =>
    size === 4 ? view.getInt32(start + 4 * at, true) : Number(view.getBigInt64(start + 8 * at, true)),
  );
}

function byteArrays(bytes: Uint8Array, start: number, count: number): readonly Uint8Array[] {
  const values: Uint8Array[] = [];
  for (let at = start; values.length < count; ) {
    const length = lengthAt(bytes, at);
    values.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return values;
}
