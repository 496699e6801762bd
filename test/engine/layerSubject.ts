// What a case of the layer catalogue is computed on: its graph, and seeded numbers for every input of it.

import type { Graph } from '../../engine/graph/graph.ts';
import { type Tensor64, tensor64 } from '../../engine/graph/tensor64.ts';
import { inputShape } from '../../engine/network/network.ts';
import { type RandomStream, randomStream } from '../../engine/random.ts';
import { initializeParameters } from '../../engine/training/initializeParameters.ts';
import { classCount } from '../../engine/training/lossGraph.ts';
import { networkParameters } from '../../engine/training/trainingState.ts';
import { buildGradients } from '../../engine/training/trainingStep.ts';
import type { ImageDraw, LayerCase } from './layerCases.ts';
import { smallRecipe } from './training/pytorchSteps.ts';

const batch = 3;

export interface LayerSubject {
  /** As `buildGradients` makes it, layers such as dropout at work. */
  readonly graph: Graph;
  /** Every input of the graph, in numbers that float32 holds. */
  readonly feeds: ReadonlyMap<string, Tensor64>;
  readonly labels: readonly number[];
  /** `images` and every trained parameter: what there is a gradient for. */
  readonly wanted: readonly string[];
}

export const plainCrossEntropy = { kind: 'cross_entropy', attributes: { label_smoothing: 0, weights: [] } };

export function prepareLayerCase({ network, title, draw }: LayerCase): LayerSubject {
  const stream = randomStream(1, 'layer case', title);
  const recipe = { ...smallRecipe, batch, loss: plainCrossEntropy };
  const { graph, randomInputs } = buildGradients(network, recipe, { random: true });
  const initial = initializeParameters(network, 1);
  const labels = Array.from({ length: batch }, () => stream.integer(classCount(network)));
  const feeds = new Map([['images', drawImages(stream, [batch, ...inputShape(network)], draw)]]);
  feeds.set('targets', oneHot(labels, classCount(network)));
  for (const { name, shape, trainable } of networkParameters(network)) {
    // Scales, offsets and slopes that are not all alike, and weights that do not start at zero.
    const numbers = Array.from(
      initial.get(name)!,
      (value) => value + (trainable ? 0.3 * stream.normal() : 0),
    );
    feeds.set(name, rounded(shape, numbers));
  }
  for (const { name, distribution, value } of randomInputs) {
    const number = distribution === 'uniform' ? () => stream.next() : () => stream.normal();
    const size = value.shape.reduce((product, extent) => product * extent, 1);
    feeds.set(name, rounded(value.shape, Array.from({ length: size }, number)));
  }
  const trained = networkParameters(network).filter(({ trainable }) => trainable);
  return { graph, feeds, labels, wanted: ['images', ...trained.map(({ name }) => name)] };
}

function drawImages(stream: RandomStream, shape: readonly number[], draw: ImageDraw): Tensor64 {
  const size = shape.reduce((product, extent) => product * extent, 1);
  if (draw === 'normal')
    return rounded(
      shape,
      Array.from({ length: size }, () => stream.normal()),
    );
  const distance = draw === 'apart' ? 0.02 : 0.06;
  const order = stream.permutation(size);
  return rounded(
    shape,
    Array.from(order, (rank) => (rank - Math.floor(size / 2) + 0.5) * distance),
  );
}

function rounded(shape: readonly number[], numbers: readonly number[]): Tensor64 {
  return tensor64(shape, numbers.map(Math.fround));
}

function oneHot(labels: readonly number[], classes: number): Tensor64 {
  const rows = labels.flatMap((label) =>
    Array.from({ length: classes }, (_, index) => Number(index === label)),
  );
  return tensor64([labels.length, classes], rows);
}
