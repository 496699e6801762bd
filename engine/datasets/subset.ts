// Some images of a dataset as a dataset of their own, and the images that are set aside where nothing is said of validation.

import { UserError } from '../userError.ts';
import type { DataSplits, Dataset } from './dataset.ts';
import { shared } from './portableDataset.ts';

/** The images of `indices`, in that order; pixels stay where they are. */
export function subset(dataset: Dataset, indices: ArrayLike<number>): Dataset {
  const { labelOf, nameOf, entryOf, portable: of, ...rest } = dataset;
  const portable = of && { kind: 'subset' as const, of, indices: shared(Int32Array.from(indices)) };
  return {
    ...rest,
    count: indices.length,
    ...(portable && { portable }),
    ...(labelOf && { labelOf: (index) => labelOf(indices[index]!) }),
    ...(entryOf && { entryOf: (index) => entryOf(indices[index]!) }),
    ...(nameOf && { nameOf: (index) => nameOf(indices[index]!) }),
    read: (wanted, images, labels) =>
      dataset.read(
        wanted.map((index) => indices[index]!),
        images,
        labels,
      ),
  };
}

/** Images that are read for their labels, where a dataset does not tell those by themselves. */
const GROUP = 256;

/** The classes of all images. */
export async function labelsOf(dataset: Dataset): Promise<Int32Array> {
  const { count, labelOf } = dataset;
  if (labelOf !== undefined) return Int32Array.from({ length: count }, (_, index) => labelOf(index));
  const labels = new Int32Array(count);
  const images = new Float32Array(GROUP * dataset.shape.reduce((product, extent) => product * extent, 1));
  for (let start = 0; start < count; start += GROUP) {
    const indices = Array.from({ length: Math.min(GROUP, count - start) }, (_, place) => start + place);
    await dataset.read(indices, images, labels.subarray(start));
  }
  return labels;
}

/** Both parts; `held` tells which images are set aside. */
export function parted(dataset: Dataset, held: (index: number) => boolean): DataSplits {
  const parts: [number[], number[]] = [[], []];
  for (let index = 0; index < dataset.count; index++) parts[held(index) ? 1 : 0].push(index);
  const [training, validation] = parts;
  const { skipped, ...whole } = dataset;
  // What was left out is told once.
  return { training: subset(dataset, training), validation: subset(whole, validation) };
}

/** Of each class, the images number 10, 20, … are set aside. */
export const HELD_OUT_EVERY = 10;

/** @throws UserError `data.no-validation` where no class has ten images */
export async function holdOutTenth(dataset: Dataset): Promise<DataSplits> {
  const labels = await labelsOf(dataset);
  const seen = dataset.classes.map(() => 0);
  const held = Array.from(labels, (label) => ++seen[label]! % HELD_OUT_EVERY === 0);
  const splits = parted(dataset, (index) => held[index]!);
  if (splits.validation.count > 0) return splits;
  const message = `${dataset.description} has fewer than ten images of each class, too few to set some aside: name other`;
  throw new UserError('data.no-validation', `${message} images with \`validation: …\`.`);
}
