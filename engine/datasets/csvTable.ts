// The lines of a CSV table under its head, and the columns that hold labels, pixels or files.

import { basename } from 'node:path';
import { UserError } from '../userError.ts';
import { type CsvField, CsvFields } from './csvFields.ts';
import { grouped, readDataFile } from './dataFile.ts';

export interface CsvTable {
  readonly file: string;
  /** Names of the columns; their numbers where the first line is one of numbers. */
  readonly columns: readonly string[];
  /** Whether the first line names the columns. */
  readonly headed: boolean;
  /** The fields of the first line under the head. */
  readonly sample: readonly string[];
  /** A new walk over the lines under the head. */
  lines(): CsvFields;
}

const MOST_COLUMNS = 2 ** 22;
/** Of a name, a path or a number: what is longer is no table, or one that was made to do harm. */
const LONGEST_FIELD_BYTES = 2 ** 16;

/** @throws UserError `data.empty-file`, `data.csv` */
export async function openCsv(file: string): Promise<CsvTable> {
  const bytes = await readDataFile(file, 2 ** 30);
  if (bytes.length === 0)
    throw csvProblem(file, 'is empty. Write or copy it again.', { code: 'data.empty-file' });
  const fields = new CsvFields(bytes);
  const first = lineOf(fields, file, 0);
  const headed = first.some((field) => !isNumber(field));
  const table = {
    file,
    columns: headed ? first : first.map((_, column) => String(column)),
    headed,
    lines() {
      const walk = new CsvFields(bytes);
      if (headed && walk.hasLine()) lineOf(walk, file, 0);
      return walk;
    },
  };
  const lines = table.lines();
  if (!lines.hasLine()) throw csvProblem(file, 'has no line under its head.', { code: 'data.no-images' });
  return { ...table, sample: lineOf(lines, file, 1) };
}

export function isNumber(text: string): boolean {
  return text.trim() !== '' && Number.isFinite(Number(text));
}

/** All fields of the line that comes next; empty where none does. */
export function lineOf(fields: CsvFields, file: string, line: number): string[] {
  const texts: string[] = [];
  if (!fields.hasLine()) return texts;
  for (;;) {
    const field = fields.next();
    if (field === undefined)
      throw csvProblem(file, `has a quote that is not closed in line ${line + 1}.`, { line });
    if (texts.length >= MOST_COLUMNS)
      throw csvProblem(file, `has more than ${grouped(MOST_COLUMNS)} columns in line ${line + 1}.`, { line });
    checkLength(field, file, { line, column: texts.length });
    texts.push(fields.text(field));
    if (field.last) return texts;
  }
}

/** @throws UserError `data.csv` for a field that nobody wrote */
export function checkLength(
  { start, end }: CsvField,
  file: string,
  { line, column }: { readonly line: number; readonly column: number },
): void {
  if (end - start <= LONGEST_FIELD_BYTES) return;
  const where = `in line ${line + 1}, column ${column + 1}`;
  const wrong = `has a field of ${grouped(end - start)} bytes ${where}; fields of up to ${grouped(LONGEST_FIELD_BYTES)} are read.`;
  throw csvProblem(file, wrong, { line });
}

/** `wrong` completes a sentence that starts with the file's name; the line counts from 0. */
export function csvProblem(
  file: string,
  wrong: string,
  { code = 'data.csv', line }: { readonly code?: string; readonly line?: number } = {},
): UserError {
  return new UserError(code, `${basename(file)} ${wrong}`, { file, ...(line === undefined ? {} : { line }) });
}

const LABELS = ['label', 'labels', 'class', 'target', 'category', 'y'];
const FILES = ['file', 'filename', 'file_name', 'path', 'filepath', 'image', 'image_path', 'image_id', 'id'];

/** What the columns are for. */
export type CsvColumns =
  | { readonly kind: 'pixels'; readonly label: number }
  | { readonly kind: 'files'; readonly label: number; readonly path: number };

/** @throws UserError `data.csv` where a column is missing */
export function columnsOf({ file, columns, sample }: CsvTable, label: string | null): CsvColumns {
  const find = (names: readonly string[]) =>
    columns.findIndex((column) => names.includes(column.trim().toLowerCase()));
  const named = label === null ? find(LABELS) : columns.indexOf(label);
  if (label !== null && named < 0) {
    const shown = columns.slice(0, 8).join(', ');
    throw csvProblem(file, `has no column ${JSON.stringify(label)}. Its columns begin with ${shown}.`);
  }
  if (columns.length < 2) throw csvProblem(file, 'has one column; labels and images take two or more.');
  const numbers = sample.every((field, column) => column === named || isNumber(field));
  // Two columns of numbers are files without an ending rather than images of one pixel.
  const pixels = columns.length > 2 && (numbers || (named < 0 && sample.slice(1).every(isNumber)));
  if (pixels) return { kind: 'pixels', label: Math.max(0, named) };
  const known = find(FILES);
  const path = known >= 0 && known !== named ? known : named === 0 ? 1 : 0;
  const rest = columns.findIndex((_, column) => column !== path);
  return { kind: 'files', label: named < 0 ? rest : named, path };
}
