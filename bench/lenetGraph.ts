// LeNet-5's whole training step as a graph: forward, loss, gradients and SGD with momentum.

import { differentiate } from '../engine/autodiff/differentiate.ts';
import { createGraphBuilder } from '../engine/graph/builder.ts';
import type { Graph, GraphBuilder, TensorShape, Value } from '../engine/graph/graph.ts';
import { verifyGraph } from '../engine/graph/verify.ts';

export const lenetParameters: Readonly<Record<string, TensorShape>> = {
  'c1.weight': [6, 1, 5, 5],
  'c1.bias': [6],
  'c3.weight': [16, 6, 5, 5],
  'c3.bias': [16],
  'c5.weight': [120, 16, 5, 5],
  'c5.bias': [120],
  'f6.weight': [84, 120],
  'f6.bias': [84],
  'output.weight': [10, 84],
  'output.bias': [10],
};

const convolution = { stride: [1, 1], dilation: [1, 1], padding: [0, 0, 0, 0], groups: 1 } as const;
const pool = {
  kernel: [2, 2],
  stride: [2, 2],
  dilation: [1, 1],
  padding: [0, 0, 0, 0],
  ceil: false,
} as const;

/** Logits for images [N, 1, 32, 32]. */
function forward(builder: GraphBuilder, images: Value, parameters: ReadonlyMap<string, Value>): Value {
  const own = (layer: string) => [parameters.get(`${layer}.weight`)!, parameters.get(`${layer}.bias`)!];
  const convolve = (layer: string, x: Value) => {
    builder.setScope(layer);
    return builder.apply('relu', [builder.apply('convolution', [x, ...own(layer)], convolution)]);
  };
  const dense = (layer: string, x: Value) => {
    builder.setScope(layer);
    return builder.apply('matmul', [x, ...own(layer)], { transposeA: false, transposeB: true });
  };
  const pooled = (layer: string, x: Value) => {
    builder.setScope(layer);
    return builder.apply('maxPool', [x], pool);
  };
  const features = convolve('c5', pooled('s4', convolve('c3', pooled('s2', convolve('c1', images)))));
  const flat = builder.apply('reshape', [features], { shape: [images.shape[0]!, 120] });
  return dense('output', builder.apply('relu', [dense('f6', flat)]));
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

/** Inputs: images, targets, learningRate, parameters and `velocity/…`; outputs: loss, logits, new parameters and velocities. */
export function lenetStep(batch: number): Graph {
  const builder = createGraphBuilder();
  const images = builder.input('images', [batch, 1, 32, 32]);
  const targets = builder.input('targets', [batch, 10]);
  const learningRate = builder.input('learningRate', []);
  const parameters = new Map(
    Object.entries(lenetParameters).map(([name, shape]) => [name, builder.input(name, shape)]),
  );
  const logits = forward(builder, images, parameters);
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
