// Small questions about tensor shapes.

import type { TensorShape } from './graph.ts';

export function tensorSize(shape: TensorShape): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

export function sameTensorShape(a: TensorShape, b: TensorShape): boolean {
  return a.length === b.length && a.every((extent, axis) => extent === b[axis]);
}

/** Distance in a row-major array between neighbours along each axis. */
export function rowMajorStrides(shape: TensorShape): readonly number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * shape[axis + 1]!;
  return strides;
}

/** The shape left when `axes` are summed away. */
export function reducedShape(
  shape: TensorShape,
  axes: readonly number[],
  keepDimensions: boolean,
): TensorShape {
  return shape.flatMap((extent, axis) => {
    if (!axes.includes(axis)) return [extent];
    return keepDimensions ? [1] : [];
  });
}
