// The graph that classifies: the network in inference mode, without its auxiliary heads.

import { createGraphBuilder } from '../graph/builder.ts';
import type { Graph } from '../graph/graph.ts';
import { lowerNetwork } from '../lowering/lowerNetwork.ts';
import { inputShape, type Network } from '../network/network.ts';

/** Inputs: `images` [batch, C, H, W] and every parameter of `inferenceShapes`. Output: `logits` [batch, classes]. */
export function buildEvaluationGraph(network: Network, batch: number): Graph {
  const builder = createGraphBuilder();
  const images = builder.input('images', [batch, ...inputShape(network)]);
  const parameters = new Map(
    [...inferenceShapes(network)].map(([name, shape]) => [name, builder.input(name, shape)]),
  );
  const options = { batch, mode: 'inference', heads: false, images, parameters } as const;
  builder.output('logits', lowerNetwork(network, builder, options).logits);
  return builder.finish();
}

/** Names and shapes of the parameters that inference uses, in the order of the layers. */
export function inferenceShapes(network: Network): ReadonlyMap<string, readonly number[]> {
  const layers = network.layers.filter(({ head }) => head === undefined);
  return new Map(layers.flatMap(({ parameters }) => parameters.map(({ name, shape }) => [name, shape])));
}
