// Layers with weights: convolutions, fully connected layers, normalisation.

import type { Attributes } from '../../../engine/network/attribute.ts';
import type { Shape } from '../../../engine/network/shape.ts';
import type { Operator } from '../operators.ts';
import {
  computedInputs,
  numberOf,
  numbersOf,
  type Recognised,
  type Recogniser,
  tensorOf,
} from './recogniser.ts';
import { paddingOf, pairOf } from './windows.ts';

const conv: Recogniser = (operator, { shapeOf }) => {
  const weight = tensorOf(operator, 1)?.shape ?? shapeOf(operator.inputs[1]);
  if (weight?.length !== 4) return undefined;
  const input = shapeOf(operator.inputs[0]);
  const groups = numberOf(operator, 'group', 1);
  const kernel = pairOf(operator, 'kernel_shape') ?? weight.slice(2);
  const padding = paddingOf(operator, kernel, { input, output: operator.shape });
  if (padding === undefined) return undefined;
  const window: Attributes = {
    kernel,
    stride: pairOf(operator, 'strides') ?? [1, 1],
    padding,
    dilation: pairOf(operator, 'dilations') ?? [1, 1],
    bias: isGiven(operator, 2),
  };
  const channels = weight[0]!;
  const apart = groups > 1 && groups === input?.[0] && channels % groups === 0;
  return apart
    ? { kind: 'depthwise_conv', attributes: { ...window, multiplier: channels / groups } }
    : { kind: 'conv', attributes: { ...window, channels, groups } };
};

/** ONNX Runtime's convolution with an activation in it, whose layer the caller puts behind. */
const fusedConv: Recogniser = (operator, surroundings) =>
  isGiven(operator, 3) ? undefined : conv(operator, surroundings);

const convTranspose: Recogniser = (operator, { shapeOf }) => {
  const weight = tensorOf(operator, 1)?.shape ?? shapeOf(operator.inputs[1]);
  const automatic = operator.attributes['auto_pad'] ?? 'NOTSET';
  if (weight?.length !== 4 || automatic !== 'NOTSET' || operator.attributes['output_shape']) return undefined;
  const groups = numberOf(operator, 'group', 1);
  return {
    kind: 'conv_transpose',
    attributes: {
      channels: weight[1]! * groups,
      kernel: pairOf(operator, 'kernel_shape') ?? weight.slice(2),
      stride: pairOf(operator, 'strides') ?? [1, 1],
      padding: numbersOf(operator, 'pads') ?? [0, 0, 0, 0],
      dilation: pairOf(operator, 'dilations') ?? [1, 1],
      groups,
      output_padding: pairOf(operator, 'output_padding') ?? [0, 0],
      bias: isGiven(operator, 2),
    },
  };
};

const gemm: Recogniser = (operator) => {
  const weight = tensorOf(operator, 1)?.shape;
  const plain =
    numberOf(operator, 'alpha', 1) === 1 &&
    numberOf(operator, 'beta', 1) === 1 &&
    numberOf(operator, 'transA', 0) === 0;
  if (weight?.length !== 2 || !plain) return undefined;
  const units = weight[numberOf(operator, 'transB', 0) === 1 ? 0 : 1]!;
  return { kind: 'dense', attributes: { units, bias: isGiven(operator, 2) } };
};

const matMul: Recogniser = (operator, { shapeOf, onlyReader }) => {
  const weight = tensorOf(operator, 1)?.shape;
  if (weight?.length !== 2 || shapeOf(operator.inputs[0])?.length !== 1) return undefined;
  const [, units] = weight as readonly [number, number];
  const next = onlyReader(operator.id);
  const adds = next?.operator === 'Add' && next.domain === '' && isVector(next, units);
  return {
    kind: 'dense',
    attributes: { units, bias: adds === true },
    ...(adds ? { more: [next] } : {}),
  };
};

function isVector(add: Operator, units: number): boolean {
  const shape: Shape | undefined = (tensorOf(add, 0) ?? tensorOf(add, 1))?.shape;
  return shape?.at(-1) === units && shape.slice(0, -1).every((extent) => extent === 1);
}

const batchNormalization: Recogniser = (operator) => ({
  kind: 'bn',
  attributes: { epsilon: numberOf(operator, 'epsilon', 1e-5) },
});

const instanceNormalization: Recogniser = (operator) => ({
  kind: 'instance_norm',
  attributes: { epsilon: numberOf(operator, 'epsilon', 1e-5), affine: true },
});

const lrn: Recogniser = (operator) => ({
  kind: 'lrn',
  attributes: {
    size: numberOf(operator, 'size', 5),
    alpha: numberOf(operator, 'alpha', 1e-4),
    beta: numberOf(operator, 'beta', 0.75),
    k: numberOf(operator, 'bias', 1),
  },
});

function isGiven({ inputs }: Operator, place: number): boolean {
  return (inputs[place]?.kind ?? 'none') !== 'none';
}

/** Of one input, whose weights are stored. */
function alone(recogniser: Recogniser): Recogniser {
  return (operator, surroundings): Recognised | undefined =>
    computedInputs(operator).length === 1 ? recogniser(operator, surroundings) : undefined;
}

export const weightedRecognisers: Readonly<Record<string, Recogniser>> = {
  Conv: alone(conv),
  FusedConv: alone(fusedConv),
  ConvTranspose: alone(convTranspose),
  Gemm: alone(gemm),
  MatMul: alone(matMul),
  BatchNormalization: alone(batchNormalization),
  InstanceNormalization: alone(instanceNormalization),
  LRN: alone(lrn),
};
