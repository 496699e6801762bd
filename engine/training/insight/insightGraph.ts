// The graph that looks at one image: the scores, what a layer takes and gives, and the gradient of a score by the pixels.

import { differentiate } from '../../autodiff/differentiate.ts';
import { createGraphBuilder } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import { lowerNetwork } from '../../lowering/lowerNetwork.ts';
import { inputShape, type Network } from '../../network/network.ts';
import { inferenceShapes } from '../evaluationGraph.ts';
import { classCount } from '../lossGraph.ts';

/**
 * Inputs: `images` [1, C, H, W], `chosen` [1, classes] with a one for the class to explain, and every parameter of
 * `inferenceShapes`. Outputs: `logits` [1, classes], `output` of the layer, `input` of it where it has one, and `gradient`
 * [1, C, H, W] of the chosen score.
 */
export function buildInsightGraph(network: Network, layer: string): Graph {
  const builder = createGraphBuilder();
  const heads = network.layers.find(({ path }) => path === layer)?.head !== undefined;
  const images = builder.input('images', [1, ...inputShape(network)]);
  const chosen = builder.input('chosen', [1, classCount(network)]);
  const parameters = new Map(
    [...inferenceShapes(network, { heads })].map(([name, shape]) => [name, builder.input(name, shape)]),
  );
  const lowered = lowerNetwork(network, builder, {
    batch: 1,
    mode: 'inference',
    heads,
    images,
    parameters,
  });
  builder.setScope('insight');
  const score = builder.apply('reduceSum', [builder.apply('multiply', [lowered.logits, chosen])], {
    axes: [0, 1],
    keepDimensions: false,
  });
  const gradient = differentiate(builder, score, [images]).get(images)!;
  builder.output('logits', lowered.logits);
  builder.output('gradient', gradient);
  const copy = (path: string) => builder.apply('add', [lowered.values.get(path)!, builder.scalar(0)]);
  builder.output('output', copy(layer));
  const [input] = network.layers.find(({ path }) => path === layer)?.inputs ?? [];
  if (input !== undefined) builder.output('input', copy(input));
  return builder.finish();
}
