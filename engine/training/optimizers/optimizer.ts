// What an optimizer adds to the training step's graph, and the list of those there are.

import type { GraphBuilder, Value } from '../../graph/graph.ts';
import type { Call } from '../../network/attribute.ts';
import { sgdRule } from './sgd.ts';

/** One trained parameter in one step. Every value has the parameter's shape, `learningRate` none. */
export interface ParameterUpdate {
  readonly parameter: Value;
  readonly gradient: Value;
  readonly learningRate: Value;
  /** Whether weight decay applies to this parameter. */
  readonly decays: boolean;
  /** The optimizer's own tensors by slot, as the last step left them. */
  readonly state: ReadonlyMap<string, Value>;
}

export interface UpdatedParameter {
  readonly parameter: Value;
  /** The same slots as before. */
  readonly state: ReadonlyMap<string, Value>;
}

export interface OptimizerRule {
  /** Names of the tensors that are kept for each trained parameter, of its shape; all start as zeros. */
  slots(call: Call): readonly string[];
  update(builder: GraphBuilder, call: Call, update: ParameterUpdate): UpdatedParameter;
  /** The learning rate as the recipe gives it, before the schedule. */
  learningRate(call: Call): number;
}

const rules: ReadonlyMap<string, OptimizerRule> = new Map([['sgd', sgdRule]]);

/** The rule of a checked recipe's optimizer. */
export function optimizerRule({ kind }: Call): OptimizerRule {
  const rule = rules.get(kind);
  if (rule === undefined) throw new Error(`There is no rule for the optimizer ${kind}.`);
  return rule;
}
