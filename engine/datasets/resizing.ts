// Changes the size of images: bilinear, and averaging where an image shrinks.

/** For each place of the new axis: the first old place that counts, and the weights from there on. */
interface AxisTaps {
  readonly first: Int32Array;
  /** [count, width], rows padded with zeros. */
  readonly weights: Float32Array;
  readonly width: number;
}

/**
 * Taps of `count` places of an axis that is scaled from `from` places to `to`, beginning at place `start` of the scaled
 * axis. The weights are a triangle of one old place to each side; where the axis shrinks, it is as much wider, so that
 * every old place counts (as Pillow's and torchvision's antialiased bilinear filter).
 */
function axisTaps(from: number, to: number, start: number, count: number): AxisTaps {
  const step = from / to;
  const support = Math.max(1, step);
  const width = Math.min(from, 2 * Math.ceil(support) + 1);
  const first = new Int32Array(count);
  const weights = new Float32Array(count * width);
  for (let place = 0; place < count; place++) {
    const centre = (start + place + 0.5) * step;
    const low = Math.max(0, Math.floor(centre - support + 0.5));
    const high = Math.min(from, Math.floor(centre + support + 0.5));
    first[place] = low;
    const row = Array.from({ length: high - low }, (_, tap) =>
      Math.max(0, 1 - Math.abs(low + tap + 0.5 - centre) / support),
    );
    const sum = row.reduce((total, weight) => total + weight, 0);
    row.forEach((weight, tap) => {
      weights[place * width + tap] = weight / sum;
    });
  }
  return { first, weights, width };
}

/** Rows and columns. */
export type Extent = readonly [height: number, width: number];

/** What is cut out of the resized plane: its place and its size. */
interface Window {
  readonly top: number;
  readonly left: number;
  readonly size: Extent;
}

/** Resizes planes of one size, row by row in `from`, and writes them into `to`. */
export type ResizePlane = (from: Float32Array, to: Float32Array) => void;

/** From planes of `from` to `to`, of which the window is kept; all of it where there is none. */
export function planeResizer(from: Extent, to: Extent, window?: Window): ResizePlane {
  const { top, left, size } = window ?? { top: 0, left: 0, size: to };
  const rows = axisTaps(from[0], to[0], top, size[0]);
  const columns = axisTaps(from[1], to[1], left, size[1]);
  const between = new Float32Array(from[0] * size[1]);
  return (plane, made) => {
    for (let row = 0; row < from[0]; row++) {
      for (let column = 0; column < size[1]; column++) {
        const start = row * from[1] + columns.first[column]!;
        const reach = Math.min(columns.width, from[1] - columns.first[column]!);
        let sum = 0;
        for (let tap = 0; tap < reach; tap++) {
          sum += columns.weights[column * columns.width + tap]! * plane[start + tap]!;
        }
        between[row * size[1] + column] = sum;
      }
    }
    for (let row = 0; row < size[0]; row++) {
      const start = rows.first[row]!;
      const reach = Math.min(rows.width, from[0] - start);
      for (let column = 0; column < size[1]; column++) {
        let sum = 0;
        for (let tap = 0; tap < reach; tap++) {
          sum += rows.weights[row * rows.width + tap]! * between[(start + tap) * size[1] + column]!;
        }
        made[row * size[1] + column] = sum;
      }
    }
  };
}

/**
 * Resizes so that the image just covers `size`, proportions kept, and cuts its centre out: for a square `size` the
 * shorter side is resized to it.
 */
export function coveringResizer([height, width]: Extent, size: Extent): ResizePlane {
  const factor = Math.max(size[0] / height, size[1] / width);
  const covering: Extent = [
    Math.max(size[0], Math.round(height * factor)),
    Math.max(size[1], Math.round(width * factor)),
  ];
  const top = Math.floor((covering[0] - size[0]) / 2);
  const left = Math.floor((covering[1] - size[1]) / 2);
  return planeResizer([height, width], covering, { top, left, size });
}
