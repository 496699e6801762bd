// Matrix products of one image after the other, added up over the images.

import type { TensorShape } from '../../graph/graph.ts';
import type { Emitter } from '../emitter.ts';

/** [N, G K, H, W] seen as [N G, K, H, W]: groups are images of their own. */
export function groupsAsImages(emit: Emitter, value: string, shape: TensorShape, groups: number): string {
  if (groups === 1) return value;
  return emit.node('Reshape', [value, emit.integers(groupedShape(shape, groups))]);
}

export function groupedShape(shape: TensorShape, groups: number): TensorShape {
  const [batch, channels, height, width] = shape as [number, number, number, number];
  return [batch * groups, channels / groups, height, width];
}

/** Products [N G, a, b] added up over the images: [G, a, b]. */
export function sumOverImages(
  emit: Emitter,
  products: string,
  [groups, ...matrix]: readonly [number, number, number],
): string {
  const apart = emit.node('Reshape', [products, emit.integers([-1, groups, ...matrix])]);
  return emit.node('ReduceSum', [apart, emit.integers([0])], { keepdims: 0 });
}

/** a [.., m, k] times b [.., n, k] transposed. */
export function productWithTransposed(emit: Emitter, a: string, b: string): string {
  if (emit.target === 'cpu') return emit.node('FusedMatMul', [a, b], { transB: 1 });
  return emit.node('MatMul', [a, emit.node('Transpose', [b], { perm: [0, 2, 1] })]);
}
