// Shapes of operators that slide a window: convolutions and poolings of any number of axes.

import type { Extent } from '../onnxFile.ts';
import { integerOf, integersOf, type RuleInput, type Shape, type ShapeRule, textOf } from './shapeRule.ts';

/** (x [N, C, …], w [O, C / groups, …]) -> [N, O, …] */
const convolution: ShapeRule = ({ node, shapes: [x, w] }) => {
  if (!x || !w || x.length < 3 || w.length !== x.length) return [undefined];
  const kernel = integersOf(node, 'kernel_shape') ?? w.slice(2);
  return [[x[0], w[0], ...slide(node, x.slice(2), kernel, false)]];
};

const pooling: ShapeRule = ({ node, shapes: [x] }) => {
  const kernel = integersOf(node, 'kernel_shape');
  if (!x || !kernel) return [undefined];
  const shape = [x[0], x[1], ...slide(node, x.slice(2), kernel, integerOf(node, 'ceil_mode', 0) === 1)];
  return node.outputs.map(() => shape);
};

const globalPooling: ShapeRule = ({ shapes: [x] }) => [x && [x[0], x[1], ...x.slice(2).map(() => 1)]];

/** (x [N, C, …], w [C, O / groups, …]) -> [N, O, …] */
const transposed: ShapeRule = ({ node, shapes: [x, w] }) => {
  if (!x || !w || x.length < 3 || w.length !== x.length) return [undefined];
  const groups = integerOf(node, 'group', 1);
  const channels = typeof w[1] === 'number' ? w[1] * groups : undefined;
  const axes = x.slice(2);
  const given = integersOf(node, 'output_shape');
  if (given) return [[x[0], channels, ...given.slice(-axes.length)]];
  const kernel = integersOf(node, 'kernel_shape') ?? w.slice(2);
  const { strides, dilations, pads } = windowOf(node, axes.length);
  const extra = integersOf(node, 'output_padding') ?? [];
  const automatic = textOf(node, 'auto_pad') ?? 'NOTSET';
  return [
    [
      x[0],
      channels,
      ...axes.map((extent, axis) => {
        const size = kernel[axis];
        if (typeof extent !== 'number' || typeof size !== 'number') return undefined;
        if (automatic.startsWith('SAME')) return extent * strides[axis]!;
        const span = (size - 1) * dilations[axis]! + 1;
        const padding = pads[axis]! + pads[axis + axes.length]!;
        return strides[axis]! * (extent - 1) + (extra[axis] ?? 0) + span - padding;
      }),
    ],
  ];
};

function windowOf(node: RuleInput['node'], axes: number) {
  const ones = new Array<number>(axes).fill(1);
  return {
    strides: integersOf(node, 'strides') ?? ones,
    dilations: integersOf(node, 'dilations') ?? ones,
    pads: integersOf(node, 'pads') ?? new Array<number>(2 * axes).fill(0),
  };
}

/** floor((extent + padding - span) / stride) + 1, or the ceiling; automatic padding keeps ceil(extent / stride). */
function slide(node: RuleInput['node'], extents: Shape, kernel: readonly Extent[], ceil: boolean): Shape {
  const { strides, dilations, pads } = windowOf(node, extents.length);
  const automatic = textOf(node, 'auto_pad') ?? 'NOTSET';
  return extents.map((extent, axis) => {
    const [size, stride] = [kernel[axis], strides[axis] ?? 1];
    if (typeof extent !== 'number' || typeof size !== 'number' || stride <= 0) return undefined;
    if (automatic.startsWith('SAME')) return Math.ceil(extent / stride);
    const span = (size - 1) * (dilations[axis] ?? 1) + 1;
    const before = automatic === 'VALID' ? 0 : (pads[axis] ?? 0);
    const after = automatic === 'VALID' ? 0 : (pads[axis + extents.length] ?? 0);
    const room = extent + before + after - span;
    const count = (ceil ? Math.ceil(room / stride) : Math.floor(room / stride)) + 1;
    // A last window that would begin in the padding behind the input is none.
    return ceil && (count - 1) * stride >= extent + before ? count - 1 : count;
  });
}

export const windowRules: Readonly<Record<string, ShapeRule>> = {
  Conv: convolution,
  ConvTranspose: transposed,
  MaxPool: pooling,
  AveragePool: pooling,
  LpPool: pooling,
  GlobalMaxPool: globalPooling,
  GlobalAveragePool: globalPooling,
  GlobalLpPool: globalPooling,
};
