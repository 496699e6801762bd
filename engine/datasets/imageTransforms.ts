// Datasets made of datasets: padded, cut out, resized, without colours, normalised.

import { elementCount, type Shape } from '../network/shape.ts';
import type { Dataset } from './dataset.ts';
import { levelsOf } from './levels.ts';
import { planeResizer } from './resizing.ts';

/** Rows and columns of zeros around each image: [top, left, bottom, right]. */
export function padded(
  dataset: Dataset,
  [top, left]: readonly [number, number, number, number],
  shape: Shape,
): Dataset {
  const [channels = 0, height = 0, width = 0] = dataset.shape;
  const [, rowsAfter = 0, columnsAfter = 0] = shape;
  return remade(dataset, shape, (before, after, count) => {
    after.fill(0, 0, count * elementCount(shape));
    for (let plane = 0; plane < count * channels; plane++) {
      for (let row = 0; row < height; row++) {
        const from = (plane * height + row) * width;
        const to = (plane * rowsAfter + top + row) * columnsAfter + left;
        after.set(before.subarray(from, from + width), to);
      }
    }
  });
}

/** The middle of each image. */
export function centered(dataset: Dataset, shape: Shape): Dataset {
  const [channels = 0, height = 0, width = 0] = dataset.shape;
  const [, rows = 0, columns = 0] = shape;
  const top = Math.floor((height - rows) / 2);
  const left = Math.floor((width - columns) / 2);
  return remade(dataset, shape, (before, after, count) => {
    for (let plane = 0; plane < count * channels; plane++) {
      for (let row = 0; row < rows; row++) {
        const from = (plane * height + top + row) * width + left;
        after.set(before.subarray(from, from + columns), (plane * rows + row) * columns);
      }
    }
  });
}

/** Bilinear, antialiased; see `planeResizer`. */
export function resized(dataset: Dataset, shape: Shape): Dataset {
  const [channels = 0, height = 0, width = 0] = dataset.shape;
  const [, rows = 0, columns = 0] = shape;
  if (rows === height && columns === width) return dataset;
  const resize = planeResizer([height, width], [rows, columns]);
  return remade(dataset, shape, (before, after, count) => {
    for (let plane = 0; plane < count * channels; plane++) {
      resize(
        before.subarray(plane * height * width, (plane + 1) * height * width),
        after.subarray(plane * rows * columns, (plane + 1) * rows * columns),
      );
    }
  });
}

/** Red, green and blue as one channel. */
export function greyed(dataset: Dataset, shape: Shape): Dataset {
  if (dataset.shape[0] === 1) return dataset;
  const plane = elementCount(shape);
  const { black, white } = levelsOf(dataset);
  const made = remade(dataset, shape, (before, after, count) => {
    for (let place = 0; place < count; place++) {
      const red = 3 * place * plane;
      for (let pixel = 0; pixel < plane; pixel++) {
        after[place * plane + pixel] = brightness(
          before[red + pixel]!,
          before[red + plane + pixel]!,
          before[red + 2 * plane + pixel]!,
        );
      }
    }
  });
  if (dataset.levels === undefined) return made;
  const levels = {
    black: [brightness(black[0]!, black[1]!, black[2]!)],
    white: [brightness(white[0]!, white[1]!, white[2]!)],
  };
  return { ...made, levels };
}

/** ITU-R BT.601. */
function brightness(red: number, green: number, blue: number): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}

/** y = (x - mean) / deviation, channel by channel. */
export function normalized(dataset: Dataset, mean: readonly number[], deviation: readonly number[]): Dataset {
  const [channels = 0] = dataset.shape;
  const plane = elementCount(dataset.shape) / channels;
  const scaled = (levels: readonly number[]) =>
    levels.map((level, at) => (level - mean[at]!) / deviation[at]!);
  const { black, white } = levelsOf(dataset);
  return {
    ...dataset,
    levels: { black: scaled(black), white: scaled(white) },
    async read(indices, images, labels) {
      await dataset.read(indices, images, labels);
      for (let at = 0; at < indices.length * channels; at++) {
        const subtracted = mean[at % channels]!;
        const factor = 1 / deviation[at % channels]!;
        const end = (at + 1) * plane;
        for (let pixel = at * plane; pixel < end; pixel++)
          images[pixel] = (images[pixel]! - subtracted) * factor;
      }
    },
  };
}

/** Images of another shape, made of whole groups of images as they are read: [count, C, H, W] each. */
function remade(
  dataset: Dataset,
  shape: Shape,
  make: (before: Float32Array, after: Float32Array, count: number) => void,
): Dataset {
  const sizeBefore = elementCount(dataset.shape);
  return {
    ...dataset,
    shape,
    async read(indices, images, labels) {
      const before = new Float32Array(indices.length * sizeBefore);
      await dataset.read(indices, before, labels);
      make(before, images, indices.length);
    },
  };
}
