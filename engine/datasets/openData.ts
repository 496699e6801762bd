// Opens the data that a recipe names: its training and its validation images, transformed.

import { resolve } from 'node:path';
import type { AttributeValue, Call } from '../network/attribute.ts';
import { formatShape, sameShape } from '../network/shape.ts';
import {
  csv as csvSource,
  idx as idxSource,
  npy as npySource,
  npz as npzSource,
} from '../recipe/arraySources.ts';
import {
  cifar10 as cifar10Source,
  cifar100 as cifar100Source,
  dataSources,
  digits as digitsSource,
  images as imagesSource,
  mnist as mnistSource,
  shapes as shapesSource,
} from '../recipe/dataSources.ts';
import { parquet as parquetSource } from '../recipe/parquetSource.ts';
import { UserError } from '../userError.ts';
import { CIFAR10, CIFAR100, type CifarLayout, readCifar } from './cifar.ts';
import { csvFiles, folderOfTable } from './csvFiles.ts';
import { csvPixels } from './csvPixels.ts';
import { columnsOf, openCsv } from './csvTable.ts';
import type { DataSplits, Dataset, OpenData } from './dataset.ts';
import { digits } from './digits.ts';
import { readIdxImages } from './idxImages.ts';
import { imageDataset } from './imageDataset.ts';
import { imageMemory } from './imageMemory.ts';
import { openImages } from './images.ts';
import { readMnist } from './mnist.ts';
import { openNpzSource } from './npzSource.ts';
import { readNpy } from './numpyData.ts';
import { bothOf, type OpenedSource } from './openedSource.ts';
import { openParquetSource } from './parquetImages.ts';
import { shapes } from './shapes.ts';
import { holdOutTenth } from './subset.ts';
import { transformSplits } from './transforms.ts';
import { VALIDATION_SPLITS } from './validationSplit.ts';

type Open = (call: Call, dataRoot: string, keptBytes: number) => OpenedSource;

/** One entry for each kind of `engine/recipe/dataSources.ts`. */
export const SOURCE_OPENERS: Readonly<Record<string, Open>> = {
  mnist: (call, dataRoot) => {
    const folder = resolve(dataRoot, mnistSource.attributesOf(call).folder);
    const read = (split: 'training' | 'test') =>
      readMnist(folder, split, mnistSource.classes, describeCall(call));
    return separate(
      () => read('training'),
      () => read('test'),
      () => read('test'),
    );
  },
  digits: (call) => {
    const { count, seed } = digitsSource.attributesOf(call);
    const drawn = async () => ({ ...digits(count, seed), description: describeCall(call) });
    const others = async () => digits(...othersFor(count, seed));
    return separate(drawn, others, drawn);
  },
  shapes: (call) => {
    const { count, seed } = shapesSource.attributesOf(call);
    const drawn = async () => ({ ...shapes(count, seed), description: describeCall(call) });
    const others = async () => shapes(...othersFor(count, seed));
    return separate(drawn, others, drawn);
  },
  cifar10: (call, dataRoot) => {
    const { folder } = cifar10Source.attributesOf(call);
    return openCifar(resolve(dataRoot, folder), CIFAR10, cifar10Source.classes, describeCall(call));
  },
  cifar100: (call, dataRoot) => {
    const { folder } = cifar100Source.attributesOf(call);
    return openCifar(resolve(dataRoot, folder), CIFAR100, cifar100Source.classes, describeCall(call));
  },
  images: (call, dataRoot, keptBytes) => {
    const attributes = imagesSource.attributesOf(call);
    const place = resolve(dataRoot, attributes.folder);
    return openImages(place, attributes, { description: describeCall(call), keptBytes });
  },
  idx: (call, dataRoot) => {
    const { images, labels, classes } = idxSource.attributesOf(call);
    const options = { classes, description: describeCall(call) };
    return single(() => readIdxImages(resolve(dataRoot, images), resolve(dataRoot, labels), options));
  },
  npy: (call, dataRoot, keptBytes) => {
    const { images, labels, ...attributes } = npySource.attributesOf(call);
    const options = { ...attributes, description: describeCall(call), keptBytes };
    return single(() => readNpy(resolve(dataRoot, images), resolve(dataRoot, labels), options));
  },
  npz: (call, dataRoot, keptBytes) => {
    const attributes = npzSource.attributesOf(call);
    const file = resolve(dataRoot, attributes.file);
    return openNpzSource(file, attributes, { description: describeCall(call), keptBytes });
  },
  csv: (call, dataRoot, keptBytes) => single(() => readCsv(call, dataRoot, keptBytes)),
  parquet: (call, dataRoot, keptBytes) => {
    const attributes = parquetSource.attributesOf(call);
    const place = resolve(dataRoot, attributes.path);
    return openParquetSource(place, attributes, { description: describeCall(call), keptBytes });
  },
};

async function readCsv(call: Call, dataRoot: string, keptBytes: number): Promise<Dataset> {
  const { file, label, shape, folder, size, corrupt, classes } = csvSource.attributesOf(call);
  const table = await openCsv(resolve(dataRoot, file));
  const columns = columnsOf(table, label);
  const description = describeCall(call);
  if (columns.kind === 'pixels') {
    return csvPixels(table, columns.label, { shape, classes, description, keptBytes });
  }
  const place = folder === null ? folderOfTable(table.file) : resolve(dataRoot, folder);
  const files = csvFiles(table, columns, place, classes);
  return imageDataset(files, { description, size, corrupt, keptBytes });
}

/** A source without a test split of its own: every tenth image of each class is set aside. */
function single(read: () => Promise<Dataset>): OpenedSource {
  return { splits: async () => holdOutTenth(await read()), training: read, validation: read };
}

function openCifar(
  folder: string,
  layout: CifarLayout,
  classes: readonly string[],
  description: string,
): OpenedSource {
  const read = (split: 'training' | 'test') => readCifar(folder, layout, split, { classes, description });
  return separate(
    () => read('training'),
    () => read('test'),
    () => read('test'),
  );
}

/** Drawn images to measure on, where nothing is said of them: a sixth as many, of another seed. */
function othersFor(count: number, seed: number): [count: number, seed: number] {
  return [Math.max(1, Math.round(count / 6)), (seed + 1) % Number.MAX_SAFE_INTEGER];
}

/** A source whose splits are read one by one; `test` is what it sets aside where no other is named. */
function separate(
  training: () => Promise<Dataset>,
  test: () => Promise<Dataset>,
  validation: () => Promise<Dataset>,
): OpenedSource {
  const splits = () => bothOf(training(), test());
  return { splits, training, validation };
}

/** See `OpenData`. */
export const openData: OpenData = async (recipe, dataRoot, keptBytes = imageMemory()) => {
  const splits = await openSplits(recipe, dataRoot, keptBytes);
  checkAlike(splits);
  return transformSplits(splits, recipe.transforms);
};

async function openSplits(
  { data, validation }: Parameters<OpenData>[0],
  dataRoot: string,
  keptBytes: number,
): Promise<DataSplits> {
  const source = openSource(data, dataRoot, keptBytes);
  if (validation === undefined) return source.splits();
  const part = VALIDATION_SPLITS[validation.kind];
  if (part !== undefined) return part(validation, await source.training(), dataRoot);
  return bothOf(source.training(), openSource(validation, dataRoot, keptBytes).validation());
}

/** The images of one source as they are: what it gives for training, and what for validation. */
export async function openDataSource(call: Call, dataRoot: string): Promise<DataSplits> {
  return openSource(call, dataRoot, imageMemory()).splits();
}

function openSource(call: Call, dataRoot: string, keptBytes: number): OpenedSource {
  const open = SOURCE_OPENERS[call.kind];
  if (open !== undefined) return open(call, dataRoot, keptBytes);
  const known = Object.keys(SOURCE_OPENERS).join(', ');
  throw new UserError('data.unknown-source', `There is no data source ${call.kind}; there are ${known}.`);
}

function checkAlike({ training, validation }: DataSplits): void {
  if (!sameShape(training.shape, validation.shape)) {
    const message =
      `${training.description} has images of ${formatShape(training.shape)}, and validation with ` +
      `${validation.description} has images of ${formatShape(validation.shape)}. Both must be of one shape.`;
    throw new UserError('data.shapes-differ', message);
  }
  const [classes, others] = [training.classes, validation.classes];
  const differing = classes.findIndex((name, label) => name !== others[label]);
  if (classes.length === others.length && differing < 0) return;
  const detail =
    classes.length === others.length
      ? `class ${differing} is ${classes[differing]} in one and ${others[differing]} in the other`
      : `${classes.length} classes in one and ${others.length} in the other`;
  const message = `${training.description} and ${validation.description} have different classes: ${detail}.`;
  throw new UserError('data.classes-differ', `${message} Validate with images of the same classes.`);
}

/**
 * A data source's call as one would write it: `digits(2000, seed: 2)`; arguments that are defaults are left
 * out.
 */
function describeCall(call: Call): string {
  const schema = dataSources.get(call.kind)?.attributes ?? {};
  const parts: string[] = [];
  Object.entries(schema).forEach(([name, declaration], position) => {
    const value = call.attributes[name];
    if (value === undefined || (position > 0 && value === declaration.default)) return;
    const written = declaration.choices === undefined ? formatValue(value) : String(value);
    parts.push(position === 0 ? written : `${name}: ${written}`);
  });
  return `${call.kind}(${parts.join(', ')})`;
}

function formatValue(value: AttributeValue): string {
  if (Array.isArray(value)) return value.join('x');
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
