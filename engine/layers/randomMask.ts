// The random mask of the dropout layers.

import type { TensorShape, Value } from '../graph/graph.ts';
import type { LoweringContext } from './layer.ts';

/**
 * x * keep / (1 - rate), keep being 0 with probability `rate` and of a shape that broadcasts to x; x itself
 * where chance is off.
 */
export function dropAtRandom(
  { builder, random }: LoweringContext<unknown>,
  x: Value,
  rate: number,
  maskShape: TensorShape,
): Value {
  if (rate === 0) return x;
  const uniform = random('uniform', maskShape);
  if (uniform === undefined) return x;
  // u < rate with probability rate; everything is dropped at rate 1, where 1 / (1 - rate) does not exist.
  const keep = builder.apply(
    'select',
    [
      builder.apply('greater', [builder.scalar(rate), uniform]),
      builder.scalar(0),
      builder.scalar(rate === 1 ? 0 : 1 / (1 - rate)),
    ],
    {},
  );
  return builder.apply('multiply', [x, keep]);
}
