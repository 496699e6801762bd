// The last part of the training step's graph: from gradients to the next weights, statistics and averages.

import type { GraphBuilder, Value } from '../graph/graph.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { scaled, sumOfSquares } from './optimizers/arithmetic.ts';
import { factorName, factorsAt, optimizerRule } from './optimizers/optimizer.ts';
import { accumulatedName, averageName, nextName, optimizerTensorName } from './stateNames.ts';

export interface TrainedValue {
  readonly name: string;
  /** Path of its layer. */
  readonly layer: string;
  readonly decays: boolean;
  readonly value: Value;
  readonly gradient: Value;
}

export interface StatisticValue {
  readonly name: string;
  readonly layer: string;
  readonly value: Value;
  /** After the step. */
  readonly next: Value;
}

/** Fed as 1 with the last batch of a step, where gradients are accumulated, and as 0 with those before. */
export const lastBatchName = 'last_batch';

/** What is fed at the step that makes this update, counted from 1, by input name. */
export function stepFactors({ optimizer, average }: Recipe, updates: number): ReadonlyMap<string, number> {
  const factors = new Map(factorsAt(optimizer, updates));
  // The first weights are forgotten faster than they would be otherwise: as TensorFlow's moving averages do.
  if (average !== undefined) factors.set(averageFactor, Math.min(average, updates / (updates + 9)));
  return factors;
}

const averageFactor = factorName('average');

/** Adds every `next.NAME` output. */
export function buildUpdates(
  builder: GraphBuilder,
  recipe: Recipe,
  values: { readonly trained: readonly TrainedValue[]; readonly statistics: readonly StatisticValue[] },
): void {
  const learningRate = builder.input('learning_rate', []);
  const inputs = [...stepFactors(recipe, 1).keys()].map((name) => [name, builder.input(name, [])] as const);
  const step: Step = {
    builder,
    recipe,
    learningRate,
    factors: new Map(inputs),
    gate: gateOf(builder, recipe),
  };
  for (const parameter of clipped(
    step,
    values.trained.map((parameter) => accumulated(step, parameter)),
  )) {
    builder.setScope(`${parameter.layer}/optimizer`);
    updateParameter(step, parameter);
  }
  for (const { name, layer, value, next } of values.statistics) {
    builder.setScope(`${layer}/statistics`);
    builder.output(nextName(name), next);
    updateAverage(step, name, value, next);
  }
}

interface Step {
  readonly builder: GraphBuilder;
  readonly recipe: Recipe;
  readonly learningRate: Value;
  /** By input name. */
  readonly factors: ReadonlyMap<string, Value>;
  /** The first with the last batch of a step, the second with those before. */
  readonly gate: (after: Value, before: Value) => Value;
}

function gateOf(builder: GraphBuilder, { accumulate = 1 }: Recipe): Step['gate'] {
  if (accumulate === 1) return (after) => after;
  const last = builder.apply('greater', [builder.input(lastBatchName, []), builder.scalar(0)]);
  return (after, before) => builder.apply('select', [last, after, before]);
}

/** The mean gradient of the batches of this step so far; it starts at zero again after the last. */
function accumulated({ builder, recipe, gate }: Step, parameter: TrainedValue): TrainedValue {
  const { accumulate = 1 } = recipe;
  if (accumulate === 1) return parameter;
  const { name, layer, value } = parameter;
  builder.setScope(`${layer}/optimizer`);
  const before = builder.input(accumulatedName(name), value.shape);
  const gradient = builder.apply('add', [before, scaled(builder, parameter.gradient, 1 / accumulate)]);
  builder.output(nextName(accumulatedName(name)), gate(scaled(builder, before, 0), gradient));
  return { ...parameter, gradient };
}

/** All gradients times clip / (norm + 1e-6) where their common norm is above `clip`, as PyTorch's `clip_grad_norm_`. */
function clipped({ builder, recipe }: Step, trained: readonly TrainedValue[]): readonly TrainedValue[] {
  const { clip } = recipe;
  if (clip === undefined || trained.length === 0) return trained;
  builder.setScope('clip');
  const squares = trained.map(({ gradient }) => sumOfSquares(builder, gradient));
  const sum = squares.reduce((left, right) => builder.apply('add', [left, right]));
  const norm = builder.apply('add', [builder.apply('sqrt', [sum]), builder.scalar(1e-6)]);
  const ratio = builder.apply('divide', [builder.scalar(clip), norm]);
  const factor = builder.apply('minimum', [ratio, builder.scalar(1)]);
  return trained.map((parameter) => ({
    ...parameter,
    gradient: builder.apply('multiply', [parameter.gradient, factor]),
  }));
}

function updateParameter(step: Step, { name, value, gradient, decays }: TrainedValue): void {
  const { builder, recipe, learningRate, factors, gate } = step;
  const { optimizer } = recipe;
  const rule = optimizerRule(optimizer);
  const state = new Map(
    rule
      .slots(optimizer)
      .map((slot) => [slot, builder.input(optimizerTensorName(slot, name), value.shape)] as const),
  );
  const named = Object.keys(rule.factors?.(optimizer, 1) ?? {});
  const updated = rule.update(builder, optimizer, {
    parameter: value,
    gradient,
    learningRate,
    decays,
    state,
    factors: new Map(named.map((factor) => [factor, factors.get(factorName(factor))!])),
  });
  const next = gate(updated.parameter, value);
  builder.output(nextName(name), next);
  for (const [slot, after] of updated.state) {
    builder.output(nextName(optimizerTensorName(slot, name)), gate(after, state.get(slot)!));
  }
  updateAverage(step, name, value, next);
}

/** average * share + next * (1 - share), written as average + (next - average) * (1 - share) */
function updateAverage(
  { builder, recipe, factors, gate }: Step,
  name: string,
  value: Value,
  next: Value,
): void {
  if (recipe.average === undefined) return;
  const before = builder.input(averageName(name), value.shape);
  const share = builder.apply('subtract', [builder.scalar(1), factors.get(averageFactor)!]);
  const away = builder.apply('subtract', [next, before]);
  const after = builder.apply('add', [before, builder.apply('multiply', [away, share])]);
  builder.output(nextName(averageName(name)), gate(after, before));
}
