// The graph of one whole training step: forward, loss, backward and the optimizer's update.

import { differentiate } from '../autodiff/differentiate.ts';
import { createGraphBuilder } from '../graph/builder.ts';
import type { Graph, GraphBuilder, Value } from '../graph/graph.ts';
import type { RandomInput } from '../lowering/lowerNetwork.ts';
import type { Network, NetworkLayer } from '../network/network.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { buildLossGraph, type LossGraph } from './lossGraph.ts';
import { factorName, optimizerRule } from './optimizers/optimizer.ts';
import { optimizerTensorName } from './trainingState.ts';

/**
 * Inputs: `images` [N, C, H, W], `targets` [N, classes], `learning_rate` [], the optimizer's `factor.NAME` [], every state
 * tensor under its name, and the random inputs. Outputs: `loss` [], `logits` [N, classes], and `next.NAME` for every state tensor.
 */
export interface TrainingStep {
  readonly graph: Graph;
  readonly randomInputs: readonly RandomInput[];
}

/** Name of the output that replaces a state tensor. */
export function nextName(tensor: string): string {
  return `next.${tensor}`;
}

export function buildTrainingStep(
  network: Network,
  recipe: Recipe,
  options: { readonly random: boolean } = { random: true },
): TrainingStep {
  const builder = createGraphBuilder();
  const built = buildLossGraph(builder, network, recipe, options);
  const learningRate = builder.input('learning_rate', []);
  const factors = factorInputs(builder, recipe);
  const trained = trainedParameters(network);
  const values = trained.map(({ name }) => built.parameters.get(name)!);
  const gradients = differentiate(builder, built.loss, values);

  builder.output('loss', built.loss);
  builder.output('logits', built.lowered.logits);
  for (const parameter of trained) {
    builder.setScope(`${parameter.layer}/optimizer`);
    const value = built.parameters.get(parameter.name)!;
    const gradient = gradients.get(value)!;
    updateParameter(builder, recipe, { ...parameter, value, gradient, learningRate, factors });
  }
  outputStatistics(builder, network, built);
  return { graph: builder.finish(), randomInputs: built.lowered.randomInputs };
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

interface TrainedParameter {
  readonly name: string;
  /** Path of its layer. */
  readonly layer: string;
  readonly decays: boolean;
}

function trainedParameters(network: Network): readonly TrainedParameter[] {
  const ofLayer = ({ path, parameters }: NetworkLayer) =>
    parameters
      .filter(({ trainable }) => trainable)
      .map(({ name, decays }) => ({ name, decays, layer: path }));
  return network.layers.flatMap(ofLayer);
}

function factorInputs(builder: GraphBuilder, { optimizer }: Recipe): ReadonlyMap<string, Value> {
  const names = Object.keys(optimizerRule(optimizer).factors?.(optimizer, 1) ?? {});
  return new Map(names.map((name) => [name, builder.input(factorName(name), [])]));
}

function updateParameter(
  builder: GraphBuilder,
  { optimizer }: Recipe,
  parameter: {
    readonly name: string;
    readonly decays: boolean;
    readonly value: Value;
    readonly gradient: Value;
    readonly learningRate: Value;
    readonly factors: ReadonlyMap<string, Value>;
  },
): void {
  const { name, value, gradient, learningRate, factors, decays } = parameter;
  const rule = optimizerRule(optimizer);
  const state = new Map(
    rule
      .slots(optimizer)
      .map((slot) => [slot, builder.input(optimizerTensorName(slot, name), value.shape)] as const),
  );
  const updated = rule.update(builder, optimizer, {
    parameter: value,
    gradient,
    learningRate,
    decays,
    state,
    factors,
  });
  builder.output(nextName(name), updated.parameter);
  for (const [slot, next] of updated.state) builder.output(nextName(optimizerTensorName(slot, name)), next);
}

/** Statistics that no layer updated in this mode stay as they are. */
function outputStatistics(builder: GraphBuilder, network: Network, { lowered, parameters }: LossGraph): void {
  for (const layer of network.layers) {
    builder.setScope(`${layer.path}/statistics`);
    for (const { name, trainable } of layer.parameters) {
      if (trainable) continue;
      const next = lowered.updates.get(name) ?? unchanged(builder, parameters.get(name)!);
      builder.output(nextName(name), next);
    }
  }
}

function unchanged(builder: GraphBuilder, value: Value): Value {
  return builder.apply('add', [value, builder.scalar(0)]);
}
