// Reductions over axes of which some stand before the kept ones and some after, such as a channel's sum over images.

import type { TensorShape } from '../../graph/graph.ts';
import type { Emitter } from '../emitter.ts';

export type Reducer = 'ReduceSum' | 'ReduceMean' | 'ReduceMax' | 'ReduceSumSquare';

interface Reduced {
  readonly operator: Reducer;
  /** Of x. */
  readonly shape: TensorShape;
  readonly axes: readonly number[];
  readonly keepDimensions: boolean;
}

/**
 * The webgpu provider gives each result of a reduction to one worker: a batch norm of 16 channels would leave all but 16
 * of a GPU's thousands idle. There the innermost axes are reduced first, for every image and channel, then the rest.
 */
export function reduce(emit: Emitter, outputs: readonly string[], x: string, reduced: Reduced): void {
  const { operator, axes, keepDimensions } = reduced;
  const innermost = trailingAxes(reduced);
  if (emit.target !== 'webgpu' || innermost.length === 0 || innermost.length === axes.length) {
    emit.reduction(outputs, operator, x, { axes, keepDimensions });
    return;
  }
  const partial = emit.freshName(operator);
  emit.reduction([partial], operator, x, { axes: innermost, keepDimensions: true });
  const second = operator === 'ReduceSumSquare' ? 'ReduceSum' : operator;
  emit.reduction(outputs, second, partial, { axes, keepDimensions });
}

/** The reduced axes behind which no axis is kept. */
function trailingAxes({ shape, axes }: Reduced): readonly number[] {
  const lastKept = shape.findLastIndex((_, axis) => !axes.includes(axis));
  return axes.filter((axis) => axis > lastKept);
}
