// ONNX for batch normalization, made of sums and of operators that scale channels: the training-mode kernel is not used.

import type { TensorShape } from '../../graph/graph.ts';
import { tensorSize } from '../../graph/tensorShape.ts';
import type { Emitter } from '../emitter.ts';
import { only } from '../lowering.ts';
import { type Reducer, reduce } from './reduce.ts';

/** One number for each channel, of all images and places: [C]. */
function overImages(
  emit: Emitter,
  outputs: readonly string[],
  operator: Reducer,
  x: string,
  shape: TensorShape,
): void {
  const axes = shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]));
  reduce(emit, outputs, x, { operator, shape, axes, keepDimensions: false });
}

/** A vector [C] as a tensor that broadcasts over x [N, C, ...]. */
function perChannel(emit: Emitter, vector: string, x: TensorShape): string {
  return emit.node('Reshape', [vector, emit.integers([x[1]!, ...x.slice(2).map(() => 1)])]);
}

/** x - mean, which the forward pass and its gradient share. */
function centered(emit: Emitter, x: string, mean: string, shape: TensorShape): string {
  return emit.shared(`${x} less ${mean}`, () => emit.node('Sub', [x, perChannel(emit, mean, shape)]));
}

/** 1 / sqrt(variance + epsilon) */
export function inverseDeviation(emit: Emitter, variance: string, epsilon: number): string {
  const shifted = emit.node('Add', [variance, emit.scalar(epsilon)]);
  return emit.node('Reciprocal', [emit.node('Sqrt', [shifted])]);
}

/** From about so many places on, an inner product for each channel of each image is faster than a product and its sum. */
const placesForProducts = 256;

/** The sums of a * b, [C]; a may be b. */
function channelDots(emit: Emitter, a: string, b: string, shape: TensorShape, output: string): void {
  const [images, channels] = shape as readonly [number, number];
  const places = tensorSize(shape) / (images * channels);
  if (emit.target === 'cpu' && places >= placesForProducts) {
    const [left, right] = [a, b].map((value) =>
      emit.node('Reshape', [value, emit.integers([images * channels, 1, places])]),
    ) as [string, string];
    const dots = emit.node('FusedMatMul', [left, right], { transB: 1 });
    const byImage = emit.node('Reshape', [dots, emit.integers([images, channels])]);
    emit.into([output], 'ReduceSum', [byImage, emit.integers([0])], { keepdims: 0 });
  } else if (a === b) {
    overImages(emit, [output], 'ReduceSumSquare', a, shape);
  } else {
    overImages(emit, [output], 'ReduceSum', emit.node('Mul', [a, b]), shape);
  }
}

interface Affine {
  readonly scale: string;
  readonly bias: string;
}

/**
 * x * scale + bias for each channel, in one pass where BatchNormalization can do it. The webgpu provider's is wrong for
 * anything but images (1.30.0).
 */
function scaleChannels(
  emit: Emitter,
  x: string,
  shape: TensorShape,
  { scale, bias }: Affine,
  outputs: readonly string[],
) {
  if (emit.target === 'webgpu' && shape.length !== 4) {
    const scaled = emit.node('Mul', [x, perChannel(emit, scale, shape)]);
    emit.into(outputs, 'Add', [scaled, perChannel(emit, bias, shape)]);
    return;
  }
  const channels = shape[1]!;
  const zeros = emit.floats([channels], new Array<number>(channels).fill(0));
  const ones = emit.floats([channels], new Array<number>(channels).fill(1));
  emit.into(outputs, 'BatchNormalization', [x, scale, bias, zeros, ones], { epsilon: { float: 0 } });
}

/** y = (x - mean) (scale r) + bias, r = 1 / sqrt(variance + epsilon) */
const batchNormalization = only<'batchNormalization'>((emit, node, [x, scale, bias], [y, mean, variance]) => {
  const shape = node.inputs[0]!.shape;
  overImages(emit, [mean!], 'ReduceMean', x!, shape);
  const difference = centered(emit, x!, mean!, shape);
  const squares = emit.freshName('squares');
  channelDots(emit, difference, difference, shape, squares);
  const count = tensorSize(shape) / shape[1]!;
  emit.into([variance!], 'Mul', [squares, emit.scalar(1 / count)]);
  const factor = emit.node('Mul', [scale!, inverseDeviation(emit, variance!, node.attributes.epsilon)]);
  scaleChannels(emit, difference, shape, { scale: factor, bias: bias! }, [y!]);
});

/**
 * With c = x - mean, r = 1 / sqrt(variance + epsilon), M elements a channel and moment = sum dy c:
 * dbias = sum dy, dscale = r moment, dx = scale r (dy - c r² moment / M - dbias / M).
 */
const batchNormalizationGradient = only<'batchNormalizationGradient'>((emit, node, inputs, outputs) => {
  const [x, scale, mean, variance, dy] = inputs as [string, string, string, string, string];
  const [dx, dscale, dbias] = outputs as [string, string, string];
  const shape = node.inputs[0]!.shape;
  const difference = centered(emit, x, mean, shape);
  const r = inverseDeviation(emit, variance, node.attributes.epsilon);
  overImages(emit, [dbias], 'ReduceSum', dy, shape);
  const moment = emit.freshName('moment');
  channelDots(emit, dy, difference, shape, moment);
  emit.into([dscale], 'Mul', [moment, r]);
  const share = emit.scalar(shape[1]! / tensorSize(shape));
  const slope = emit.node('Mul', [emit.node('Mul', [dscale, r]), share]);
  const along = emit.node('Mul', [difference, perChannel(emit, slope, shape)]);
  const factor = emit.node('Mul', [scale, r]);
  const offset = emit.node('Mul', [
    emit.node('Mul', [factor, dbias]),
    emit.scalar(-shape[1]! / tensorSize(shape)),
  ]);
  scaleChannels(emit, emit.node('Sub', [dy, along]), shape, { scale: factor, bias: offset }, [dx]);
});

/** y = (x - mean) (scale r) + bias */
const batchNormalizationInference = only<'batchNormalizationInference'>((emit, node, inputs, outputs) => {
  const { epsilon, centered: likeTraining = false } = node.attributes;
  const shape = node.inputs[0]!.shape;
  if (!likeTraining && (emit.target !== 'webgpu' || shape.length === 4)) {
    emit.into(outputs, 'BatchNormalization', inputs, { epsilon: { float: epsilon } });
    return;
  }
  const [x, scale, bias, mean, variance] = inputs as [string, string, string, string, string];
  const factor = emit.node('Mul', [scale, inverseDeviation(emit, variance, epsilon)]);
  scaleChannels(emit, centered(emit, x, mean, shape), shape, { scale: factor, bias }, outputs);
});

export const normalizationLowerings = {
  batchNormalization,
  batchNormalizationGradient,
  batchNormalizationInference,
};
