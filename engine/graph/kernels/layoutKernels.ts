// Reference kernels of operations that only move, repeat or drop elements.

import { broadcastOffsets, generate64, stridedOffsets, zeros64 } from '../tensor64.ts';
import { rowMajorStrides } from '../tensorShape.ts';
import type { Kernel } from './kernel.ts';

const reshape: Kernel<'reshape'> = ([x], { shape }) => [{ shape, data: x!.data }];

const transpose: Kernel<'transpose'> = ([x], { permutation }, [shape]) => {
  const own = rowMajorStrides(x!.shape);
  const offsets = stridedOffsets(
    shape!,
    permutation.map((axis) => own[axis]!),
  );
  return [generate64(shape!, (i) => x!.data[offsets[i]!]!)];
};

const broadcast: Kernel<'broadcast'> = ([x], { shape }) => {
  const offsets = broadcastOffsets(x!.shape, shape);
  return [generate64(shape, (i) => x!.data[offsets[i]!]!)];
};

const after: Kernel<'after'> = ([x]) => [x!];

const slice: Kernel<'slice'> = ([x], { starts, steps }, [shape]) => {
  const own = rowMajorStrides(x!.shape);
  const start = own.reduce((sum, stride, axis) => sum + stride * starts[axis]!, 0);
  const offsets = stridedOffsets(
    shape!,
    own.map((stride, axis) => stride * steps[axis]!),
    start,
  );
  return [generate64(shape!, (i) => x!.data[offsets[i]!]!)];
};

const pad: Kernel<'pad'> = ([x], { before, value }, [shape]) => {
  const result = zeros64(shape!);
  result.data.fill(value);
  const own = rowMajorStrides(shape!);
  const start = own.reduce((sum, stride, axis) => sum + stride * before[axis]!, 0);
  const offsets = stridedOffsets(x!.shape, own, start);
  x!.data.forEach((item, i) => {
    result.data[offsets[i]!] = item;
  });
  return [result];
};

const concatenate: Kernel<'concatenate'> = (inputs, { axis }, [shape]) => {
  const result = zeros64(shape!);
  const own = rowMajorStrides(shape!);
  let start = 0;
  for (const input of inputs) {
    const offsets = stridedOffsets(input.shape, own, start);
    input.data.forEach((item, i) => {
      result.data[offsets[i]!] = item;
    });
    start += own[axis]! * input.shape[axis]!;
  }
  return [result];
};

export const layoutKernels = { reshape, transpose, broadcast, after, slice, pad, concatenate };
