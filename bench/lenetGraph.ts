// LeNet-5, written by hand on the graph builder.

import type { Graph, GraphBuilder, TensorShape, Value } from '../engine/graph/graph.ts';
import { trainingStep } from './trainingStepGraph.ts';

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

/** LeNet-5's step for images [batch, 1, 32, 32]. */
export function lenetStep(batch: number): Graph {
  return trainingStep({ images: [batch, 1, 32, 32], parameters: lenetParameters, forward });
}
