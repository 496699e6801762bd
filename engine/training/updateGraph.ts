// The last part of a training step's graph, where a device keeps the weights: from gradients to the next weights,
// statistics and averages.

import type { GraphBuilder, Value } from '../graph/graph.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { scaled, sumOfSquares } from './optimizers/arithmetic.ts';
import { optimizerRule } from './optimizers/optimizer.ts';
import { accumulatedName, averageName, nextName, optimizerTensorName } from './stateNames.ts';
import { accumulated, averaged, clipFactor, stepNumbers, updated } from './updateFormulas.ts';

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

/** Adds every `next.NAME` output. */
export function buildUpdates(
  builder: GraphBuilder,
  recipe: Recipe,
  values: { readonly trained: readonly TrainedValue[]; readonly statistics: readonly StatisticValue[] },
): void {
  const step: Step = {
    builder,
    recipe,
    numbers: stepNumbers(builder, recipe),
    gate: gateOf(builder, recipe),
  };
  for (const parameter of clipped(
    step,
    values.trained.map((parameter) => withAccumulated(step, parameter)),
  )) {
    builder.setScope(`${parameter.layer}/optimizer`);
    updateParameter(step, parameter);
  }
  for (const { name, layer, value, next } of values.statistics) {
    builder.setScope(`${layer}/statistics`);
    builder.output(nextName(name), next);
    if (recipe.average === undefined) continue;
    const average = builder.input(averageName(name), value.shape);
    const { numbers, gate } = step;
    builder.output(nextName(averageName(name)), gate(averaged(builder, { average, next, numbers }), average));
  }
}

interface Step {
  readonly builder: GraphBuilder;
  readonly recipe: Recipe;
  /** By input name. */
  readonly numbers: ReadonlyMap<string, Value>;
  /** The first with the last batch of a step, the second with those before. */
  readonly gate: (after: Value, before: Value) => Value;
}

function gateOf(builder: GraphBuilder, { accumulate = 1 }: Recipe): Step['gate'] {
  if (accumulate === 1) return (after) => after;
  const last = builder.apply('greater', [builder.input(lastBatchName, []), builder.scalar(0)]);
  return (after, before) => builder.apply('select', [last, after, before]);
}

/** The mean gradient of the batches of this step so far; it starts at zero again after the last. */
function withAccumulated({ builder, recipe, gate }: Step, parameter: TrainedValue): TrainedValue {
  const { accumulate = 1 } = recipe;
  if (accumulate === 1) return parameter;
  const { name, layer, value } = parameter;
  builder.setScope(`${layer}/optimizer`);
  const before = builder.input(accumulatedName(name), value.shape);
  const gradient = accumulated(builder, { before, gradient: parameter.gradient }, accumulate);
  builder.output(nextName(accumulatedName(name)), gate(scaled(builder, before, 0), gradient));
  return { ...parameter, gradient };
}

/** All gradients by the one factor that keeps their common norm within the recipe's bound. */
function clipped({ builder, recipe }: Step, trained: readonly TrainedValue[]): readonly TrainedValue[] {
  const { clip } = recipe;
  if (clip === undefined || trained.length === 0) return trained;
  builder.setScope('clip');
  const squares = trained.map(({ gradient }) => sumOfSquares(builder, gradient));
  const sum = squares.reduce((left, right) => builder.apply('add', [left, right]));
  const factor = clipFactor(builder, sum, clip);
  return trained.map((parameter) => ({
    ...parameter,
    gradient: builder.apply('multiply', [parameter.gradient, factor]),
  }));
}

function updateParameter(step: Step, { name, value, gradient, decays }: TrainedValue): void {
  const { builder, recipe, numbers, gate } = step;
  const slots = optimizerRule(recipe.optimizer).slots(recipe.optimizer);
  const input = (tensor: string) => builder.input(tensor, value.shape);
  const state = new Map(slots.map((slot) => [slot, input(optimizerTensorName(slot, name))] as const));
  const average = recipe.average === undefined ? undefined : input(averageName(name));
  const before = { parameter: value, gradient, decays, state, numbers, ...(average && { average }) };
  const next = updated(builder, recipe, before);
  builder.output(nextName(name), gate(next.parameter, value));
  for (const [slot, after] of next.state) {
    builder.output(nextName(optimizerTensorName(slot, name)), gate(after, state.get(slot)!));
  }
  if (average) builder.output(nextName(averageName(name)), gate(next.average!, average));
}
