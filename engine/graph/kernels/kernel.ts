// What the interpreter runs for an operation.

import type { OperationName, Operations, TensorShape } from '../graph.ts';
import type { Tensor64 } from '../tensor64.ts';

/** Computes the outputs, whose shapes the builder has inferred. Written for clarity, not for speed. */
export type Kernel<K extends OperationName> = (
  inputs: readonly Tensor64[],
  attributes: Operations[K],
  shapes: readonly TensorShape[],
) => readonly Tensor64[];
