// What a lowering is: one way of writing an operation with ONNX operators.

import type { NodeOf, OperationName } from '../graph/graph.ts';
import type { Emitter } from './emitter.ts';
import type { Target } from './target.ts';

export interface Lowering<K extends OperationName> {
  /** Unique among the operation's lowerings. */
  readonly name: string;
  /**
   * Whether this way gives the right result for the node, on the target. Always, where absent.
   *
   * @param channelBlock see `EncodeOptions`
   */
  applies?(node: NodeOf<K>, target: Target, channelBlock?: number): boolean;
  /** Emits nodes that compute the named outputs from the named inputs. */
  lower(emit: Emitter, node: NodeOf<K>, inputs: readonly string[], outputs: readonly string[]): void;
}

/** An operation that there is one way of writing. */
export function only<K extends OperationName>(lower: Lowering<K>['lower']): readonly Lowering<K>[] {
  return [{ name: 'only', lower }];
}
