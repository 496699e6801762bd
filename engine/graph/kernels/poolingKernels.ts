// Reference kernels of pooling and its gradients.

import type { PoolingAttributes, TensorShape } from '../graph.ts';
import { zeros64 } from '../tensor64.ts';
import { averagedTaps, axisWindows } from '../windowGeometry.ts';
import type { Kernel } from './kernel.ts';

interface PoolWindow {
  /** Offset of the window's result in y. */
  readonly y: number;
  /** Offsets of the window's places in x, row by row, padding left out. */
  readonly places: readonly number[];
  readonly row: number;
  readonly column: number;
}

function* windows(x: TensorShape, y: TensorShape, attributes: PoolingAttributes): Generator<PoolWindow> {
  const [height, width] = x.slice(2) as [number, number];
  const [planes, rows, columns] = [y[0]! * y[1]!, y[2]!, y[3]!];
  const [vertical, horizontal] = axisWindows(attributes);
  for (let plane = 0; plane < planes; plane++) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const places: number[] = [];
        for (let i = 0; i < vertical.kernel; i++) {
          for (let j = 0; j < horizontal.kernel; j++) {
            const xRow = row * vertical.stride + i * vertical.dilation - vertical.before;
            const xColumn = column * horizontal.stride + j * horizontal.dilation - horizontal.before;
            const inside = xRow >= 0 && xRow < height && xColumn >= 0 && xColumn < width;
            if (inside) places.push((plane * height + xRow) * width + xColumn);
          }
        }
        yield { y: (plane * rows + row) * columns + column, places, row, column };
      }
    }
  }
}

const maxPool: Kernel<'maxPool'> = ([x], attributes, [shape]) => {
  const y = zeros64(shape!);
  for (const window of windows(x!.shape, shape!, attributes)) {
    y.data[window.y] = window.places.reduce((largest, i) => Math.max(largest, x!.data[i]!), -Infinity);
  }
  return [y];
};

const maxPoolGradient: Kernel<'maxPoolGradient'> = ([x, y, dy], attributes) => {
  const dx = zeros64(x!.shape);
  for (const window of windows(x!.shape, y!.shape, attributes)) {
    const first = window.places.find((place) => x!.data[place] === y!.data[window.y]);
    if (first !== undefined) dx.data[first]! += dy!.data[window.y]!;
  }
  return [dx];
};

type AveragePoolAttributes = PoolingAttributes & { readonly countIncludePad: boolean };

/** What the sum of a window is divided by. */
function divisor(x: TensorShape, window: PoolWindow, attributes: AveragePoolAttributes): number {
  const [vertical, horizontal] = axisWindows(attributes);
  const { countIncludePad } = attributes;
  return (
    averagedTaps(x[2]!, vertical, window.row, countIncludePad) *
    averagedTaps(x[3]!, horizontal, window.column, countIncludePad)
  );
}

const averagePool: Kernel<'averagePool'> = ([x], attributes, [shape]) => {
  const y = zeros64(shape!);
  for (const window of windows(x!.shape, shape!, attributes)) {
    const sum = window.places.reduce((total, i) => total + x!.data[i]!, 0);
    y.data[window.y] = sum / divisor(x!.shape, window, attributes);
  }
  return [y];
};

const averagePoolGradient: Kernel<'averagePoolGradient'> = ([dy], attributes) => {
  const dx = zeros64(attributes.inputShape);
  for (const window of windows(dx.shape, dy!.shape, attributes)) {
    const share = dy!.data[window.y]! / divisor(dx.shape, window, attributes);
    for (const place of window.places) dx.data[place]! += share;
  }
  return [dx];
};

export const poolingKernels = { maxPool, maxPoolGradient, averagePool, averagePoolGradient };
