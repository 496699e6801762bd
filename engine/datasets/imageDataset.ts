// A data set of image files, decoded once and kept as bytes.

import { setImmediate } from 'node:timers/promises';
import { UserError } from '../userError.ts';
import { PIXEL_OF_BYTE } from './byteImages.ts';
import type { LabelledFile, LabelledFiles } from './classFolders.ts';
import type { Dataset } from './dataset.ts';
import { type Decoded, decodeImage } from './decodeImage.ts';
import { readImageFile } from './imageFolder.ts';
import { BLOCK, ImageStore } from './imageStore.ts';
import { type PortableDataset, type PortableFiles, shared } from './portableDataset.ts';
import type { Extent } from './resizing.ts';

export interface ImageOptions {
  readonly description: string;
  /** Rows and columns to resize to; null where the images must be of one size. */
  readonly size: Extent | null;
  /** What becomes of files that cannot be decoded. */
  readonly corrupt: 'refuse' | 'skip';
  /** Bytes that are kept of decoded images; those beyond are decoded each time they are read. */
  readonly keptBytes: number;
}

/** Files that are read at a time. */
const GROUP = 64;
/** Images that are decoded at a time: as many as there are threads for it in Node. */
const AT_ONCE = 4;

/**
 * The images of `files` as [3, H, W], grey ones with three equal channels. Each is decoded once at first, so that a
 * damaged file is told before training begins.
 */
export async function imageDataset(files: LabelledFiles, options: ImageOptions): Promise<Dataset> {
  const { description, size, keptBytes } = options;
  const store = new ImageStore(size, keptBytes);
  const { kept, skipped } = await decodeAll(files, store, options.corrupt);
  const dataset: Dataset = {
    description,
    shape: [3, ...store.extent],
    classes: files.classes,
    count: kept.length,
    nameOf: (index) => `${files.place}/${kept[index]!.file.path}`,
    labelOf: (index) => kept[index]!.label,
    entryOf: (index) => kept[index]!.file.path,
    ...(skipped === undefined ? {} : { skipped }),
    read: reader({ ...files, images: kept }, store),
  };
  const portable = portableOf(dataset, { ...files, images: kept }, store, keptBytes);
  return portable === undefined ? dataset : { ...dataset, portable };
}

function reader(files: LabelledFiles, store: ImageStore): Dataset['read'] {
  return async (indices, images, labels) => {
    for (let place = 0; place < indices.length; place++) {
      const index = indices[place]!;
      const image = files.images[index]!;
      const bytes = await store.bytesOf(index, image);
      if ('wrong' in bytes) throw changedImage(files, image, bytes.wrong);
      const to = place * bytes.length;
      for (let at = 0; at < bytes.length; at++) images[to + at] = PIXEL_OF_BYTE[bytes[at]!]!;
      labels[place] = image.label;
    }
  };
}

/** Undefined where files that are not kept cannot be read by another thread. */
function portableOf(
  { description, shape, classes, count }: Dataset,
  { images, place, source }: LabelledFiles,
  store: ImageStore,
  keptBytes: number,
): PortableDataset | undefined {
  const labels = shared(Int32Array.from(images, ({ label }) => label));
  const about = { description, shape, classes, count, blocks: store.blocks, labels };
  const rest = images.slice(store.keptOf(count)).map(({ file }) => file);
  if (rest.length === 0) return { kind: 'bytes', ...about, perBlock: BLOCK };
  const files = rest.flatMap(({ path, at }) => (at === undefined ? [] : [{ path, at }]));
  if (files.length < rest.length) return undefined;
  return { kind: 'files', ...about, keptBytes, place, source, files };
}

/** The dataset in another thread. */
export function storedFiles(portable: PortableFiles): Dataset {
  const { description, shape, classes, count, blocks, keptBytes, labels, files } = portable;
  const [, height = 0, width = 0] = shape;
  const store = new ImageStore([height, width], keptBytes, [...blocks]);
  const first = store.keptOf(count);
  const images = Array.from(labels, (label, index): LabelledFile => {
    const { path, at } = files[index - first] ?? { path: '', at: '' };
    const read = async () => (typeof at === 'string' ? readImageFile(at) : at);
    return { file: { path, at, read }, label };
  });
  const read = reader({ ...portable, images }, store);
  return { description, shape, classes, count, portable, read };
}

async function decodeAll(
  { place, source, images }: LabelledFiles,
  store: ImageStore,
  corrupt: ImageOptions['corrupt'],
): Promise<{ readonly kept: readonly LabelledFile[]; readonly skipped: Dataset['skipped'] }> {
  const kept: LabelledFile[] = [];
  let skipped: Dataset['skipped'];
  for (let start = 0; start < images.length; start += GROUP) {
    const group = images.slice(start, start + GROUP);
    const contents = await Promise.all(group.map(({ file }) => file.read()));
    let decoded: readonly Decoded[] = [];
    for (const [at, image] of group.entries()) {
      if (at % AT_ONCE === 0) {
        decoded = await Promise.all(contents.slice(at, at + AT_ONCE).map((bytes) => decodeImage(bytes)));
      }
      const path = `${place}/${image.file.path}`;
      const problem = store.add(decoded[at % AT_ONCE]!, path);
      if (problem === undefined) kept.push(image);
      else if (problem.size) throw otherSize(path, problem.wrong, source);
      else if (corrupt === 'refuse') throw corruptImage(path, problem.wrong, source);
      else
        skipped = { count: (skipped?.count ?? 0) + 1, first: skipped?.first ?? `${path} ${problem.wrong}` };
    }
    // A request to stop must get through.
    await setImmediate();
  }
  if (kept.length > 0) return { kept, skipped };
  const message = `None of the ${images.length} images of ${place} can be read: ${skipped?.first}.`;
  throw new UserError('data.no-images', message, { file: source });
}

function otherSize(path: string, wrong: string, source: string): UserError {
  const message = `${path} ${wrong}: images must be of one size. Write \`size: 32\` to resize them all.`;
  return new UserError('data.image-size', message, { file: source });
}

function corruptImage(path: string, wrong: string, source: string): UserError {
  const message = `${path} ${wrong}. Replace it, or write \`corrupt: skip\` to leave such files out.`;
  return new UserError('data.corrupt-image', message, { file: source });
}

function changedImage({ place, source }: LabelledFiles, { file }: LabelledFile, wrong: string): UserError {
  const message = `${place}/${file.path} ${wrong}; it was whole when it was first read. Put it back.`;
  return new UserError('data.corrupt-image', message, { file: source });
}
