// An image file of a data set, wherever it lies, and which files count as images.

import type { FileLocation } from './portableDataset.ts';

export interface ImageFile {
  /** From the data set's place on, with forward slashes: `cat/0001.jpg`. */
  readonly path: string;
  /** Where another thread finds it; absent where only this one can read it. */
  readonly at?: FileLocation;
  /** Fails with a `UserError` where the file cannot be read. */
  read(): Promise<Uint8Array>;
}

/** The files under one place: a folder, or a folder inside an archive. */
export interface ImageFiles {
  /** As messages name the place: `data/cats` or `cats.tar.gz/train`. */
  readonly place: string;
  /** The folder, or the archive. */
  readonly source: string;
  /** Sorted by path. */
  readonly files: readonly ImageFile[];
}

const imageName = /\.(jpe?g|png|webp)$/i;
const otherImageName = /\.(gif|bmp|tiff?|avif|heic|jp2|jxl|p[bgp]m)$/i;

/** Hidden files, and lists and notes among the images, are passed over. */
export function kindOfFile(path: string): 'image' | 'other image' | 'no image' {
  if (path.split('/').some((part) => part.startsWith('.') || part === '__MACOSX')) return 'no image';
  if (imageName.test(path)) return 'image';
  return otherImageName.test(path) ? 'other image' : 'no image';
}

/** By code units, the same on every machine. */
export function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
