// Shapes of operators that work element by element, and of those that keep their input's shape.

import type { Extent } from '../onnxFile.ts';
import type { Shape, ShapeRule } from './shapeRule.ts';

/** Aligned at the last axis; an extent of 1 takes the other's. */
export function broadcast(a: Shape | undefined, b: Shape | undefined): Shape | undefined {
  if (!a || !b) return undefined;
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const [left, right] = [a, b].map((shape) => {
      const place = axis - (rank - shape.length);
      return place < 0 ? 1 : shape[place];
    });
    return joined(left, right);
  });
}

/** What is open becomes what the other says, since both must agree. */
function joined(left: Extent, right: Extent): Extent {
  if (left === 1 || left === undefined) return left === undefined && right === 1 ? undefined : right;
  if (right === 1 || right === undefined) return left;
  return typeof left === 'number' ? left : right;
}

const same: ShapeRule = ({ node, shapes: [x] }) =>
  node.outputs.map((_, place) => (place === 0 ? x : undefined));
const together: ShapeRule = ({ shapes }) => [
  shapes.length === 0 ? undefined : shapes.reduce((all, shape) => broadcast(all, shape)),
];

const KEEP_SHAPE = [
  'Identity Cast CastLike Relu LeakyRelu PRelu Elu Selu Celu ThresholdedRelu Sigmoid HardSigmoid HardSwish Tanh Softplus',
  'Softsign Gelu Mish Swish Erf Abs Neg Exp Log Sqrt Reciprocal Sin Cos Tan Asin Acos Atan Sinh Cosh Asinh Acosh Atanh',
  'Ceil Floor Round Sign Not Clip Shrink IsNaN IsInf CumSum Softmax LogSoftmax Hardmax BatchNormalization',
  'InstanceNormalization LayerNormalization GroupNormalization LRN LpNormalization MeanVarianceNormalization Dropout',
  'QuantizeLinear DequantizeLinear RandomNormalLike RandomUniformLike Bernoulli ScatterND ScatterElements Trilu',
].flatMap((line) => line.split(' '));

const BROADCAST = [
  'Add Sub Mul Div Pow Mod Max Min Sum Mean And Or Xor Equal Greater GreaterOrEqual Less LessOrEqual Where BitShift',
].flatMap((line) => line.split(' '));

/** Their inputs are made of one shape. */
export const broadcastOperators: ReadonlySet<string> = new Set(BROADCAST);

export const elementwiseRules: Readonly<Record<string, ShapeRule>> = {
  ...Object.fromEntries(KEEP_SHAPE.map((operator) => [operator, same])),
  ...Object.fromEntries(BROADCAST.map((operator) => [operator, together])),
};
