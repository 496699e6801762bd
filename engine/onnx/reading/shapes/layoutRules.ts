// Shapes of operators that join, cut and rearrange.

import type { Extent, FileNode } from '../onnxFile.ts';
import { broadcast } from './elementwiseRules.ts';
import {
  axisOf,
  floatsOf,
  integerOf,
  integersOf,
  numbersOf,
  product,
  type RuleInput,
  type Shape,
  type ShapeRule,
} from './shapeRule.ts';

/** An attribute in older operator sets, an input in newer ones. */
function givenIntegers(
  { node, known }: RuleInput,
  name: string,
  input: number,
): readonly number[] | undefined {
  return integersOf(node, name) ?? numbersOf(known[input]);
}

const concat: ShapeRule = ({ node, shapes }) => {
  const [first] = shapes;
  if (!first || !shapes.every((shape) => shape?.length === first.length)) return [undefined];
  const axis = axisOf(integerOf(node, 'axis', 1), first.length);
  const parts = shapes.map((shape) => shape![axis]);
  const total = parts.every((part) => typeof part === 'number')
    ? parts.reduce((sum, part) => sum + part, 0)
    : undefined;
  return [first.map((extent, place) => (place === axis ? total : extent))];
};

/** 0 keeps an extent, -1 takes what is left over. */
const reshape: ShapeRule = (input) => {
  const [x] = input.shapes;
  const target = integersOf(input.node, 'shape') ?? input.known[1];
  if (!target) return [undefined];
  const keepsZeros = integerOf(input.node, 'allowzero', 0) === 1;
  const shape = target.map((extent, axis) => (extent === 0 && !keepsZeros ? x?.[axis] : extent));
  const open = shape.indexOf(-1);
  if (open < 0) return [shape];
  return [shape.map((extent, axis) => (axis === open ? leftOver(x, shape, open) : extent))];
};

/** Symbols that stand on both sides cancel. */
function leftOver(x: Shape | undefined, shape: Shape, open: number): Extent {
  if (!x) return undefined;
  const others = shape.filter((_, axis) => axis !== open);
  const before = [...x];
  const after: Extent[] = [];
  for (const extent of others) {
    const twin = typeof extent === 'string' ? before.indexOf(extent) : -1;
    if (twin >= 0) before.splice(twin, 1);
    else after.push(extent);
  }
  const [all, taken] = [product(before), product(after)];
  if (all !== undefined && taken !== undefined) return taken > 0 ? all / taken : undefined;
  const symbols = before.filter((extent) => typeof extent !== 'number');
  const numbers = product(before.filter((extent) => typeof extent === 'number'));
  return symbols.length === 1 && numbers === taken ? symbols[0] : undefined;
}

const flatten: ShapeRule = ({ node, shapes: [x] }) => {
  if (!x) return [undefined];
  const axis = axisOf(integerOf(node, 'axis', 1), x.length);
  const sides = [x.slice(0, axis), x.slice(axis)];
  return [sides.map((side) => (side.length === 1 ? side[0] : product(side)))];
};

const transpose: ShapeRule = ({ node, shapes: [x] }) => {
  if (!x) return [undefined];
  const order = integersOf(node, 'perm') ?? x.map((_, axis) => x.length - 1 - axis);
  return [order.length === x.length ? order.map((axis) => x[axis]) : undefined];
};

const squeeze: ShapeRule = (input) => {
  const [x] = input.shapes;
  if (!x) return [undefined];
  const axes = givenIntegers(input, 'axes', 1)?.map((axis) => axisOf(axis, x.length));
  if (!axes && input.node.inputs.length > 1) return [undefined];
  return [x.filter((extent, place) => (axes ? !axes.includes(place) : extent !== 1))];
};

const unsqueeze: ShapeRule = (input) => {
  const [x] = input.shapes;
  const axes = givenIntegers(input, 'axes', 1);
  if (!x || !axes) return [undefined];
  const rank = x.length + axes.length;
  const places = new Set(axes.map((axis) => axisOf(axis, rank)));
  const rest = [...x];
  return [Array.from({ length: rank }, (_, place) => (places.has(place) ? 1 : rest.shift()))];
};

const slice: ShapeRule = (input) => {
  const [x] = input.shapes;
  if (!x) return [undefined];
  const starts = givenIntegers(input, 'starts', 1);
  const ends = givenIntegers(input, 'ends', 2);
  const axes = givenIntegers(input, 'axes', 3) ?? starts?.map((_, place) => place);
  const steps = numbersOf(input.known[4]) ?? axes?.map(() => 1);
  if (!starts || !ends || !axes || !steps) return [x.map(() => undefined)];
  return [
    x.map((extent, axis) => {
      const place = axes.findIndex((given) => axisOf(given, x.length) === axis);
      if (place < 0) return extent;
      if (typeof extent !== 'number') return undefined;
      return sliced(extent, starts[place]!, ends[place]!, steps[place] ?? 1);
    }),
  ];
};

function sliced(extent: number, start: number, end: number, step: number): number {
  const backwards = step < 0;
  const clamp = (place: number, low: number, high: number) =>
    Math.min(high, Math.max(low, place < 0 ? place + extent : place));
  const from = clamp(start, 0, backwards ? extent - 1 : extent);
  const to = clamp(end, backwards ? -1 : 0, extent);
  return Math.max(0, Math.ceil((to - from) / step));
}

const split: ShapeRule = (input) => {
  const { node } = input;
  const [x] = input.shapes;
  if (!x) return node.outputs.map(() => undefined);
  const axis = axisOf(integerOf(node, 'axis', 0), x.length);
  const sizes = givenIntegers(input, 'split', 1);
  const whole = x[axis];
  const part = typeof whole === 'number' ? Math.ceil(whole / node.outputs.length) : undefined;
  return node.outputs.map((_, place) => {
    const size = sizes ? sizes[place] : part;
    return x.map((extent, other) => (other === axis ? size : extent));
  });
};

const pad: ShapeRule = (input) => {
  const [x] = input.shapes;
  const pads = givenIntegers(input, 'pads', 1);
  if (!x || !pads) return [x?.map(() => undefined)];
  const axes = (numbersOf(input.known[3]) ?? x.map((_, axis) => axis)).map((axis) => axisOf(axis, x.length));
  return [
    x.map((extent, axis) => {
      const place = axes.indexOf(axis);
      if (place < 0) return extent;
      return typeof extent === 'number'
        ? extent + (pads[place] ?? 0) + (pads[place + axes.length] ?? 0)
        : undefined;
    }),
  ];
};

const expand: ShapeRule = ({ shapes: [x], known }) => [broadcast(x, known[1])];

const tile: ShapeRule = ({ shapes: [x], known }) => {
  const repeats = numbersOf(known[1]);
  return [x?.map((extent, axis) => scaledBy(extent, repeats?.[axis]))];
};

const resize: ShapeRule = (input) => {
  const { node, known } = input;
  const [x] = input.shapes;
  if (!x) return [undefined];
  const sizes = known[3];
  if (sizes && sizes.length === x.length) return [sizes];
  const scales = floatsOf(node, 'scales') ?? known[node.inputs.length === 2 ? 1 : 2];
  return [x.map((extent, axis) => scaledBy(extent, scales?.length === x.length ? scales[axis] : undefined))];
};

function scaledBy(extent: Extent, factor: Extent): Extent {
  if (factor === 1) return extent;
  return typeof extent === 'number' && typeof factor === 'number' ? Math.floor(extent * factor) : undefined;
}

/** What the branches say of their outputs; an extent in which they differ is open. */
const branches: ShapeRule = ({ node }) => {
  const [then, other] = ['then_branch', 'else_branch'].map((name) => bodyShapes(node, name));
  return node.outputs.map((_, place) => {
    const [a, b] = [then?.[place], other?.[place]];
    if (!a || a.length !== b?.length) return undefined;
    return a.map((extent, axis) => (extent === b[axis] ? extent : undefined));
  });
};

/** What is carried keeps its shape; what is gathered gains an axis of as many rounds as there will be. */
const loop: ShapeRule = ({ node }) => {
  const shapes = bodyShapes(node, 'body')?.slice(1);
  const carried = Math.max(0, node.inputs.length - 2);
  return node.outputs.map((_, place) => {
    const shape = shapes?.[place];
    return shape && place >= carried ? [undefined, ...shape] : shape;
  });
};

function bodyShapes({ attributes }: FileNode, name: string): readonly (Shape | undefined)[] | undefined {
  const body = attributes.get(name);
  return body?.kind === 'graph' ? body.outputs.map(({ shape }) => shape) : undefined;
}

/** Channels become blocks of rows and columns, or the other way. */
function blocks(towards: 'space' | 'depth'): ShapeRule {
  return ({ node, shapes: [x] }) => {
    if (x?.length !== 4) return [undefined];
    const side = integerOf(node, 'blocksize', 1);
    const [depth, space] = towards === 'space' ? [1 / (side * side), side] : [side * side, 1 / side];
    return [[x[0], scaledBy(x[1], depth), scaledBy(x[2], space), scaledBy(x[3], space)]];
  };
}

const gather: ShapeRule = ({ node, shapes: [x, indices] }) => {
  if (!x || !indices) return [undefined];
  const axis = axisOf(integerOf(node, 'axis', 0), x.length);
  return [[...x.slice(0, axis), ...indices, ...x.slice(axis + 1)]];
};

export const layoutRules: Readonly<Record<string, ShapeRule>> = {
  Concat: concat,
  Reshape: reshape,
  Flatten: flatten,
  Transpose: transpose,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Slice: slice,
  Split: split,
  Pad: pad,
  Expand: expand,
  Tile: tile,
  Resize: resize,
  Upsample: resize,
  If: branches,
  Loop: loop,
  DepthToSpace: blocks('space'),
  SpaceToDepth: blocks('depth'),
  Gather: gather,
  Shape: ({ shapes: [x] }) => [x && [x.length]],
  Size: () => [[]],
  ConstantOfShape: ({ known: [shape] }) => [shape],
};
