// An array of NumPy read as images: any type of numbers, order of axes, and order in memory.

import { elementCount, type Shape } from '../network/shape.ts';
import type { UserError } from '../userError.ts';
import { arrayDataset, imageLoader } from './arrayDataset.ts';
import { arrayProblem, type NpyArray, numericType } from './arrayFile.ts';
import type { ClassLabels } from './classLabels.ts';
import { grouped } from './dataFile.ts';
import type { Dataset } from './dataset.ts';
import { MORE_MEMORY } from './imageMemory.ts';
import { type ArraySteps, type PortableArray, shared, sharedBytes } from './portableDataset.ts';
import type { LoadImage } from './portableImages.ts';

export interface ArrayOptions {
  readonly layout: 'auto' | 'nhwc' | 'nchw' | 'nhw';
  /** Of one image, where each is a row of pixels. */
  readonly shape: Shape | null;
  readonly white: number | null;
}

/** Where the numbers of an image lie. */
interface Lie {
  readonly shape: Shape;
  readonly steps: ArraySteps;
}

/**
 * Arrays of up to `keptBytes` are kept as they are in memory; of larger ones in C order, each image is read when it is
 * used. Floats are read once at first, so that a number that is not finite is told before training.
 */
export async function arrayImages(
  array: NpyArray,
  { labels, classes }: ClassLabels,
  options: ArrayOptions & { readonly description: string; readonly keptBytes: number },
): Promise<Dataset> {
  const lie = lieOf(array, options);
  const { isFloat, white } = numericType(array);
  const portable: PortableArray = {
    kind: 'array',
    description: options.description,
    ...lie,
    classes,
    count: array.count,
    labels: shared(labels),
    type: array.type,
    scale: options.white ?? white,
    numbers: await numbersOf(array, options.keptBytes),
  };
  if (isFloat) await checkFinite(array, elementCount(lie.shape), imageLoader(portable));
  return arrayDataset(portable);
}

/** Longer arrays of bytes are not possible everywhere. */
const MOST_KEPT_BYTES = 2 ** 32 - 1;
/** What is read of a file at a time, on its way to the memory that threads share. */
const PIECE_BYTES = 2 ** 26;

async function numbersOf(
  { bytes, start, fortran, shape }: NpyArray,
  keptBytes: number,
): Promise<PortableArray['numbers']> {
  const size = bytes.size - start;
  if (size <= Math.min(keptBytes, MOST_KEPT_BYTES) || bytes.start === undefined) {
    const numbers = sharedBytes(size);
    for (let at = 0; at < size; at += PIECE_BYTES)
      numbers.set(await bytes.read(start + at, Math.min(PIECE_BYTES, size - at)), at);
    return numbers;
  }
  if (!fortran || shape.length === 1) return { file: bytes.file, start: bytes.start + start };
  const wrong =
    `has ${grouped(size)} bytes in Fortran order, where an image lies scattered over the file; only ${grouped(keptBytes)} ` +
    `are kept in memory. Save \`numpy.ascontiguousarray(images)\`, or ${MORE_MEMORY}.`;
  throw arrayProblem(bytes, 'data.too-large', wrong);
}

async function checkFinite({ bytes, count }: NpyArray, size: number, load: LoadImage): Promise<void> {
  const image = new Float32Array(size);
  for (let index = 0; index < count; index++) {
    await load(index, image, 0);
    const at = image.findIndex((value) => !Number.isFinite(value));
    if (at < 0) continue;
    const wrong = `has ${image[at]} in image ${index}, at number ${at}: pixels must be finite.`;
    throw arrayProblem(bytes, 'data.not-finite', wrong);
  }
}

const MOST_EXTENT = 65_536;

function lieOf(array: NpyArray, options: ArrayOptions): Lie {
  const extents = array.shape;
  const axes = axesOf(array, options);
  const steps = extents.map((_, axis) =>
    (array.fortran ? extents.slice(0, axis) : extents.slice(axis + 1)).reduce(
      (product, extent) => product * extent,
      1,
    ),
  );
  if (extents.slice(1).some((extent) => extent > MOST_EXTENT) && axes !== 'nf') {
    throw arrayProblem(
      array.bytes,
      'data.too-large',
      `has images of ${extents.slice(1).join('x')}; ${MOST_EXTENT} is the most of an axis.`,
    );
  }
  if (axes === 'nf') return rowOfPixels(array, options.shape, steps);
  const along = (axis: string, values: readonly number[], absent: number) =>
    values[axes.indexOf(axis)] ?? absent;
  return {
    shape: [along('c', extents, 1), along('h', extents, 1), along('w', extents, 1)],
    steps: {
      image: along('n', steps, 0),
      channel: along('c', steps, 0),
      row: along('h', steps, 0),
      column: along('w', steps, 0),
    },
  };
}

function rowOfPixels(array: NpyArray, given: Shape | null, steps: readonly number[]): Lie {
  const pixels = array.shape[1]!;
  const side = Math.round(Math.sqrt(pixels));
  const shape = given ?? [1, side, side];
  if (elementCount(shape) !== pixels) {
    const advice = given === null ? 'write `shape: …`' : `${shape.join('x')} is ${elementCount(shape)}`;
    throw arrayProblem(array.bytes, 'data.axes', `has rows of ${grouped(pixels)} pixels: ${advice}.`);
  }
  const [channels = 1, height = 1, width = 1] = shape;
  const step = steps[1]!;
  return {
    shape: [channels, height, width],
    steps: { image: steps[0]!, channel: height * width * step, row: width * step, column: step },
  };
}

/** The letters of the axes in their order; `nf` for rows of pixels. */
function axesOf(array: NpyArray, { layout }: ArrayOptions): string {
  const { shape } = array;
  if (shape.length === 2 && layout === 'auto') return 'nf';
  if (layout !== 'auto' && layout.length === shape.length) return layout;
  if (layout !== 'auto' || shape.length < 3 || shape.length > 4) throw otherAxes(array, layout);
  if (shape.length === 3) return 'nhw';
  const channels = [1, 3, 4];
  const [first, last] = [channels.includes(shape[1]!), channels.includes(shape[3]!)];
  if (first !== last) return first ? 'nchw' : 'nhwc';
  const wrong = `has the shape ${shape.join(' x ')}, of which the channels are not told: write \`layout: nhwc\` or \`nchw\`.`;
  throw arrayProblem(array.bytes, 'data.axes', wrong);
}

function otherAxes({ shape, bytes }: NpyArray, layout: ArrayOptions['layout']): UserError {
  const axes = shape.length === 1 ? '1 axis' : `${shape.length} axes`;
  const wanted =
    layout === 'auto' ? 'two (rows of pixels), three or four' : `${layout.length}, as \`${layout}\` says,`;
  return arrayProblem(bytes, 'data.axes', `has ${axes} (${shape.join(' x ')}), and images have ${wanted}.`);
}
