// One Parquet file: its footer, and columns of one row group at a time, each checked before it is unpacked.

import { basename } from 'node:path';
import { type ColumnMetaData, type FileMetaData, parquetMetadataAsync } from 'hyparquet';
import { UserError } from '../userError.ts';
import { bytesAt, fileSize, grouped, withDataFile } from './dataFile.ts';
import { LARGEST_CHUNK_BYTES, type ParquetValue, readColumn } from './parquetColumn.ts';
import type { LeafColumn } from './parquetColumns.ts';

export interface ParquetFile {
  readonly file: string;
  readonly name: string;
  readonly size: number;
  readonly metadata: FileMetaData;
  /** Rows before each row group, and of all at the end. */
  readonly starts: readonly number[];
}

/** Rows of one file at most, in all and for each of its bytes: what a hostile footer claims beyond is not believed. */
const MOST_ROWS = 2 ** 24;
const MOST_ROWS_PER_BYTE = 8;
const LARGEST_FOOTER_BYTES = 2 ** 27;

export async function openParquet(file: string): Promise<ParquetFile> {
  const [name, size] = [basename(file), await fileSize(file)];
  if (size === 0) throw parquetProblem(file, 'is empty. Download or copy it again.', 'data.empty-file');
  const metadata = await withDataFile(file, async (handle) => {
    const tail = new DataView((await bytesAt(handle, file, Math.max(0, size - 8), Math.min(8, size))).buffer);
    if (size < 12 || tail.getUint32(4, true) !== 0x31524150) {
      throw parquetProblem(
        file,
        `does not end with PAR1 at byte ${grouped(size)}: it is cut off, or no Parquet file.`,
      );
    }
    const footer = tail.getUint32(0, true);
    if (footer > Math.min(size - 12, LARGEST_FOOTER_BYTES)) {
      throw parquetProblem(file, `claims a footer of ${grouped(footer)} bytes at byte ${grouped(size - 8)}.`);
    }
    const slice = (start: number, end = size) => buffered(bytesAt(handle, file, start, end - start));
    return told(file, 'its footer', parquetMetadataAsync({ byteLength: size, slice }, { geoparquet: false }));
  });
  return { file, name, size, metadata, starts: rowStarts(file, size, metadata) };
}

async function buffered(bytes: Promise<Uint8Array>): Promise<ArrayBuffer> {
  return (await bytes).buffer as ArrayBuffer;
}

function rowStarts(file: string, size: number, { num_rows, row_groups }: FileMetaData): readonly number[] {
  const starts = [0];
  for (const [group, { num_rows: rows }] of row_groups.entries()) {
    const next = starts[group]! + Number(rows);
    if (!(Number(rows) >= 0 && next <= Math.min(MOST_ROWS, size * MOST_ROWS_PER_BYTE))) {
      throw parquetProblem(file, `claims ${rows} rows in row group ${group}, more than it can have.`);
    }
    starts.push(next);
  }
  if (Number(num_rows) === starts.at(-1)) return starts;
  throw parquetProblem(file, `claims ${num_rows} rows, and its row groups have ${grouped(starts.at(-1)!)}.`);
}

/** The values of the leaf column `path` in one row group. */
export async function readRowGroup(
  { file, size, metadata, starts }: ParquetFile,
  group: number,
  { path, optional }: LeafColumn,
): Promise<readonly ParquetValue[]> {
  const rows = starts[group + 1]! - starts[group]!;
  if (rows === 0) return [];
  const chunks = metadata.row_groups[group]!.columns;
  const column = chunks.find(
    ({ meta_data }) => meta_data?.path_in_schema.join('\0') === path.join('\0'),
  )?.meta_data;
  if (column === undefined)
    throw parquetProblem(file, `has no column ${path.join('.')} in row group ${group}.`);
  const { start, length } = placeOf(file, size, group, column);
  const bytes = await withDataFile(file, (handle) => bytesAt(handle, file, start, length));
  const values = readColumn({ bytes, column, rows, optional });
  if (!('wrong' in values)) return values;
  const where = `row group ${group}, column ${path.join('.')}, from byte ${grouped(start)} on`;
  throw parquetProblem(file, `${values.wrong} (${where}). Download or write it again.`);
}

function placeOf(file: string, size: number, group: number, chunk: ColumnMetaData) {
  const data = Number(chunk.data_page_offset);
  const dictionary = Number(chunk.dictionary_page_offset ?? 0);
  const start = dictionary > 0 ? Math.min(dictionary, data) : data;
  const length = Number(chunk.total_compressed_size);
  if (start >= 0 && length >= 0 && start + length <= size && length <= LARGEST_CHUNK_BYTES)
    return { start, length };
  const wrong = `claims ${grouped(length)} bytes from byte ${grouped(start)} on for column ${chunk.path_in_schema.join('.')} of row group ${group}`;
  const limit =
    length > LARGEST_CHUNK_BYTES ? `; up to ${grouped(LARGEST_CHUNK_BYTES)} are read` : ', beyond its end';
  throw parquetProblem(file, `${wrong}${limit}. Write it with smaller row groups, or again.`);
}

/** What the library says of bytes that it does not understand, as a sentence about the file. */
async function told<T>(file: string, where: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    const reason = (cause instanceof Error ? cause.message : String(cause)).replace(/\.$/, '').slice(0, 200);
    throw parquetProblem(
      file,
      `is damaged: ${where} cannot be read (${reason}). Download or write it again.`,
      undefined,
      cause,
    );
  }
}

/** `wrong` completes a sentence that starts with the file's name. */
export function parquetProblem(
  file: string,
  wrong: string,
  code = 'data.corrupt-parquet',
  cause?: unknown,
): UserError {
  return new UserError(code, `${basename(file)} ${wrong.replace(/\s+/g, ' ')}`, { file, cause });
}
