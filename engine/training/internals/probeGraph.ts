// The graph of a look inside: forward and backward as the training step has them, with samples of every layer's output.

import { differentiate } from '../../autodiff/differentiate.ts';
import { createGraphBuilder } from '../../graph/builder.ts';
import type { Graph, GraphBuilder, Value } from '../../graph/graph.ts';
import { tensorSize } from '../../graph/tensorShape.ts';
import type { RandomInput } from '../../lowering/lowerNetwork.ts';
import type { Network } from '../../network/network.ts';
import type { Recipe } from '../../recipe/recipe.ts';
import { recomputeActivations } from '../../recomputation/recomputeActivations.ts';
import { buildLossGraph } from '../lossGraph.ts';
import { sumOfSquares } from '../optimizers/arithmetic.ts';
import { networkParameters } from '../trainingState.ts';

/** Most numbers that are taken of one tensor. */
export const sampleSize = 4096;

/** Kinds whose outputs are zero where they do not let anything through. */
const rectifiers: ReadonlySet<string> = new Set(['relu', 'relu6']);

/**
 * Inputs: `images` [N, C, H, W], `targets` [N, classes], every parameter and statistic, and the random inputs. Outputs:
 * `sample.PATH` [at most `sampleSize`] of each layer's output, the images' path among them; `zeros.PATH` and `dead.PATH`
 * [] for each rectifier; `gradient.NAME` [], the norm, and `gradients.NAME` [at most `sampleSize`] for each trained
 * parameter.
 */
export interface ProbeGraph {
  readonly graph: Graph;
  readonly randomInputs: readonly RandomInput[];
}

export function buildProbeGraph(
  network: Network,
  recipe: Pick<Recipe, 'batch' | 'loss' | 'recompute'>,
): ProbeGraph {
  const builder = createGraphBuilder();
  const { parameters, lowered, loss } = buildLossGraph(builder, network, recipe, { random: true });
  builder.setScope('probe');
  // Before the gradients, so that no activation has to be kept for its sample alone.
  for (const { path, kind } of network.layers) {
    const output = lowered.values.get(path)!;
    builder.output(`sample.${path}`, sample(builder, output));
    if (rectifiers.has(kind)) addZeros(builder, path, output);
  }
  const forward = builder.nodes.length;
  const trained = networkParameters(network).filter(({ trainable }) => trainable);
  const values = trained.map(({ name }) => parameters.get(name)!);
  const gradients = differentiate(builder, loss, values);
  builder.setScope('probe');
  trained.forEach(({ name }, index) => {
    const gradient = gradients.get(values[index]!)!;
    builder.output(`gradient.${name}`, builder.apply('sqrt', [sumOfSquares(builder, gradient)]));
    builder.output(`gradients.${name}`, sample(builder, gradient));
  });
  const graph = recomputeActivations(builder.finish(), { network, forward, mode: recipe.recompute });
  return { graph, randomInputs: lowered.randomInputs };
}

/** All numbers of `value`, or evenly spaced ones whose distance falls in with no row, map or image. */
function sample(builder: GraphBuilder, value: Value): Value {
  const total = tensorSize(value.shape);
  const flat = builder.apply('reshape', [value], { shape: [total] });
  let distance = Math.ceil(total / sampleSize);
  while (greatestCommonDivisor(distance, total) > 1) distance++;
  return builder.apply('slice', [flat], { starts: [0], ends: [total], steps: [distance] });
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

function addZeros(builder: GraphBuilder, path: string, output: Value): void {
  builder.output(`zeros.${path}`, shareOfZeros(builder, output));
  // Axis 1 counts channels or units; what rectifies is never negative, so the largest tells of all.
  const axes = output.shape.map((_, axis) => axis).filter((axis) => axis !== 1);
  const largest = builder.apply('reduceMax', [output], { axes, keepDimensions: false });
  builder.output(`dead.${path}`, shareOfZeros(builder, largest));
}

function shareOfZeros(builder: GraphBuilder, value: Value): Value {
  const zeros = builder.apply('toFloat', [builder.apply('equal', [value, builder.scalar(0)])]);
  const axes = value.shape.map((_, axis) => axis);
  return builder.apply('reduceMean', [zeros], { axes, keepDimensions: false });
}
