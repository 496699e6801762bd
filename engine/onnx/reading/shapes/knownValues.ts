// Whole numbers that can be told before a network runs: shapes that are taken apart and put together again.

import type { Extent } from '../onnxFile.ts';
import { axisOf, integerOf, integersOf, type Known, numbersOf, type RuleInput } from './shapeRule.ts';

type Fold = (input: RuleInput) => Known | undefined;

const passOn: Fold = ({ known: [x] }) => x;

function arithmetic(compute: (a: number, b: number) => number): Fold {
  return ({ known: [a, b] }) => {
    if (!a || !b) return undefined;
    const length = Math.max(a.length, b.length);
    if ((a.length !== length && a.length !== 1) || (b.length !== length && b.length !== 1)) return undefined;
    return Array.from({ length }, (_, place): Extent => {
      const [left, right] = [a[a.length === 1 ? 0 : place], b[b.length === 1 ? 0 : place]];
      return typeof left === 'number' && typeof right === 'number' ? compute(left, right) : undefined;
    });
  };
}

const gather: Fold = ({ known: [x, indices] }) => {
  const places = numbersOf(indices);
  return x && places?.map((place) => x[axisOf(place, x.length)]);
};

const concat: Fold = ({ known }) =>
  known.every((part) => part !== undefined) ? known.flatMap((part) => [...part]) : undefined;

const slice: Fold = ({ known: [x, starts, ends, , steps], node }) => {
  const start = integersOf(node, 'starts')?.[0] ?? numbersOf(starts)?.[0];
  const end = integersOf(node, 'ends')?.[0] ?? numbersOf(ends)?.[0];
  if (!x || start === undefined || end === undefined || (steps && steps[0] !== 1)) return undefined;
  return x.slice(start, end);
};

const shapeOf: Fold = ({ node, shapes: [x] }) => {
  const end = integersOf(node, 'end')?.[0];
  return x?.slice(integerOf(node, 'start', 0), end);
};

const select: Fold = ({ known: [condition, yes, no] }) => {
  if (!condition || !yes || !no) return undefined;
  return condition.map((holds, place) =>
    holds === undefined ? undefined : holds !== 0 ? yes[place] : no[place],
  );
};

const equal: Fold = arithmetic((a, b) => (a === b ? 1 : 0));

const filled: Fold = ({ node, known: [shape] }) => {
  const length = shape?.[0];
  if (typeof length !== 'number' || shape?.length !== 1 || length > 64) return undefined;
  return node.attributes.has('value') ? undefined : new Array<number>(length).fill(0);
};

export const knownFolds: Readonly<Record<string, Fold>> = {
  Shape: shapeOf,
  Gather: gather,
  Concat: concat,
  Slice: slice,
  Identity: passOn,
  Cast: passOn,
  Squeeze: passOn,
  Unsqueeze: passOn,
  Reshape: passOn,
  Floor: passOn,
  Add: arithmetic((a, b) => a + b),
  Sub: arithmetic((a, b) => a - b),
  Mul: arithmetic((a, b) => a * b),
  Div: arithmetic((a, b) => (b === 0 ? 0 : Math.trunc(a / b))),
  Where: select,
  Equal: equal,
  ConstantOfShape: filled,
};
