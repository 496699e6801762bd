// The graph of one whole training step: forward, loss, backward and, where it is to stay on a device, the update.

import { differentiate } from '../autodiff/differentiate.ts';
import { createGraphBuilder } from '../graph/builder.ts';
import type { Graph, GraphBuilder } from '../graph/graph.ts';
import type { RandomInput } from '../lowering/lowerNetwork.ts';
import type { Network, NetworkLayer } from '../network/network.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { recomputeActivations } from '../recomputation/recomputeActivations.ts';
import { buildLossGraph, type LossGraph } from './lossGraph.ts';
import { withLastNodes } from './outputOrder.ts';
import { gradientName, headLogitsName, headLossName, nextName } from './stateNames.ts';
import { buildUpdates, type StatisticValue, type TrainedValue } from './updateGraph.ts';

/** `images` [N, C, H, W] and `targets` [N, classes] are inputs; `loss` [] and `logits` [N, classes] are outputs. */
export interface TrainingStep {
  readonly graph: Graph;
  readonly randomInputs: readonly RandomInput[];
}

interface StepOptions {
  /** Whether layers such as dropout are at work. */
  readonly random: boolean;
}

/**
 * Further inputs: `learning_rate` [], what `stepFactors` gives [], every state tensor under its name, and the random
 * inputs. Further outputs: `loss.HEAD` and `logits.HEAD` for every auxiliary head, and `next.NAME` for every state tensor.
 * Where gradients are accumulated, also `last_batch` [], `accumulated.NAME` for each trained parameter, and what replaces
 * them.
 */
export function buildTrainingStep(
  network: Network,
  recipe: Recipe,
  options: StepOptions = { random: true },
): TrainingStep {
  const { builder, trained, statistics, finish } = startStep(network, recipe, options);
  buildUpdates(builder, recipe, { trained, statistics });
  return finish();
}

/**
 * The same without the update: parameters and statistics are inputs, `grad.NAME` for each trained parameter and `next.NAME`
 * for each statistic are outputs.
 */
export function buildGradientStep(
  network: Network,
  recipe: StepRecipe,
  options: StepOptions = { random: true },
): TrainingStep {
  const { builder, trained, statistics, finish } = startStep(network, recipe, options);
  for (const { name, gradient } of trained) builder.output(gradientName(name), gradient);
  for (const { name, next } of statistics) builder.output(nextName(name), next);
  const { graph, randomInputs } = finish();
  return {
    graph: withLastNodes(graph, new Set(trained.map(({ name }) => gradientName(name)))),
    randomInputs,
  };
}

interface StartedStep {
  readonly builder: GraphBuilder;
  readonly trained: readonly TrainedValue[];
  readonly statistics: readonly StatisticValue[];
  /** Once all outputs are there. */
  readonly finish: () => TrainingStep;
}

/** What a step depends on, its update aside. */
type StepRecipe = Pick<Recipe, 'batch' | 'loss' | 'recompute'>;

/** Up to the gradients, with what is measured as outputs. */
function startStep(network: Network, recipe: StepRecipe, options: StepOptions): StartedStep {
  const builder = createGraphBuilder();
  const built = buildLossGraph(builder, network, recipe, options);
  const parameters = trainedParameters(network);
  const values = parameters.map(({ name }) => built.parameters.get(name)!);
  const forward = builder.nodes.length;
  const gradients = differentiate(builder, built.loss, values);
  builder.output('loss', built.loss);
  builder.output('logits', built.lowered.logits);
  for (const { name, logits } of built.lowered.heads) {
    builder.output(headLossName(name), built.headLosses.get(name)!);
    builder.output(headLogitsName(name), logits);
  }
  const trained = parameters.map((parameter, index) => {
    const value = values[index]!;
    return { ...parameter, value, gradient: gradients.get(value)! };
  });
  const statistics = statisticsOf(builder, network, built);
  const finish = (): TrainingStep => {
    const graph = recomputeActivations(builder.finish(), { network, forward, mode: recipe.recompute });
    return { graph, randomInputs: built.lowered.randomInputs };
  };
  return { builder, trained, statistics, finish };
}

/**
 * Up to the gradients. Outputs: `loss`, `logits`, `grad.NAME` for every trained parameter, and `grad.images`.
 */
export function buildGradients(
  network: Network,
  recipe: Pick<Recipe, 'batch' | 'loss'>,
  options: StepOptions = { random: false },
): TrainingStep {
  const builder = createGraphBuilder();
  const { images, parameters, lowered, loss } = buildLossGraph(builder, network, recipe, options);
  const wanted = new Map(trainedParameters(network).map(({ name }) => [name, parameters.get(name)!]));
  wanted.set('images', images);
  const gradients = differentiate(builder, loss, [...wanted.values()]);
  builder.output('loss', loss);
  builder.output('logits', lowered.logits);
  for (const [name, value] of wanted) builder.output(gradientName(name), gradients.get(value)!);
  return { graph: builder.finish(), randomInputs: lowered.randomInputs };
}

export function trainedParameters(network: Network): readonly Omit<TrainedValue, 'value' | 'gradient'>[] {
  const ofLayer = ({ path, parameters }: NetworkLayer) =>
    parameters
      .filter(({ trainable }) => trainable)
      .map(({ name, decays }) => ({ name, decays, layer: path }));
  return network.layers.flatMap(ofLayer);
}

/** Statistics that no layer updated in this mode stay as they are. */
function statisticsOf(
  builder: GraphBuilder,
  network: Network,
  { lowered, parameters }: LossGraph,
): readonly StatisticValue[] {
  return network.layers.flatMap(({ path, parameters: own }) => {
    builder.setScope(`${path}/statistics`);
    return own
      .filter(({ trainable }) => !trainable)
      .map(({ name }) => {
        const value = parameters.get(name)!;
        const next = lowered.updates.get(name) ?? builder.apply('add', [value, builder.scalar(0)]);
        return { name, layer: path, value, next };
      });
  });
}
