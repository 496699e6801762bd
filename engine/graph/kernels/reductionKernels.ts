// Reference kernels of reductions and of the softmax family.

import type { TensorShape } from '../graph.ts';
import { broadcastOffsets, generate64, type Tensor64, zeros64 } from '../tensor64.ts';
import { reducedShape, tensorSize } from '../tensorShape.ts';

interface ReductionAttributes {
  readonly axes: readonly number[];
}

/** Folds every element of x into the element of the result that it reduces to, starting from `initial`. */
function fold(
  x: Tensor64,
  axes: readonly number[],
  shape: TensorShape,
  initial: number,
  combine: (accumulated: number, value: number) => number,
): Tensor64 {
  const result = zeros64(shape);
  result.data.fill(initial);
  const targets = broadcastOffsets(reducedShape(x.shape, axes, true), x.shape);
  x.data.forEach((value, i) => {
    result.data[targets[i]!] = combine(result.data[targets[i]!]!, value);
  });
  return result;
}

const add = (sum: number, value: number) => sum + value;

function reduceMean(
  [x]: readonly Tensor64[],
  { axes }: ReductionAttributes,
  [shape]: readonly TensorShape[],
) {
  const count = tensorSize(x!.shape) / tensorSize(shape!);
  const sum = fold(x!, axes, shape!, 0, add);
  return [generate64(shape!, (i) => sum.data[i]! / count)];
}

/** exp(x - max) / sum along the axis, or its logarithm. */
function softmaxAlong(x: Tensor64, axis: number, logarithm: boolean): readonly Tensor64[] {
  const kept = reducedShape(x.shape, [axis], true);
  const rows = broadcastOffsets(kept, x.shape);
  const largest = fold(x, [axis], kept, -Infinity, Math.max);
  const shifted = generate64(x.shape, (i) => x.data[i]! - largest.data[rows[i]!]!);
  const exponentials = generate64(x.shape, (i) => Math.exp(shifted.data[i]!));
  const sums = fold(exponentials, [axis], kept, 0, add);
  return [
    generate64(x.shape, (i) => {
      const sum = sums.data[rows[i]!]!;
      return logarithm ? shifted.data[i]! - Math.log(sum) : exponentials.data[i]! / sum;
    }),
  ];
}

export const reductionKernels = {
  reduceSum: ([x]: readonly Tensor64[], { axes }: ReductionAttributes, [shape]: readonly TensorShape[]) => [
    fold(x!, axes, shape!, 0, add),
  ],
  reduceMean,
  reduceMax: ([x]: readonly Tensor64[], { axes }: ReductionAttributes, [shape]: readonly TensorShape[]) => [
    fold(x!, axes, shape!, -Infinity, Math.max),
  ],
  softmax: ([x]: readonly Tensor64[], { axis }: { readonly axis: number }) => softmaxAlong(x!, axis, false),
  logSoftmax: ([x]: readonly Tensor64[], { axis }: { readonly axis: number }) => softmaxAlong(x!, axis, true),
};
