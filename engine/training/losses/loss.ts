// What a loss adds to the training step's graph, and the list of those there are.

import type { GraphBuilder, Value } from '../../graph/graph.ts';
import type { Call } from '../../network/attribute.ts';
import { crossEntropyRule } from './crossEntropy.ts';

export interface LossRule {
  /** (logits [N, classes], targets [N, classes]) -> mean over the batch, a scalar. */
  build(builder: GraphBuilder, logits: Value, targets: Value): Value;
  /** What writes one row of targets, [classes], for a sample of class `label`. */
  targetWriter(call: Call): (label: number, row: Float32Array) => void;
  /** The loss of one sample, from rows of logits and targets. */
  ofSample(logits: Float32Array, target: Float32Array): number;
}

const rules: ReadonlyMap<string, LossRule> = new Map([['cross_entropy', crossEntropyRule]]);

/** The rule of a checked recipe's loss. */
export function lossRule({ kind }: Call): LossRule {
  const rule = rules.get(kind);
  if (rule === undefined) throw new Error(`There is no rule for the loss ${kind}.`);
  return rule;
}
