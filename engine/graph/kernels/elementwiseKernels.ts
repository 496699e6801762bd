// Reference kernels of operations that work on each element alone.

import type { TensorShape } from '../graph.ts';
import { broadcastOffsets, generate64, type Tensor64 } from '../tensor64.ts';
import { erf } from './erf.ts';
import type { Kernel } from './kernel.ts';

function unary(compute: (x: number) => number) {
  return ([x]: readonly Tensor64[]): readonly Tensor64[] => [
    generate64(x!.shape, (offset) => compute(x!.data[offset]!)),
  ];
}

function binary(compute: (a: number, b: number) => number) {
  return ([a, b]: readonly Tensor64[], _: unknown, [shape]: readonly TensorShape[]): readonly Tensor64[] => {
    const left = broadcastOffsets(a!.shape, shape!);
    const right = broadcastOffsets(b!.shape, shape!);
    return [generate64(shape!, (i) => compute(a!.data[left[i]!]!, b!.data[right[i]!]!))];
  };
}

const select: Kernel<'select'> = ([condition, whenTrue, whenFalse], _, [shape]) => {
  const [c, t, f] = [condition!, whenTrue!, whenFalse!].map((x) => broadcastOffsets(x.shape, shape!));
  return [
    generate64(shape!, (i) =>
      condition!.data[c![i]!] === 1 ? whenTrue!.data[t![i]!]! : whenFalse!.data[f![i]!]!,
    ),
  ];
};

export const elementwiseKernels = {
  add: binary((a, b) => a + b),
  subtract: binary((a, b) => a - b),
  multiply: binary((a, b) => a * b),
  divide: binary((a, b) => a / b),
  maximum: binary(Math.max),
  minimum: binary(Math.min),
  negate: unary((x) => -x),
  abs: unary(Math.abs),
  exp: unary(Math.exp),
  log: unary(Math.log),
  sqrt: unary(Math.sqrt),
  reciprocal: unary((x) => 1 / x),
  power: (([x], { exponent }) => unary((value) => value ** exponent)([x!])) satisfies Kernel<'power'>,
  erf: unary(erf),
  tanh: unary(Math.tanh),
  sigmoid: unary((x) => 1 / (1 + Math.exp(-x))),
  // log(1 + e^x) without overflow for large x.
  softplus: unary((x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))),
  relu: unary((x) => Math.max(x, 0)),
  step: unary((x) => (x > 0 ? 1 : 0)),
  greater: binary((a, b) => (a > b ? 1 : 0)),
  equal: binary((a, b) => (a === b ? 1 : 0)),
  select,
  toFloat: unary((x) => x),
};
