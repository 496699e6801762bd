// ONNX for batch normalization, made of elementwise operators and sums: the training-mode kernel is not used.

import type { TensorShape } from '../../graph/graph.ts';
import { tensorSize } from '../../graph/tensorShape.ts';
import type { Emitter } from '../emitter.ts';
import { type Lowering, only } from '../lowering.ts';

/** The axes that statistics are taken over: all but the channels'. */
function reducedAxes(x: TensorShape): readonly number[] {
  return x.flatMap((_, axis) => (axis === 1 ? [] : [axis]));
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
function inverseDeviation(emit: Emitter, variance: string, epsilon: number): string {
  const shifted = emit.node('Add', [variance, emit.scalar(epsilon)]);
  return emit.node('Reciprocal', [emit.node('Sqrt', [shifted])]);
}

function channelSum(emit: Emitter, x: string, shape: TensorShape): string {
  return emit.node('ReduceSum', [x, emit.integers(reducedAxes(shape))], { keepdims: 0 });
}

/** y = (x - mean) (scale r) + bias, r = 1 / sqrt(variance + epsilon) */
const batchNormalization = only<'batchNormalization'>((emit, node, [x, scale, bias], [y, mean, variance]) => {
  const shape = node.inputs[0]!.shape;
  const axes = reducedAxes(shape);
  emit.into([mean!], 'ReduceMean', [x!], { axes, keepdims: 0 });
  const difference = centered(emit, x!, mean!, shape);
  const squares = emit.node('ReduceSumSquare', [difference], { axes, keepdims: 0 });
  const count = tensorSize(shape) / shape[1]!;
  emit.into([variance!], 'Mul', [squares, emit.scalar(1 / count)]);
  const factor = emit.node('Mul', [scale!, inverseDeviation(emit, variance!, node.attributes.epsilon)]);
  const scaled = emit.node('Mul', [difference, perChannel(emit, factor, shape)]);
  emit.into([y!], 'Add', [scaled, perChannel(emit, bias!, shape)]);
});

/**
 * With c = x - mean, r = 1 / sqrt(variance + epsilon), M elements a channel and moment = sum dy c:
 * dbias = sum dy, dscale = r moment, dx = scale r (dy - dbias / M - c r² moment / M).
 */
const batchNormalizationGradient = only<'batchNormalizationGradient'>((emit, node, inputs, outputs) => {
  const [x, scale, mean, variance, dy] = inputs as [string, string, string, string, string];
  const [dx, dscale, dbias] = outputs as [string, string, string];
  const shape = node.inputs[0]!.shape;
  const share = emit.scalar(shape[1]! / tensorSize(shape));
  const difference = centered(emit, x, mean, shape);
  const r = inverseDeviation(emit, variance, node.attributes.epsilon);
  emit.into([dbias], 'ReduceSum', [dy, emit.integers(reducedAxes(shape))], { keepdims: 0 });
  const moment = channelSum(emit, emit.node('Mul', [dy, difference]), shape);
  emit.into([dscale], 'Mul', [moment, r]);
  const factor = emit.node('Mul', [scale, r]);
  const slope = emit.node('Mul', [emit.node('Mul', [factor, emit.node('Mul', [dscale, r])]), share]);
  const offset = emit.node('Mul', [emit.node('Mul', [factor, dbias]), share]);
  const first = emit.node('Mul', [dy, perChannel(emit, factor, shape)]);
  const second = emit.node('Mul', [difference, perChannel(emit, slope, shape)]);
  const partial = emit.node('Sub', [first, second]);
  emit.into([dx], 'Sub', [partial, perChannel(emit, offset, shape)]);
});

const batchNormalizationInference: readonly Lowering<'batchNormalizationInference'>[] = [
  {
    // The webgpu provider's operator is wrong for anything but images (1.30.0).
    name: 'elementwise',
    applies: ({ inputs: [x] }, target) => target === 'webgpu' && x!.shape.length !== 4,
    lower: (emit, node, [x, scale, bias, mean, variance], outputs) => {
      const shape = node.inputs[0]!.shape;
      const difference = centered(emit, x!, mean!, shape);
      const factor = emit.node('Mul', [scale!, inverseDeviation(emit, variance!, node.attributes.epsilon)]);
      const scaled = emit.node('Mul', [difference, perChannel(emit, factor, shape)]);
      emit.into(outputs, 'Add', [scaled, perChannel(emit, bias!, shape)]);
    },
  },
  {
    name: 'BatchNormalization',
    lower: (emit, { attributes }, inputs, outputs) =>
      emit.into(outputs, 'BatchNormalization', inputs, { epsilon: { float: attributes.epsilon } }),
  },
];

export const normalizationLowerings = {
  batchNormalization,
  batchNormalizationGradient,
  batchNormalizationInference,
};
