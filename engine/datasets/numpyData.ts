// Opens NumPy's files as labelled images: two `.npy` files, or arrays inside an `.npz` archive.

import { basename } from 'node:path';
import type { AttributesOf } from '../network/attribute.ts';
import type { npy, npz } from '../recipe/arraySources.ts';
import { UserError } from '../userError.ts';
import { arrayProblem, fileBytes, type NpyArray, openNpyArray } from './arrayFile.ts';
import { type ArrayOptions, arrayImages } from './arrayImages.ts';
import { arrayLabels } from './arrayLabels.ts';
import type { Dataset } from './dataset.ts';
import { entryBytes, readZipDirectory, type ZipEntry } from './zipDirectory.ts';

interface Options extends ArrayOptions {
  readonly classes: readonly string[];
  readonly description: string;
  /** As in `arrayImages`; of packed entries, the most that is unpacked. */
  readonly keptBytes: number;
}

export type NpyAttributes = AttributesOf<(typeof npy)['attributes']>;

export type NpzAttributes = AttributesOf<(typeof npz)['attributes']>;

/** Both paths absolute. */
export async function readNpy(imagesFile: string, labelsFile: string, options: Options): Promise<Dataset> {
  const images = await openNpyArray(await fileBytes(imagesFile, basename(imagesFile)));
  const labels = await openNpyArray(await fileBytes(labelsFile, basename(labelsFile)));
  return labelled(images, labels, options);
}

async function labelled(images: NpyArray, labels: NpyArray, options: Options): Promise<Dataset> {
  if (images.shape.includes(0)) {
    throw arrayProblem(
      images.bytes,
      'data.no-images',
      `has the shape ${images.shape.join(' x ')}, which is no image.`,
    );
  }
  const found = await arrayLabels(labels, images.count, images.bytes.name, options.classes);
  return arrayImages(images, found, options);
}

export interface NpzArchive {
  readonly file: string;
  readonly entries: ReadonlyMap<string, ZipEntry>;
}

export async function openNpz(file: string): Promise<NpzArchive> {
  const entries = await readZipDirectory(file);
  return { file, entries: new Map(entries.map((entry) => [entry.name.replace(/\.npy$/, ''), entry])) };
}

/** Arrays of images and labels that belong together. */
export interface ArrayPair {
  readonly images: string;
  readonly labels: string;
}

const SPLITS = { training: ['train', 'training'], validation: ['val', 'valid', 'validation', 'test'] };

/** The names that pairs of arrays go by, for all images or for those of one split. */
function pairsFor(split?: string): readonly ArrayPair[] {
  if (split === undefined) {
    return [
      { images: 'x', labels: 'y' },
      { images: 'X', labels: 'y' },
      { images: 'images', labels: 'labels' },
      { images: 'data', labels: 'labels' },
      { images: 'data', labels: 'target' },
    ];
  }
  return [
    { images: `x_${split}`, labels: `y_${split}` },
    { images: `X_${split}`, labels: `y_${split}` },
    { images: `${split}_images`, labels: `${split}_labels` },
    { images: `${split}_x`, labels: `${split}_y` },
    { images: `images_${split}`, labels: `labels_${split}` },
  ];
}

/** The arrays of a split, or of everything: as the recipe names them, or as they are usually called. */
export function findPair(
  { entries }: NpzArchive,
  which: keyof typeof SPLITS | 'whole',
  { images, labels }: Pick<NpzAttributes, 'images' | 'labels'>,
): ArrayPair | undefined {
  const named = images !== null || labels !== null;
  if (named && which !== 'whole') return undefined;
  const candidates = which === 'whole' ? pairsFor() : SPLITS[which].flatMap(pairsFor);
  if (named) return { images: images ?? 'images', labels: labels ?? 'labels' };
  return candidates.find((pair) => entries.has(pair.images) && entries.has(pair.labels));
}

export async function readPair(archive: NpzArchive, pair: ArrayPair, options: Options): Promise<Dataset> {
  const { keptBytes } = options;
  const images = await openEntry(archive, pair.images, keptBytes);
  const labels = await openEntry(archive, pair.labels, keptBytes);
  return labelled(images, labels, options);
}

async function openEntry({ file, entries }: NpzArchive, name: string, most: number): Promise<NpyArray> {
  const entry = entries.get(name);
  if (entry === undefined) throw noArray(file, `no array ${name}`, entries);
  return openNpyArray(await entryBytes(file, entry, most));
}

export function noArray(file: string, what: string, entries: NpzArchive['entries']): UserError {
  const names = [...entries.keys()].slice(0, 12).join(', ');
  const message = `${basename(file)} has ${what}. It holds ${names || 'nothing'}: write \`images: "…", labels: "…"\`.`;
  return new UserError('data.no-images', message, { file });
}
