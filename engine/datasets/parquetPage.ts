// The header of a page of a Parquet column: what it claims must be possible before anything is unpacked.

import { parquetHeader } from 'hyparquet/src/column.js';
import { PackingProblem } from './parquetLevels.ts';

export interface Page {
  readonly kind: 'dictionary' | 'version 1' | 'version 2';
  readonly values: number;
  /** Bytes, with the levels of version 2. */
  readonly packed: number;
  readonly unpacked: number;
  readonly encoding: string | undefined;
  /** Of version 2: bytes of the levels, and whether the rest is packed. */
  readonly levelBytes: number;
  readonly isPacked: boolean;
}

/** Beyond, a page unpacks to nothing that anyone would write: in all, and where it shrank more than labels in a row do. */
const LARGEST_PAGE_BYTES = 2 ** 30;
const ALWAYS_UNPACKED_BYTES = 2 ** 26;
const LARGEST_RATIO = 1000;

/** @throws PackingProblem; afterwards the reader stands where the page's content begins */
export function pageAt(reader: { readonly view: DataView; offset: number }, number: number): Page {
  const page = headerAt(reader, number);
  const numbers = [page.values, page.packed, page.unpacked, page.levelBytes];
  if (!numbers.every((value) => Number.isInteger(value) && value >= 0))
    throw new PackingProblem('its header has impossible numbers');
  if (page.packed > reader.view.byteLength - reader.offset)
    throw new PackingProblem(`it claims ${page.packed} bytes, more than there are`);
  if (page.unpacked > LARGEST_PAGE_BYTES || page.levelBytes > page.unpacked) {
    throw new PackingProblem(`it claims to unpack to ${page.unpacked} bytes`);
  }
  if (page.unpacked > Math.max(ALWAYS_UNPACKED_BYTES, page.packed * LARGEST_RATIO)) {
    throw new PackingProblem(`it claims to unpack from ${page.packed} bytes to ${page.unpacked}`);
  }
  // Each entry takes a bit or more.
  if (page.kind === 'dictionary' && page.values > 8 * page.unpacked) {
    throw new PackingProblem(`it claims ${page.values} entries in ${page.unpacked} bytes`);
  }
  return page;
}

function headerAt(reader: { readonly view: DataView; offset: number }, number: number): Page {
  let header: ReturnType<typeof parquetHeader>;
  try {
    header = parquetHeader(reader);
  } catch {
    throw new PackingProblem(number === 0 ? 'there is no page header' : 'there is no further page header');
  }
  const { data_page_header: first, data_page_header_v2: second, dictionary_page_header: dictionary } = header;
  const found = {
    DATA_PAGE: first,
    DATA_PAGE_V2: second,
    DICTIONARY_PAGE: dictionary,
    INDEX_PAGE: undefined,
  }[header.type];
  if (found === undefined) throw new PackingProblem('its header is of no known kind');
  const levels =
    Number(second?.definition_levels_byte_length ?? 0) + Number(second?.repetition_levels_byte_length ?? 0);
  return {
    kind:
      header.type === 'DICTIONARY_PAGE'
        ? 'dictionary'
        : header.type === 'DATA_PAGE_V2'
          ? 'version 2'
          : 'version 1',
    values: Number(found.num_values),
    packed: Number(header.compressed_page_size),
    unpacked: Number(header.uncompressed_page_size),
    encoding: found.encoding,
    levelBytes: header.type === 'DATA_PAGE_V2' ? levels : 0,
    isPacked: second?.is_compressed !== false,
  };
}
