// Which columns of a Parquet file hold images and labels, and what the classes are called.

import type { FileMetaData } from 'hyparquet';
import { type ParquetFile, parquetProblem } from './parquetFile.ts';

/** A column that holds values, perhaps inside a struct. */
export interface LeafColumn {
  readonly path: readonly string[];
  /** How many of it and the structs around it may be missing. */
  readonly optional: number;
}

export interface ImageColumns {
  /** Of bytes, or the `bytes` of a struct, as the data sets' hub has it. */
  readonly image: LeafColumn;
  readonly label: LeafColumn;
  /** Whether the labels are texts. */
  readonly isText: boolean;
  /** From the features that the file describes; empty where it does not. */
  readonly classes: readonly string[];
}

interface Column {
  readonly name: string;
  readonly leaf: LeafColumn;
  readonly isImage: boolean;
  readonly isText: boolean;
  readonly isLabel: boolean;
}

const LABELS = ['label', 'labels', 'fine_label', 'class', 'target', 'category', 'y'];

export function imageColumns(
  { file, metadata }: ParquetFile,
  given: { readonly image: string | null; readonly label: string | null },
): ImageColumns {
  const columns = columnsOf(metadata);
  const images = columns.filter(({ isImage }) => isImage).map(({ name }) => name);
  const labels = columns.filter(({ isLabel }) => isLabel).map(({ name }) => name);
  const image = given.image ?? images[0];
  const label =
    given.label ??
    LABELS.find((name) => labels.includes(name)) ??
    (labels.length === 1 ? labels[0] : undefined);
  const has = `It has ${
    columns
      .slice(0, 12)
      .map(({ name }) => name)
      .join(', ') || 'none'
  }.`;
  if (image === undefined || !images.includes(image)) {
    const wrong = given.image === null ? 'has no column of images' : `has no column ${given.image} of images`;
    throw parquetProblem(
      file,
      `${wrong}: bytes of files, or structs with \`bytes\`. ${has}`,
      'data.no-images',
    );
  }
  if (label === undefined || !labels.includes(label)) {
    const wrong =
      given.label === null
        ? 'has no column that is clearly the labels'
        : `has no column ${given.label} of labels`;
    throw parquetProblem(file, `${wrong}: write \`label: "…"\`. ${has}`, 'data.no-classes');
  }
  const named = (name: string) => columns.find((column) => column.name === name)!;
  const { leaf, isText } = named(label);
  return { image: named(image).leaf, label: leaf, isText, classes: classNames(metadata, label) };
}

/** The columns at the top of the schema, which is a tree written in depth-first order. */
function columnsOf({ schema }: FileMetaData): readonly Column[] {
  const columns: Column[] = [];
  for (let at = 1; at < schema.length; ) {
    const { name, type, num_children = 0, repetition_type, converted_type, logical_type } = schema[at]!;
    const children = schema.slice(at + 1, at + 1 + num_children);
    const isText = converted_type === 'UTF8' || logical_type?.type === 'STRING';
    const bytes = children.find((child) => child.name === 'bytes' && child.type === 'BYTE_ARRAY');
    const inside = bytes !== undefined && children.every((child) => !child.num_children);
    const single = [repetition_type, bytes?.repetition_type].every((repetition) => repetition !== 'REPEATED');
    const optional = [repetition_type, inside ? bytes.repetition_type : 'REQUIRED'];
    columns.push({
      name,
      leaf: {
        path: inside ? [name, 'bytes'] : [name],
        optional: optional.filter((repetition) => repetition === 'OPTIONAL').length,
      },
      isImage: single && (inside || (type === 'BYTE_ARRAY' && !isText)),
      isText,
      isLabel: single && (isText || type === 'INT32' || type === 'INT64' || type === 'BOOLEAN'),
    });
    at = afterSubtree(schema, at);
  }
  return columns;
}

function afterSubtree(schema: FileMetaData['schema'], start: number): number {
  let open = 1;
  let at = start;
  for (; open > 0 && at < schema.length; at++) open += (schema[at]!.num_children ?? 0) - 1;
  return at;
}

/** `info.features.LABEL.names` of the entry `huggingface`: a list, or names by number. */
function classNames({ key_value_metadata }: FileMetaData, label: string): readonly string[] {
  const text = key_value_metadata?.find(({ key }) => key === 'huggingface')?.value;
  if (text === undefined) return [];
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  for (const key of ['info', 'features', label, 'names']) {
    const inside = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
    value = inside ? (value as Record<string, unknown>)[key] : undefined;
  }
  const names: unknown[] = typeof value === 'object' && value !== null ? Object.values(value) : [];
  return names.every((name) => typeof name === 'string') ? names : [];
}
