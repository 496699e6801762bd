// What an update makes of a gradient, declared once: for the step's graph, and for the loops that take its place.

import type { GraphBuilder, Value } from '../graph/graph.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { scaled } from './optimizers/arithmetic.ts';
import { factorName, factorsAt, optimizerRule } from './optimizers/optimizer.ts';

/** The name of the number that the optimizer's steps are scaled by. */
export const learningRateName = 'learning_rate';

/** What is fed at the step that makes this update, counted from 1, by input name. */
export function stepFactors({ optimizer, average }: Recipe, updates: number): ReadonlyMap<string, number> {
  const factors = new Map(factorsAt(optimizer, updates));
  // The first weights are forgotten faster than they would be otherwise: as TensorFlow's moving averages do.
  if (average !== undefined) factors.set(averageFactor, Math.min(average, updates / (updates + 9)));
  return factors;
}

const averageFactor = factorName('average');

/** The numbers that every parameter's update reads, as values of a graph, by the names under which they are fed. */
export function stepNumbers(builder: GraphBuilder, recipe: Recipe): ReadonlyMap<string, Value> {
  const names = [learningRateName, ...stepFactors(recipe, 1).keys()];
  return new Map(names.map((name) => [name, builder.input(name, [])]));
}

/** The sum of the mean gradients so far, with another batch's. */
export function accumulated(
  builder: GraphBuilder,
  { before, gradient }: { readonly before: Value; readonly gradient: Value },
  batches: number,
): Value {
  return builder.apply('add', [before, scaled(builder, gradient, 1 / batches)]);
}

/** clip / (norm + 1e-6), or 1 where the norm is below it, as PyTorch's `clip_grad_norm_`. */
export function clipFactor(builder: GraphBuilder, squares: Value, clip: number): Value {
  const norm = builder.apply('add', [builder.apply('sqrt', [squares]), builder.scalar(1e-6)]);
  const ratio = builder.apply('divide', [builder.scalar(clip), norm]);
  return builder.apply('minimum', [ratio, builder.scalar(1)]);
}

export interface UpdatedTensors {
  readonly parameter: Value;
  /** By slot. */
  readonly state: ReadonlyMap<string, Value>;
  /** Where averages are kept. */
  readonly average?: Value;
}

/** The next value of one trained parameter, of the optimizer's tensors for it, and of its average. */
export function updated(
  builder: GraphBuilder,
  recipe: Recipe,
  before: UpdatedTensors & {
    readonly gradient: Value;
    readonly decays: boolean;
    readonly numbers: ReadonlyMap<string, Value>;
  },
): UpdatedTensors {
  const { parameter, gradient, decays, state, average, numbers } = before;
  const { optimizer } = recipe;
  const rule = optimizerRule(optimizer);
  const named = Object.keys(rule.factors?.(optimizer, 1) ?? {});
  const factors = new Map(named.map((factor) => [factor, numbers.get(factorName(factor))!]));
  const learningRate = numbers.get(learningRateName)!;
  const next = rule.update(builder, optimizer, { parameter, gradient, learningRate, decays, state, factors });
  if (average === undefined) return next;
  return { ...next, average: averaged(builder, { average, next: next.parameter, numbers }) };
}

/** average * share + next * (1 - share), written as average + (next - average) * (1 - share) */
export function averaged(
  builder: GraphBuilder,
  {
    average,
    next,
    numbers,
  }: { readonly average: Value; readonly next: Value; readonly numbers: ReadonlyMap<string, Value> },
): Value {
  const rest = builder.apply('subtract', [builder.scalar(1), numbers.get(averageFactor)!]);
  const away = builder.apply('subtract', [next, average]);
  return builder.apply('add', [average, builder.apply('multiply', [away, rest])]);
}
