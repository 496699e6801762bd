// A whole training step as a graph, for networks written by hand: forward, loss, gradients and SGD with momentum.

import { differentiate } from '../engine/autodiff/differentiate.ts';
import { createGraphBuilder } from '../engine/graph/builder.ts';
import type { Graph, GraphBuilder, TensorShape, Value } from '../engine/graph/graph.ts';
import { verifyGraph } from '../engine/graph/verify.ts';

export interface HandwrittenNetwork {
  readonly images: TensorShape;
  readonly parameters: Readonly<Record<string, TensorShape>>;
  /** Logits [N, 10]. */
  forward(builder: GraphBuilder, images: Value, parameters: ReadonlyMap<string, Value>): Value;
}

/** Mean cross entropy of logits [N, classes] against probabilities. */
function crossEntropy(builder: GraphBuilder, logits: Value, targets: Value): Value {
  builder.setScope('loss');
  const logarithms = builder.apply('logSoftmax', [logits], { axis: 1 });
  const sum = builder.apply('reduceSum', [builder.apply('multiply', [logarithms, targets])], {
    axes: [0, 1],
    keepDimensions: false,
  });
  return builder.apply('multiply', [sum, builder.scalar(-1 / logits.shape[0]!)]);
}

/**
 * Inputs: images, targets, learningRate, parameters and `velocity/…`; outputs: loss, logits, and the new parameters and
 * velocities under the inputs' names.
 */
export function trainingStep(network: HandwrittenNetwork): Graph {
  const builder = createGraphBuilder();
  const images = builder.input('images', network.images);
  const targets = builder.input('targets', [network.images[0]!, 10]);
  const learningRate = builder.input('learningRate', []);
  const parameters = new Map(
    Object.entries(network.parameters).map(([name, shape]) => [name, builder.input(name, shape)]),
  );
  const logits = network.forward(builder, images, parameters);
  const loss = crossEntropy(builder, logits, targets);
  const gradients = differentiate(builder, loss, [...parameters.values()]);
  builder.setScope('optimizer');
  builder.output('loss', loss);
  builder.output('logits', logits);
  for (const [name, value] of parameters) {
    const velocity = builder.input(`velocity/${name}`, value.shape);
    const kept = builder.apply('multiply', [velocity, builder.scalar(0.9)]);
    const next = builder.apply('add', [kept, gradients.get(value)!]);
    const moved = builder.apply('subtract', [value, builder.apply('multiply', [next, learningRate])]);
    builder.output(`velocity/${name}`, next);
    builder.output(name, moved);
  }
  const graph = builder.finish();
  verifyGraph(graph);
  return graph;
}
