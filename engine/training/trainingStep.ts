// The graph of one whole training step: forward, loss, backward and the optimizer's update.

import { differentiate } from '../autodiff/differentiate.ts';
import { createGraphBuilder } from '../graph/builder.ts';
import type { Graph, GraphBuilder } from '../graph/graph.ts';
import type { RandomInput } from '../lowering/lowerNetwork.ts';
import type { Network, NetworkLayer } from '../network/network.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { recomputeActivations } from '../recomputation/recomputeActivations.ts';
import { buildLossGraph, type LossGraph } from './lossGraph.ts';
import { headLogitsName, headLossName } from './stateNames.ts';
import { buildUpdates, type StatisticValue, type TrainedValue } from './updateGraph.ts';

/**
 * Inputs: `images` [N, C, H, W], `targets` [N, classes], `learning_rate` [], what `stepFactors` gives [], every state
 * tensor under its name, and the random inputs. Outputs: `loss` [], `logits` [N, classes], `loss.HEAD` and `logits.HEAD`
 * for every auxiliary head, and `next.NAME` for every state tensor. Where gradients are accumulated, also `last_batch` [], `accumulated.NAME` for each trained parameter, and
 * what replaces them.
 */
export interface TrainingStep {
  readonly graph: Graph;
  readonly randomInputs: readonly RandomInput[];
}

export function buildTrainingStep(
  network: Network,
  recipe: Recipe,
  options: { readonly random: boolean } = { random: true },
): TrainingStep {
  const builder = createGraphBuilder();
  const built = buildLossGraph(builder, network, recipe, options);
  const trained = trainedParameters(network);
  const values = trained.map(({ name }) => built.parameters.get(name)!);
  const forward = builder.nodes.length;
  const gradients = differentiate(builder, built.loss, values);
  builder.output('loss', built.loss);
  builder.output('logits', built.lowered.logits);
  for (const { name, logits } of built.lowered.heads) {
    builder.output(headLossName(name), built.headLosses.get(name)!);
    builder.output(headLogitsName(name), logits);
  }
  buildUpdates(builder, recipe, {
    trained: trained.map((parameter, index) => {
      const value = values[index]!;
      return { ...parameter, value, gradient: gradients.get(value)! };
    }),
    statistics: statistics(builder, network, built),
  });
  const graph = recomputeActivations(builder.finish(), { network, forward, mode: recipe.recompute });
  return { graph, randomInputs: built.lowered.randomInputs };
}

/**
 * The same up to the gradients. Outputs: `loss`, `logits`, `grad.NAME` for every trained parameter, and `grad.images`.
 */
export function buildGradients(
  network: Network,
  recipe: Pick<Recipe, 'batch' | 'loss'>,
  options: { readonly random: boolean } = { random: false },
): TrainingStep {
  const builder = createGraphBuilder();
  const { images, parameters, lowered, loss } = buildLossGraph(builder, network, recipe, options);
  const wanted = new Map(trainedParameters(network).map(({ name }) => [name, parameters.get(name)!]));
  wanted.set('images', images);
  const gradients = differentiate(builder, loss, [...wanted.values()]);
  builder.output('loss', loss);
  builder.output('logits', lowered.logits);
  for (const [name, value] of wanted) builder.output(`grad.${name}`, gradients.get(value)!);
  return { graph: builder.finish(), randomInputs: lowered.randomInputs };
}

function trainedParameters(network: Network): readonly Omit<TrainedValue, 'value' | 'gradient'>[] {
  const ofLayer = ({ path, parameters }: NetworkLayer) =>
    parameters
      .filter(({ trainable }) => trainable)
      .map(({ name, decays }) => ({ name, decays, layer: path }));
  return network.layers.flatMap(ofLayer);
}

/** Statistics that no layer updated in this mode stay as they are. */
function statistics(
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
