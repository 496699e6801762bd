// Parquet files with encoded images as a data source.

import { basename, dirname, relative, sep } from 'node:path';
import type { AttributesOf } from '../network/attribute.ts';
import type { parquet } from '../recipe/parquetSource.ts';
import { UserError } from '../userError.ts';
import type { LabelledFiles } from './classFolders.ts';
import { classLabels } from './classLabels.ts';
import type { Dataset } from './dataset.ts';
import { imageDataset } from './imageDataset.ts';
import type { ImageFile } from './imageFile.ts';
import { bothOf, type OpenedSource } from './openedSource.ts';
import type { ParquetValue } from './parquetColumn.ts';
import { type ImageColumns, imageColumns } from './parquetColumns.ts';
import { openParquet, type ParquetFile, parquetProblem, readRowGroup } from './parquetFile.ts';
import { findParquet } from './parquetPlace.ts';
import { RowGroupCache } from './rowGroupCache.ts';
import { holdOutTenth } from './subset.ts';

type Attributes = AttributesOf<(typeof parquet)['attributes']>;

/** `place` is absolute: a file, a folder of files, or a pattern of file names. */
export function openParquetSource(
  place: string,
  attributes: Attributes,
  { description, keptBytes }: { readonly description: string; readonly keptBytes: number },
): OpenedSource {
  const { size, corrupt } = attributes;
  const dataset = async (files: readonly string[]): Promise<Dataset> =>
    imageDataset(await labelledRows(place, files, attributes, keptBytes), {
      description,
      size,
      corrupt,
      keptBytes,
    });
  return {
    async splits() {
      const { training, validation, whole } = await findParquet(place);
      const only = [whole, training, validation].find(({ length }) => length > 0)!;
      if (training.length === 0 || validation.length === 0) return holdOutTenth(await dataset(only));
      return bothOf(dataset(training), dataset(validation));
    },
    async training() {
      const { training, validation, whole } = await findParquet(place);
      return dataset([training, whole, validation].find(({ length }) => length > 0)!);
    },
    async validation() {
      const { training, validation, whole } = await findParquet(place);
      return dataset([validation, whole, training].find(({ length }) => length > 0)!);
    },
  };
}

/** Every row of every file, with the classes of its labels. */
async function labelledRows(
  place: string,
  files: readonly string[],
  given: Attributes,
  keptBytes: number,
): Promise<LabelledFiles> {
  const cache = new RowGroupCache(keptBytes / 4, (shard, group) => readRowGroup(shard, group, columns.image));
  let columns!: ImageColumns;
  // Of a file or a pattern, messages name the folder.
  const folder = files.every((file) => file.startsWith(`${place}${sep}`)) ? place : dirname(place);
  const rows: ImageFile[] = [];
  const labels: (number | string)[] = [];
  for (const file of files) {
    const shard = await openParquet(file);
    const found = imageColumns(shard, given);
    columns ??= found;
    if (nameOf(found) !== nameOf(columns)) {
      throw parquetProblem(
        file,
        `has other columns than ${basename(files[0]!)}: \`image: "…", label: "…"\` names them.`,
      );
    }
    for (let group = 0; group + 1 < shard.starts.length; group++) {
      const values = await readRowGroup(shard, group, columns.label);
      for (const [at, value] of values.entries()) {
        labels.push(labelIn(shard, shard.starts[group]! + at, value, columns));
        rows.push(rowFile(shard, group, at, cache, columns.image.path[0]!, folder));
      }
    }
  }
  if (rows.length === 0) throw new UserError('data.no-images', `${place} has no rows.`, { file: place });
  const classes = given.classes.length > 0 ? given.classes : columns.classes;
  const placeOf = (index: number) => rows[index]!.path;
  const source = { file: files[0]!, name: `Column ${columns.label.path[0]}`, placeOf, classes };
  const { labels: numbers, classes: names } = classLabels(labels, source);
  return {
    place,
    source: place,
    classes: names,
    images: rows.map((file, at) => ({ file, label: numbers[at]! })),
  };
}

function nameOf({ image, label, isText }: ImageColumns): string {
  return JSON.stringify([image.path, label.path, isText]);
}

const DECODER = new TextDecoder();

function labelIn(
  shard: ParquetFile,
  row: number,
  value: ParquetValue,
  columns: ImageColumns,
): number | string {
  if (value instanceof Uint8Array) return DECODER.decode(value);
  if (value !== undefined) return value;
  const wrong = `has no label in row ${row}, column ${columns.label.path[0]}.`;
  throw parquetProblem(shard.file, wrong, 'data.label-count');
}

function rowFile(
  shard: ParquetFile,
  group: number,
  at: number,
  cache: RowGroupCache,
  column: string,
  folder: string,
): ImageFile {
  const row = shard.starts[group]! + at;
  return {
    path: `${relative(folder, shard.file)} row ${row}`,
    async read() {
      const bytes = (await cache.get(shard, group))[at];
      if (bytes instanceof Uint8Array) return bytes;
      const wrong = `has no bytes in row ${row}, column ${column}: only images inside the file are read.`;
      throw parquetProblem(shard.file, wrong, 'data.no-images');
    },
  };
}
