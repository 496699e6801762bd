// A number for each channel, made ready to combine with images.

import type { GraphBuilder, Value } from '../graph/graph.ts';

/** `tensor` [C] as [1, C] or [1, C, 1, 1], so that it broadcasts to x [N, C, …]. */
export function perChannel(builder: GraphBuilder, tensor: Value, x: Value): Value {
  const shape = x.shape.map((extent, axis) => (axis === 1 ? extent : 1));
  return builder.apply('reshape', [tensor], { shape });
}
