// Tensors of the reference interpreter: float64 numbers, row by row; bools are 0 or 1.

import type { TensorShape } from './graph.ts';
import { rowMajorStrides, tensorSize } from './tensorShape.ts';

export interface Tensor64 {
  readonly shape: TensorShape;
  readonly data: Float64Array;
}

/** @throws Error where the number of items does not fit the shape. */
export function tensor64(shape: TensorShape, data: ArrayLike<number>): Tensor64 {
  if (data.length !== tensorSize(shape)) {
    throw new Error(`A tensor of shape [${shape.join(', ')}] cannot hold ${data.length} items.`);
  }
  return { shape, data: Float64Array.from(data) };
}

export function zeros64(shape: TensorShape): Tensor64 {
  return { shape, data: new Float64Array(tensorSize(shape)) };
}

/** A tensor whose elements `element` computes from their place in the row-major order. */
export function generate64(shape: TensorShape, element: (offset: number) => number): Tensor64 {
  const result = zeros64(shape);
  for (let offset = 0; offset < result.data.length; offset++) result.data[offset] = element(offset);
  return result;
}

/**
 * For every element of a tensor of `shape`, in row-major order, the offset that `strides` (one for each axis) and
 * `start` give it in some other array.
 */
export function stridedOffsets(shape: TensorShape, strides: readonly number[], start = 0): Int32Array {
  const offsets = new Int32Array(tensorSize(shape));
  const index = new Array<number>(shape.length).fill(0);
  let offset = start;
  for (let i = 0; i < offsets.length; i++) {
    offsets[i] = offset;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]!++;
      offset += strides[axis]!;
      if (index[axis]! < shape[axis]!) break;
      offset -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return offsets;
}

/** For every element of `to`, the offset of the element of `from` that broadcasting puts there. */
export function broadcastOffsets(from: TensorShape, to: TensorShape): Int32Array {
  const own = rowMajorStrides(from);
  const added = to.length - from.length;
  const strides = to.map((_, axis) => (axis < added || from[axis - added] === 1 ? 0 : own[axis - added]!));
  return stridedOffsets(to, strides);
}
