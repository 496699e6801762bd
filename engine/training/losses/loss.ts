// What a loss adds to the training step's graph, and the list of those there are.

import type { GraphBuilder, Value } from '../../graph/graph.ts';
import type { Call } from '../../network/attribute.ts';
import { crossEntropyRule } from './crossEntropy.ts';
import { focalRule } from './focal.ts';
import { mseRule } from './mse.ts';

/** One row of targets or logits: [classes]. */
export type ClassRow = Float32Array | Float64Array;

/** The loss of a recipe, for a network that tells so many classes apart. */
export interface LossRule {
  /** (logits [N, classes], targets [N, classes]) -> mean over the batch, a scalar. */
  build(builder: GraphBuilder, logits: Value, targets: Value): Value;
  /** Writes the targets of a sample of class `label`. */
  writeTarget(label: number, row: ClassRow): void;
  /** The loss of one sample, from rows of logits and targets, times its weight. */
  ofSample(logits: ClassRow, target: ClassRow): number;
  /** What a sample of this class counts in the mean. */
  weightOf(label: number): number;
}

/**
 * Makes the rule of a loss's call.
 * @throws UserError where the call does not suit this number of classes
 */
export type MakeLossRule = (call: Call, classes: number) => LossRule;

const makers: ReadonlyMap<string, MakeLossRule> = new Map([
  ['cross_entropy', crossEntropyRule],
  ['focal', focalRule],
  ['mse', mseRule],
]);

/**
 * The rule of a checked recipe's loss.
 * @throws UserError `training.weights` where its class weights are not as many as the classes
 */
export const lossRule: MakeLossRule = (call, classes) => {
  const make = makers.get(call.kind);
  if (make === undefined) throw new Error(`There is no rule for the loss ${call.kind}.`);
  return make(call, classes);
};
