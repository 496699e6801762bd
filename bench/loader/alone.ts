// How many images a second one thread reads and augments.

import { byteImages } from '../../engine/datasets/byteImages.ts';
import { sortByClass } from '../../engine/datasets/classFolders.ts';
import type { Dataset } from '../../engine/datasets/dataset.ts';
import { decodeImage } from '../../engine/datasets/decodeImage.ts';
import { digits } from '../../engine/datasets/digits.ts';
import { prepareFill } from '../../engine/datasets/fillBatch.ts';
import { archivePlace, readImageArchive } from '../../engine/datasets/imageArchive.ts';
import { shapes } from '../../engine/datasets/shapes.ts';
import { transformSplits } from '../../engine/datasets/transforms.ts';
import type { Attributes, Call } from '../../engine/network/attribute.ts';
import { augmentations } from '../../engine/recipe/augmentations.ts';

export interface Alone {
  readonly name: string;
  readonly imagesPerSecond: number;
}

const BATCH = 64;

export async function readAlone(archive: string): Promise<readonly Alone[]> {
  const place = await archivePlace(`${archive}/test`);
  if (place === undefined) throw new Error(`There is no archive ${archive}.`);
  const start = performance.now();
  const files = sortByClass(await readImageArchive(place)).whole!;
  const unpacked = files.images.length / ((performance.now() - start) / 1000);
  const contents = await Promise.all(files.images.slice(0, 2000).map(({ file }) => file.read()));
  const memory = shapesOf([3, 32, 32], 5000);
  const normalized = (
    await transformSplits({ training: memory, validation: memory }, [
      call('normalize', { mean: 0.45, deviation: 0.25 }),
    ])
  ).training;
  const large = shapesOf([3, 224, 224], 64);
  return [
    { name: 'tar.gz, unpacked', imagesPerSecond: unpacked },
    { name: 'JPEG 32x32, decoded', imagesPerSecond: decodedPerSecond(contents) },
    { name: 'digits, drawn', imagesPerSecond: await once(digits(2000, 5)) },
    { name: 'shapes, drawn', imagesPerSecond: await once(shapes(2000, 5)) },
    await filled('bytes 3x32x32', memory, []),
    await filled('  normalize', normalized, []),
    await filled('  crop, flip, normalize', normalized, [
      checked('crop', { size: 32, padding: 4 }),
      checked('flip_horizontal', {}),
    ]),
    ...(await each(memory, 32)),
    await filled('bytes 3x224x224', large, []),
    await filled('  resized_crop, flip, color_jitter', large, [
      checked('resized_crop', { size: 224 }),
      checked('flip_horizontal', {}),
      checked('color_jitter', { brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1 }),
    ]),
  ];
}

async function each(dataset: Dataset, size: number): Promise<Alone[]> {
  const kinds: readonly [string, Attributes][] = [
    ['affine', { rotate: 10, scale: 0.1, shear: 5, shift: 2 }],
    ['elastic', { alpha: 20, sigma: 4 }],
    ['crop', { size, padding: 4 }],
    ['resized_crop', { size }],
    ['flip_horizontal', {}],
    ['color_jitter', { brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1 }],
    ['grayscale', { p: 1 }],
    ['noise', { deviation: 0.1 }],
    ['cutout', { size: 8 }],
    ['random_erasing', { p: 1 }],
    ['mixup', {}],
    ['cutmix', {}],
  ];
  const measured: Alone[] = [];
  for (const [kind, given] of kinds)
    measured.push(await filled(`  ${kind}`, dataset, [checked(kind, given)]));
  return measured;
}

const call = (kind: string, attributes: Attributes): Call => ({ kind, attributes });
const checked = (kind: string, given: Attributes) =>
  call(kind, augmentations.get(kind)!.read(given).attributes);

function shapesOf(shape: readonly [number, number, number], count: number): Dataset {
  const size = shape[0] * shape[1] * shape[2];
  const bytes = Uint8Array.from({ length: count * size }, (_, at) => (at * 31 + (at >> 8)) % 256);
  return byteImages({ description: 'bytes', shape, classes: ['a'], bytes, labels: new Uint8Array(count) });
}

/** Median of seven groups of about a tenth of a second each, after one to warm up. */
async function filled(name: string, dataset: Dataset, calls: readonly Call[]): Promise<Alone> {
  const fill = prepareFill({ dataset, augmentations: calls, seed: 1, epoch: 1, batch: BATCH });
  const into = {
    images: new Float32Array(BATCH * dataset.shape.reduce((a, b) => a * b, 1)),
    labels: new Int32Array(BATCH),
  };
  const rates: number[] = [];
  for (let group = 0; group < 8; group++) {
    const start = performance.now();
    let batches = 0;
    while (performance.now() - start < 100) {
      const indices = Array.from({ length: BATCH }, (_, place) => (batches * BATCH + place) % dataset.count);
      await fill(batches++, indices, into);
    }
    if (group > 0) rates.push((batches * BATCH) / ((performance.now() - start) / 1000));
  }
  return { name, imagesPerSecond: median(rates) };
}

async function once(dataset: Dataset): Promise<number> {
  const { count, shape } = dataset;
  const images = new Float32Array(count * shape.reduce((a, b) => a * b, 1));
  const start = performance.now();
  await dataset.read([...Array(count).keys()], images, new Int32Array(count));
  return count / ((performance.now() - start) / 1000);
}

function decodedPerSecond(files: readonly Uint8Array[]): number {
  for (const bytes of files.slice(0, 200)) decodeImage(bytes);
  const start = performance.now();
  for (const bytes of files) decodeImage(bytes);
  return files.length / ((performance.now() - start) / 1000);
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
