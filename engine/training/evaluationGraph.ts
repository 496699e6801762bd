// The graph that classifies: the network in inference mode, with its auxiliary heads where they are asked for.

import { createGraphBuilder } from '../graph/builder.ts';
import type { Graph } from '../graph/graph.ts';
import { lowerNetwork } from '../lowering/lowerNetwork.ts';
import { inputShape, type Network } from '../network/network.ts';
import { headLogitsName } from './stateNames.ts';

export interface InferenceOptions {
  /** Whether the auxiliary heads are there too. */
  readonly heads: boolean;
}

/**
 * Inputs: `images` [batch, C, H, W] and every parameter of `inferenceShapes`. Outputs: `logits` [batch, classes], and
 * `logits.HEAD` for every head that is asked for.
 */
export function buildEvaluationGraph(
  network: Network,
  batch: number,
  { heads }: InferenceOptions = { heads: false },
): Graph {
  const builder = createGraphBuilder();
  const images = builder.input('images', [batch, ...inputShape(network)]);
  const parameters = new Map(
    [...inferenceShapes(network, { heads })].map(([name, shape]) => [name, builder.input(name, shape)]),
  );
  const options = { batch, mode: 'inference', heads, images, parameters } as const;
  const lowered = lowerNetwork(network, builder, options);
  builder.output('logits', lowered.logits);
  for (const { name, logits } of lowered.heads) builder.output(headLogitsName(name), logits);
  return builder.finish();
}

/** Names and shapes of the parameters that inference uses, in the order of the layers. */
export function inferenceShapes(
  network: Network,
  { heads }: InferenceOptions = { heads: false },
): ReadonlyMap<string, readonly number[]> {
  const layers = network.layers.filter(({ head }) => heads || head === undefined);
  return new Map(layers.flatMap(({ parameters }) => parameters.map(({ name, shape }) => [name, shape])));
}
