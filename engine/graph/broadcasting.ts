// NumPy's broadcasting of shapes, for the shape rules, the interpreter and the gradients alike.

import type { TensorShape } from './graph.ts';

/** The shape that two shapes broadcast to, or undefined where they do not fit. */
export function broadcastShapes(a: TensorShape, b: TensorShape): TensorShape | undefined {
  const rank = Math.max(a.length, b.length);
  const shape: number[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    if (left !== right && left !== 1 && right !== 1) return undefined;
    shape.push(left === 1 ? right : left);
  }
  return shape;
}

/** The axes of `to` along which a tensor of shape `from` is repeated when it is broadcast to `to`. */
export function broadcastAxes(from: TensorShape, to: TensorShape): readonly number[] {
  const added = to.length - from.length;
  return to.flatMap((extent, axis) => {
    const repeated = axis < added || (from[axis - added] === 1 && extent !== 1);
    return repeated ? [axis] : [];
  });
}
