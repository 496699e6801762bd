// ResNet-20 for 32x32 images (He et al., 2015), written by hand on the graph builder.

import type { Graph, GraphBuilder, TensorShape, Value } from '../engine/graph/graph.ts';
import { trainingStep } from './trainingStepGraph.ts';

interface Stage {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly stride: 1 | 2;
}

const stages: readonly Stage[] = [16, 32, 64].flatMap((outputs, stage) =>
  [1, 2, 3].map((block) => ({
    name: `stage${stage + 1}.block${block}`,
    inputs: block === 1 && stage > 0 ? outputs / 2 : outputs,
    outputs,
    stride: block === 1 && stage > 0 ? 2 : 1,
  })),
);

function normalizedConvolution(name: string, inputs: number, outputs: number): Record<string, TensorShape> {
  return {
    [`${name}.weight`]: [outputs, inputs, 3, 3],
    [`${name}.scale`]: [outputs],
    [`${name}.bias`]: [outputs],
  };
}

const parameters: Readonly<Record<string, TensorShape>> = Object.assign(
  normalizedConvolution('conv1', 3, 16),
  ...stages.flatMap(({ name, inputs, outputs }) => [
    normalizedConvolution(`${name}.conv1`, inputs, outputs),
    normalizedConvolution(`${name}.conv2`, outputs, outputs),
  ]),
  { 'dense.weight': [10, 64], 'dense.bias': [10] },
);

function forward(builder: GraphBuilder, images: Value, values: ReadonlyMap<string, Value>): Value {
  const convolve = (name: string, x: Value, stride: 1 | 2) => {
    builder.setScope(name);
    const attributes = {
      stride: [stride, stride],
      dilation: [1, 1],
      padding: [1, 1, 1, 1],
      groups: 1,
    } as const;
    const y = builder.apply('convolution', [x, values.get(`${name}.weight`)!], attributes);
    const inputs = [y, values.get(`${name}.scale`)!, values.get(`${name}.bias`)!];
    return builder.applyMany('batchNormalization', inputs, { epsilon: 1e-5 })[0]!;
  };
  let x = builder.apply('relu', [convolve('conv1', images, 1)]);
  for (const { name, stride } of stages) {
    const inner = builder.apply('relu', [convolve(`${name}.conv1`, x, stride)]);
    const y = convolve(`${name}.conv2`, inner, 1);
    builder.setScope(name);
    const shortcut = stride === 1 ? x : halve(builder, x);
    x = builder.apply('relu', [builder.apply('add', [y, shortcut])]);
  }
  builder.setScope('dense');
  const pooled = builder.apply('reduceMean', [x], { axes: [2, 3], keepDimensions: false });
  const own = [values.get('dense.weight')!, values.get('dense.bias')!];
  return builder.apply('matmul', [pooled, ...own], { transposeA: false, transposeB: true });
}

/** Every second place, with as many channels of zeros around: the paper's option A. */
function halve(builder: GraphBuilder, x: Value): Value {
  const [batch, channels, height, width] = x.shape as [number, number, number, number];
  const places = builder.apply('slice', [x], {
    starts: [0, 0, 0, 0],
    ends: [batch, channels, height, width],
    steps: [1, 1, 2, 2],
  });
  const around = [0, channels / 2, 0, 0];
  return builder.apply('pad', [places], { before: around, after: around, value: 0 });
}

/** ResNet-20's step for images [batch, 3, 32, 32]. */
export function resnetStep(batch: number): Graph {
  return trainingStep({ images: [batch, 3, 32, 32], parameters, forward });
}
