// The augmentations that draw a window of the image: cutout, random erasing and the random resized crop.

import { exponential, logarithm } from '../elementaryFunctions.ts';
import type { Shape } from '../network/shape.ts';
import type { RandomStream } from '../random.ts';
import { cutout, randomErasing, resizedCrop } from '../recipe/augmentations.ts';
import type { PrepareAugmentation } from './augmentationStep.ts';
import { resizeWindow, type Window } from './resizeWindow.ts';

/** By kind. */
export const WINDOW_CHANGES: Readonly<Record<string, PrepareAugmentation>> = {
  cutout: (call, shape, { black }) => {
    const [rows, columns] = cutout.attributesOf(call).size;
    const [, height = 0, width = 0] = shape;
    return {
      // Rows [r - size/2, r - size/2 + size) and the columns likewise, (r, c) being drawn among the pixels.
      change(image, stream) {
        const top = stream.integer(height) - Math.floor(rows / 2);
        const left = stream.integer(width) - Math.floor(columns / 2);
        fillWindow(image, shape, { top, left, rows, columns }, black);
      },
    };
  },
  random_erasing: (call, shape, { black }) => {
    const { p, scale, ratio } = randomErasing.attributesOf(call);
    const [, height = 0, width = 0] = shape;
    const across = [1 / ratio[1], 1 / ratio[0]] as const;
    return {
      change(image, stream) {
        if (stream.next() >= p) return;
        const window = drawWindow({ scale, ratio: across }, height, width, stream);
        if (window !== undefined) fillWindow(image, shape, window, black);
      },
    };
  },
  resized_crop: (call, shape) => {
    const { scale, ratio } = resizedCrop.attributesOf(call);
    const [, height = 0, width = 0] = shape;
    const largest = largestWindow(ratio, height, width);
    const resize = resizeWindow(shape);
    return {
      change: (image, stream) =>
        resize(image, drawWindow({ scale, ratio }, height, width, stream) ?? largest),
    };
  },
};

/** What of the window lies inside the image gets the fill of its channel. */
function fillWindow(
  image: Float32Array,
  shape: Shape,
  { top, left, rows, columns }: Window,
  fill: readonly number[],
): void {
  const [channels = 0, height = 0, width = 0] = shape;
  for (let channel = 0; channel < channels; channel++) {
    for (let row = Math.max(0, top); row < Math.min(height, top + rows); row++) {
      const start = (channel * height + row) * width;
      const from = start + Math.max(0, left);
      image.fill(fill[channel]!, from, Math.max(from, start + Math.min(width, left + columns)));
    }
  }
}

type Interval = readonly [number, number];

/** Undefined where ten windows in a row did not fit. `ratio` is that of width to height. */
function drawWindow(
  { scale, ratio }: { readonly scale: Interval; readonly ratio: Interval },
  height: number,
  width: number,
  stream: RandomStream,
): Window | undefined {
  const [low, high] = [logarithm(ratio[0]), logarithm(ratio[1])];
  for (let attempt = 0; attempt < 10; attempt++) {
    const area = height * width * (scale[0] + (scale[1] - scale[0]) * stream.next());
    const proportion = exponential(low + (high - low) * stream.next());
    const columns = Math.round(Math.sqrt(area * proportion));
    const rows = Math.round(Math.sqrt(area / proportion));
    if (rows < 1 || columns < 1 || rows > height || columns > width) continue;
    const top = stream.integer(height - rows + 1);
    return { top, left: stream.integer(width - columns + 1), rows, columns };
  }
  return undefined;
}

/** In the middle, as large as proportions within `ratio` (width to height) allow. */
function largestWindow([low, high]: Interval, height: number, width: number): Window {
  const rows = width / height < low ? Math.max(1, Math.min(height, Math.round(width / low))) : height;
  const columns = width / height > high ? Math.max(1, Math.min(width, Math.round(height * high))) : width;
  return {
    top: Math.floor((height - rows) / 2),
    left: Math.floor((width - columns) / 2),
    rows,
    columns,
  };
}
