// The taps of a sliding window as tensors of their own, which is im2col by slices.

import type { TensorShape } from '../../graph/graph.ts';
import type { AxisWindow } from '../../graph/windowGeometry.ts';
import type { Emitter } from '../emitter.ts';

/** Rows times columns of an image [.., .., H, W]. */
export function placesOf(shape: TensorShape): number {
  return shape[2]! * shape[3]!;
}

/**
 * For each tap, row by row, what it sees at every place: tensors [A, B, OH, OW] from x [A, B, H, W].
 *
 * @param outputShape its last two extents are OH and OW
 * @param fill stands where the window reaches past x
 */
export function windowTaps(
  emit: Emitter,
  x: string,
  shape: TensorShape,
  window: readonly [AxisWindow, AxisWindow],
  outputShape: TensorShape,
  fill: number,
): readonly string[] {
  const reach = window.map((axis, i) => {
    const last = (outputShape[i + 2]! - 1) * axis.stride + (axis.kernel - 1) * axis.dilation + 1;
    return Math.max(0, last - axis.before - shape[i + 2]!);
  }) as [number, number];
  const padded = padPlanes(emit, x, [window[0].before, window[1].before, ...reach], fill);
  const extents = window.map((axis, i) => shape[i + 2]! + axis.before + reach[i]!);
  const taps: string[] = [];
  for (let row = 0; row < window[0].kernel; row++) {
    for (let column = 0; column < window[1].kernel; column++) {
      const starts = [row * window[0].dilation, column * window[1].dilation];
      const ends = window.map((axis, i) => starts[i]! + (outputShape[i + 2]! - 1) * axis.stride + 1);
      const whole = starts.every(
        (start, i) => start === 0 && ends[i] === extents[i] && window[i]!.stride === 1,
      );
      const bounds = [starts, ends, [2, 3], window.map((axis) => axis.stride)].map((list) =>
        emit.integers(list),
      );
      taps.push(whole ? padded : emit.node('Slice', [padded, ...bounds]));
    }
  }
  return taps;
}

/** Adds rows and columns [top, left, bottom, right] to images [.., .., H, W]. */
export function padPlanes(
  emit: Emitter,
  x: string,
  [top, left, bottom, right]: readonly [number, number, number, number],
  fill: number,
): string {
  if (top + left + bottom + right === 0) return x;
  return emit.node('Pad', [x, emit.integers([0, 0, top, left, 0, 0, bottom, right]), emit.scalar(fill)]);
}

/** An image [.., .., H, W] moved down and to the right, zeros coming in, and cut or filled up to `extents`. */
export function moved(
  emit: Emitter,
  value: string,
  shape: TensorShape,
  [down, right]: readonly [number, number],
  extents: readonly [number, number],
): string {
  const after = [extents[0] - shape[2]! - down, extents[1] - shape[3]! - right];
  if (down === 0 && right === 0 && after.every((count) => count === 0)) return value;
  const keepsExtents = extents[0] === shape[2] && extents[1] === shape[3];
  if (emit.target === 'cpu' && down === 0 && keepsExtents) return movedAcross(emit, value, shape, right);
  // Negative counts cut.
  return emit.node('Pad', [value, emit.integers([0, 0, down, right, 0, 0, ...after]), emit.scalar(0)]);
}

/**
 * Moves an image's columns to the right. Padding each of many short rows takes one thread longer than a product: the columns
 * that leave become zeros, then all rows move as one, and the zeros come in where the next row begins.
 */
function movedAcross(emit: Emitter, value: string, shape: TensorShape, right: number): string {
  const [images, channels, height, width] = shape as [number, number, number, number];
  const planes = planesTogether(images * channels, height * width);
  const stays = Array.from({ length: planes * height * width }, (_, place) => {
    const target = (place % width) + right;
    return target >= 0 && target < width ? 1 : 0;
  });
  const rows = emit.node('Reshape', [value, emit.integers([-1, stays.length])]);
  const kept = emit.node('Mul', [rows, emit.floats([stays.length], stays)]);
  const flat = emit.node('Reshape', [kept, emit.integers([-1])]);
  const turned = emit.node('Pad', [flat, emit.integers([right, -right]), emit.scalar(0)]);
  return emit.node('Reshape', [turned, emit.integers(shape)]);
}

/** A product that repeats its factor handles about so many numbers at a time without a loss. */
const longRun = 1024;

/** The fewest planes that make a long run; a divisor of all planes. */
export function planesTogether(count: number, places: number): number {
  let planes = 1;
  while (planes < count && (planes * places < longRun || count % planes !== 0)) planes++;
  return planes;
}
