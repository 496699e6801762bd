// An array of NumPy read as images: any type of numbers, order of axes, and order in memory.

import { elementCount, type Shape } from '../network/shape.ts';
import type { UserError } from '../userError.ts';
import { arrayProblem, type NpyArray, numericType } from './arrayFile.ts';
import type { ClassLabels } from './classLabels.ts';
import { grouped } from './dataFile.ts';
import type { Dataset } from './dataset.ts';
import { MORE_MEMORY } from './imageMemory.ts';

export interface ArrayOptions {
  readonly layout: 'auto' | 'nhwc' | 'nchw' | 'nhw';
  /** Of one image, where each is a row of pixels. */
  readonly shape: Shape | null;
  readonly white: number | null;
}

/** Where the numbers of an image lie: steps between neighbours, counted in numbers. */
interface Lie {
  readonly shape: readonly [channels: number, height: number, width: number];
  readonly image: number;
  readonly channel: number;
  readonly row: number;
  readonly column: number;
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
  const { description, keptBytes } = options;
  const lie = lieOf(array, options);
  const kept = await keep(array, keptBytes);
  const { read, isFloat, white, bytes } = numericType(array);
  const { shape } = lie;
  const size = elementCount(shape);
  const scale = options.white ?? white;
  const load = async (index: number, images: Float32Array, to: number) => {
    const content = kept ?? (await array.bytes.read(array.start + index * size * bytes, size * bytes));
    const view = new DataView(content.buffer, content.byteOffset, content.length);
    let place = to;
    for (let channel = 0; channel < shape[0]; channel++) {
      for (let row = 0; row < shape[1]; row++) {
        let at = (kept ? index * lie.image : 0) + channel * lie.channel + row * lie.row;
        for (let column = 0; column < shape[2]; column++, at += lie.column) {
          images[place++] = read(view, at * bytes) / scale;
        }
      }
    }
  };
  if (isFloat) await checkFinite(array, size, load);
  return {
    description,
    shape,
    classes,
    count: array.count,
    labelOf: (index) => labels[index]!,
    async read(indices, images, into) {
      for (const [place, index] of indices.entries()) {
        await load(index, images, place * size);
        into[place] = labels[index]!;
      }
    },
  };
}

async function keep(array: NpyArray, keptBytes: number): Promise<Uint8Array | undefined> {
  const { bytes, start, fortran, shape } = array;
  const size = bytes.size - start;
  // Beyond two gigabytes a file is not read in one piece.
  if (size <= Math.min(keptBytes, 2 ** 31 - 1)) return bytes.read(start, size);
  if (!fortran || shape.length === 1) return undefined;
  const wrong =
    `has ${grouped(size)} bytes in Fortran order, where an image lies scattered over the file; only ${grouped(keptBytes)} ` +
    `are kept in memory. Save \`numpy.ascontiguousarray(images)\`, or ${MORE_MEMORY}.`;
  throw arrayProblem(bytes, 'data.too-large', wrong);
}

async function checkFinite(
  { bytes, count }: NpyArray,
  size: number,
  load: (index: number, images: Float32Array, to: number) => Promise<void>,
): Promise<void> {
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
    image: along('n', steps, 0),
    channel: along('c', steps, 0),
    row: along('h', steps, 0),
    column: along('w', steps, 0),
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
    image: steps[0]!,
    channel: height * width * step,
    row: width * step,
    column: step,
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
