// What an optimizer adds to the training step's graph, and the list of those there are.

import type { GraphBuilder, Value } from '../../graph/graph.ts';
import type { Call } from '../../network/attribute.ts';
import { adamRule, adamwRule } from './adam.ts';
import { larsRule } from './lars.ts';
import { rmspropRule } from './rmsprop.ts';
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
  /** What `factors` gives for this step, by name; scalars. */
  readonly factors: ReadonlyMap<string, Value>;
}

export interface UpdatedParameter {
  readonly parameter: Value;
  /** The same slots as before. */
  readonly state: ReadonlyMap<string, Value>;
}

export interface OptimizerRule {
  /** Names of the tensors that are kept for each trained parameter, of its shape; all start as zeros. */
  slots(call: Call): readonly string[];
  /** Numbers that depend on how many updates were made, this one counted: they are fed at each step. */
  factors?(call: Call, updates: number): Readonly<Record<string, number>>;
  update(builder: GraphBuilder, call: Call, update: ParameterUpdate): UpdatedParameter;
  /** The learning rate as the recipe gives it, before the schedule. */
  learningRate(call: Call): number;
}

const rules: ReadonlyMap<string, OptimizerRule> = new Map([
  ['sgd', sgdRule],
  ['adam', adamRule],
  ['adamw', adamwRule],
  ['rmsprop', rmspropRule],
  ['lars', larsRule],
]);

/** The rule of a checked recipe's optimizer. */
export function optimizerRule({ kind }: Call): OptimizerRule {
  const rule = rules.get(kind);
  if (rule === undefined) throw new Error(`There is no rule for the optimizer ${kind}.`);
  return rule;
}

/** Name of the graph input that feeds a factor. */
export function factorName(factor: string): string {
  return `factor.${factor}`;
}

/** What is fed at the step that makes the update of this number, counted from 1: the optimizer's factors by input name. */
export function factorsAt(optimizer: Call, updates: number): ReadonlyMap<string, number> {
  const factors = optimizerRule(optimizer).factors?.(optimizer, updates) ?? {};
  return new Map(Object.entries(factors).map(([name, value]) => [factorName(name), value]));
}
