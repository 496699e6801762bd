// Shapes of matrix products.

import { broadcast } from './elementwiseRules.ts';
import { integerOf, integersOf, type Shape, type ShapeRule } from './shapeRule.ts';

const gemm: ShapeRule = ({ node, shapes: [a, b] }) => {
  if (a?.length !== 2 || b?.length !== 2) return [undefined];
  const rows = integerOf(node, 'transA', 0) === 1 ? a[1] : a[0];
  return [[rows, integerOf(node, 'transB', 0) === 1 ? b[0] : b[1]]];
};

/** As NumPy's `matmul`: vectors lose the axis that they gained. */
const matmul: ShapeRule = ({ shapes: [a, b] }) => {
  if (!a || !b || a.length === 0 || b.length === 0) return [undefined];
  const left: Shape = a.length === 1 ? [1, ...a] : a;
  const right: Shape = b.length === 1 ? [...b, 1] : b;
  const outer = broadcast(left.slice(0, -2), right.slice(0, -2)) ?? [];
  const rows = a.length === 1 ? [] : [left.at(-2)];
  return [[...outer, ...rows, ...(b.length === 1 ? [] : [right.at(-1)])]];
};

/** (x [T, N, C], w [directions, gates * H, C], r [directions, gates * H, H]) -> [T, directions, N, H], and the last states. */
const recurrent: ShapeRule = ({ node, shapes: [x, w, r] }) => {
  if (x?.length !== 3 || w?.length !== 3) return [];
  const hidden = integersOf(node, 'hidden_size')?.[0] ?? r?.[2];
  const batchFirst = integerOf(node, 'layout', 0) === 1;
  const state = batchFirst ? [x[0], w[0], hidden] : [w[0], x[1], hidden];
  return [batchFirst ? [x[0], x[1], w[0], hidden] : [x[0], w[0], x[1], hidden], state, state];
};

export const productRules: Readonly<Record<string, ShapeRule>> = {
  Gemm: gemm,
  MatMul: matmul,
  LSTM: recurrent,
  GRU: recurrent,
  RNN: recurrent,
};
