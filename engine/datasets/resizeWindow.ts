// Enlarges a window of an image to the whole of it.

import { elementCount, type Shape } from '../network/shape.ts';

/** Of an image: its first row and column, and how many. */
export interface Window {
  readonly top: number;
  readonly left: number;
  readonly rows: number;
  readonly columns: number;
}

/**
 * Makes a function that resizes a window within an image of `shape` to the whole of it, in place: bilinear between
 * pixel centres, no pixel outside the window counting, as the crop resized by itself.
 */
export function resizeWindow(shape: Shape): (image: Float32Array, window: Window) => void {
  const [channels = 0, height = 0, width = 0] = shape;
  const before = new Float32Array(elementCount(shape));
  const rowTaps = axisTaps(height);
  const columnTaps = axisTaps(width);
  return (image, { top, left, rows, columns }) => {
    if (rows === height && columns === width) return;
    before.set(image);
    place(rowTaps, rows);
    place(columnTaps, columns);
    for (let channel = 0; channel < channels; channel++) {
      const plane = channel * height * width;
      for (let row = 0; row < height; row++) {
        const upper = plane + (top + rowTaps.low[row]!) * width + left;
        const lower = plane + (top + rowTaps.high[row]!) * width + left;
        const down = rowTaps.share[row]!;
        const to = plane + row * width;
        for (let column = 0; column < width; column++) {
          const near = columnTaps.low[column]!;
          const far = columnTaps.high[column]!;
          const right = columnTaps.share[column]!;
          const a = before[upper + near]! + right * (before[upper + far]! - before[upper + near]!);
          const b = before[lower + near]! + right * (before[lower + far]! - before[lower + near]!);
          image[to + column] = a + down * (b - a);
        }
      }
    }
  };
}

/** For each place of the new axis the two old ones that count, and the share of the second. */
interface Taps {
  readonly low: Int32Array;
  readonly high: Int32Array;
  readonly share: Float64Array;
}

function axisTaps(count: number): Taps {
  return { low: new Int32Array(count), high: new Int32Array(count), share: new Float64Array(count) };
}

/** The taps of `from` places that are stretched over all. */
function place({ low, high, share }: Taps, from: number): void {
  for (let at = 0; at < low.length; at++) {
    const centre = Math.max(0, ((at + 0.5) * from) / low.length - 0.5);
    low[at] = Math.floor(centre);
    high[at] = Math.min(from - 1, low[at]! + 1);
    share[at] = centre - low[at]!;
  }
}
