// What a gradient rule is: from the gradients of an operation's outputs to those of its inputs, as new nodes.

import type { GraphBuilder, NodeOf, OperationName, Operations, Value } from '../graph/graph.ts';

/** One application of the operation, as its rule sees it while the gradient's nodes are appended. */
export interface Backward<K extends OperationName> {
  readonly builder: GraphBuilder;
  readonly node: NodeOf<K>;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly attributes: Operations[K];
  /** Gradient of the first output. */
  readonly dy: Value;
  /** Gradient of every output; undefined where nothing depends on it. */
  readonly outputGradients: readonly (Value | undefined)[];
  /** Whether the gradient of input `index` is wanted; a rule should leave out what is not. */
  needs(index: number): boolean;
}

/**
 * Returns the gradient of each input, or undefined where it is zero or not wanted. Where an input was broadcast, its
 * gradient may have the broadcast shape: `differentiate` sums it down.
 */
export type GradientRule<K extends OperationName> = (backward: Backward<K>) => readonly (Value | undefined)[];
