// ONNX for max and average pooling.

import type { NodeOf, PoolingAttributes, TensorShape, Value } from '../../graph/graph.ts';
import { averagedTaps, axisWindows, windowSpan } from '../../graph/windowGeometry.ts';
import type { Emitter, OnnxAttributes } from '../emitter.ts';
import { type Lowering, only } from '../lowering.ts';
import { padPlanes } from './windowTaps.ts';

/** The least float32: what padding is to max pooling. */
export const lowestFloat = -3.4028234663852886e38;

type Padding = readonly [number, number, number, number];

/**
 * The padding behind which, without `ceil`, exactly the windows of y fit: `ceil`'s last window reaches as far as this
 * padding. Never less than the given padding.
 */
export function explicitPadding(x: TensorShape, y: TensorShape, attributes: PoolingAttributes): Padding {
  const [bottom, right] = axisWindows(attributes).map((window, i) => {
    const reach = (y[i + 2]! - 1) * window.stride + windowSpan(window) - window.before - x[i + 2]!;
    return Math.max(reach, window.after);
  }) as [number, number];
  return [attributes.padding[0], attributes.padding[1], bottom, right];
}

function poolAttributes(attributes: PoolingAttributes, pads: Padding): OnnxAttributes {
  const { kernel, stride, dilation } = attributes;
  const dilated = dilation.some((d) => d > 1);
  return { kernel_shape: kernel, strides: stride, pads, ...(dilated ? { dilations: dilation } : {}) };
}

/** ONNX Runtime wants each padding smaller than the kernel. */
function fitsKernel(pads: Padding, kernel: readonly [number, number]): boolean {
  return pads.every((count, i) => count < kernel[i % 2 === 0 ? 0 : 1]);
}

/** Emits a max pooling of x with explicit padding; `outputs` may name the indices too. */
export function emitMaxPool(
  emit: Emitter,
  node: { readonly x: Value; readonly y: Value; readonly attributes: PoolingAttributes },
  x: string,
  outputs: readonly string[],
): void {
  const pads = explicitPadding(node.x.shape, node.y.shape, node.attributes);
  if (fitsKernel(pads, node.attributes.kernel)) {
    emit.into(outputs, 'MaxPool', [x], poolAttributes(node.attributes, pads));
    return;
  }
  if (outputs.length > 1)
    throw new Error('Indices of a max pooling whose input is padded apart have no meaning.');
  const padded = padPlanes(emit, x, pads, lowestFloat);
  emit.into(outputs, 'MaxPool', [padded], poolAttributes(node.attributes, [0, 0, 0, 0]));
}

/** Whether the indices that MaxPool gives are those of x. */
export function hasIndices(x: TensorShape, y: TensorShape, attributes: PoolingAttributes): boolean {
  return fitsKernel(explicitPadding(x, y, attributes), attributes.kernel);
}

/** The key under which a pooling shares its indices with its gradient. */
export function indicesKey(y: string): string {
  return `indices of ${y}`;
}

/** Lowerings of `maxPoolGradient` that read the indices of the largest elements. */
export const indexLowerings: readonly string[] = ['MaxUnpool', 'ScatterElements'];

/** Whether the pooling's gradient is among the nodes to come, written with indices. */
function indicesWanted(emit: Emitter, { inputs: [x], outputs: [y], attributes }: NodeOf<'maxPool'>): boolean {
  return emit
    .usersOf(y!)
    .some(
      (user) =>
        user.operation === 'maxPoolGradient' &&
        user.inputs[0] === x &&
        user.inputs[1] === y &&
        JSON.stringify(user.attributes) === JSON.stringify(attributes) &&
        indexLowerings.includes(emit.loweringOf(user)),
    );
}

export const maxPoolLowerings = only<'maxPool'>((emit, node, [x], [y]) => {
  const operands = { x: node.inputs[0]!, y: node.outputs[0]!, attributes: node.attributes };
  const indices = indicesWanted(emit, node)
    ? [emit.shared(indicesKey(y!), () => emit.freshName('indices'))]
    : [];
  emitMaxPool(emit, operands, x!, [y!, ...indices]);
});

type AveragePool = NodeOf<'averagePool'>;
type AveragePoolAttributes = AveragePool['attributes'];

/** 1 / (places that a window's mean is taken over), for each place of y: [OH, OW]. */
export function reciprocalCounts(
  x: TensorShape,
  y: TensorShape,
  attributes: AveragePoolAttributes,
): readonly number[] {
  const [vertical, horizontal] = axisWindows(attributes);
  const { countIncludePad } = attributes;
  const counts = (extent: number, window: typeof vertical, length: number) =>
    Array.from({ length }, (_, index) => averagedTaps(extent, window, index, countIncludePad));
  const [rows, columns] = [counts(x[2]!, vertical, y[2]!), counts(x[3]!, horizontal, y[3]!)];
  return rows.flatMap((row) => columns.map((column) => 1 / (row * column)));
}

/** Values [OH, OW] times `scale`, as a factor for images [.., .., OH, OW]; a scalar where all are equal. */
export function planeFactor(emit: Emitter, values: readonly number[], y: TensorShape, scale: number): string {
  const scaled = values.map((value) => value * scale);
  if (scaled.every((value) => value === scaled[0])) return emit.scalar(scaled[0]!);
  return emit.floats([1, 1, y[2]!, y[3]!], scaled);
}

export const averagePoolLowerings: readonly Lowering<'averagePool'>[] = [
  {
    name: 'AveragePool',
    // Elsewhere what a mean is taken over differs between runtimes, or has no attribute before operator set 19.
    applies: ({ inputs: [x], outputs: [y], attributes }) => {
      const pads = explicitPadding(x!.shape, y!.shape, attributes);
      const reachesFurther = pads.some((count, i) => count !== attributes.padding[i]);
      return (
        attributes.dilation.every((d) => d === 1) && !reachesFurther && fitsKernel(pads, attributes.kernel)
      );
    },
    lower: (emit, { attributes }, inputs, outputs) =>
      emit.into(outputs, 'AveragePool', inputs, {
        ...poolAttributes(attributes, attributes.padding),
        count_include_pad: attributes.countIncludePad ? 1 : 0,
      }),
  },
  {
    name: 'sums',
    lower: (emit, { inputs, outputs, attributes }, [x], names) => {
      const [input, output] = [inputs[0]!.shape, outputs[0]!.shape];
      const padded = padPlanes(emit, x!, explicitPadding(input, output, attributes), 0);
      const { kernel, stride, dilation } = attributes;
      const sums = emit.node('Conv', [padded, onesKernel(emit, input[1]!, kernel)], {
        kernel_shape: kernel,
        strides: stride,
        dilations: dilation,
        group: input[1]!,
      });
      const counts = reciprocalCounts(input, output, attributes);
      emit.into(names, 'Mul', [sums, planeFactor(emit, counts, output, 1)]);
    },
  },
];

/** A weight that adds up each channel's window: ones [C, 1, kh, kw]. */
export function onesKernel(
  emit: Emitter,
  channels: number,
  [rows, columns]: readonly [number, number],
): string {
  return emit.floats([channels, 1, rows, columns], new Array<number>(channels * rows * columns).fill(1));
}
