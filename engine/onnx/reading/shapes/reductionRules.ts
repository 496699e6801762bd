// Shapes of reductions along axes.

import { axisOf, integerOf, integersOf, numbersOf, type ShapeRule } from './shapeRule.ts';

const reduction: ShapeRule = ({ node, shapes: [x], known }) => {
  if (!x) return [undefined];
  const given = integersOf(node, 'axes') ?? numbersOf(known[1]);
  if (!given && node.inputs.length > 1 && node.inputs[1] !== '') return [undefined];
  const all = integerOf(node, 'noop_with_empty_axes', 0) === 1 ? [] : x.map((_, axis) => axis);
  const axes = (given && given.length > 0 ? given : all).map((axis) => axisOf(axis, x.length));
  const kept = integerOf(node, 'keepdims', 1) === 1;
  return [x.flatMap((extent, axis) => (axes.includes(axis) ? (kept ? [1] : []) : [extent]))];
};

const argument: ShapeRule = ({ node, shapes: [x] }) => {
  if (!x) return [undefined];
  const axis = axisOf(integerOf(node, 'axis', 0), x.length);
  const kept = integerOf(node, 'keepdims', 1) === 1;
  return [x.flatMap((extent, place) => (place === axis ? (kept ? [1] : []) : [extent]))];
};

const topK: ShapeRule = ({ node, shapes: [x], known }) => {
  const count = integersOf(node, 'k')?.[0] ?? known[1]?.[0];
  const axis = x && axisOf(integerOf(node, 'axis', -1), x.length);
  const shape = x?.map((extent, place) => (place === axis ? count : extent));
  return node.outputs.map(() => shape);
};

const REDUCTIONS = 'L1 L2 LogSum LogSumExp Max Mean Min Prod Sum SumSquare'.split(' ');

export const reductionRules: Readonly<Record<string, ShapeRule>> = {
  ...Object.fromEntries(REDUCTIONS.map((name) => [`Reduce${name}`, reduction])),
  ArgMax: argument,
  ArgMin: argument,
  TopK: topK,
};
