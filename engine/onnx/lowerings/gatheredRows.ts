// The gradient with respect to a weight from rows that are gathered: Gather copies what all vertical taps see at once and
// on several threads, where Slice, Pad and Concat copy tap by tap on one.

import type { NodeOf, TensorShape } from '../../graph/graph.ts';
import { type AxisWindow, axisWindows, convolutionWindow } from '../../graph/windowGeometry.ts';
import type { Emitter } from '../emitter.ts';
import type { Lowering } from '../lowering.ts';
import { channelsSecond } from './channelsSecond.ts';
import { groupsAsImages, productWithTransposed, sumOverImages } from './imageProducts.ts';
import { moved, padPlanes, placesOf, windowTaps } from './windowTaps.ts';

type Node = NodeOf<'convolutionWeightGradient'>;

/** The extents that both lowerings work with; groups are images of their own. */
function extentsOf({ inputs: [x, dy], attributes }: Node) {
  const { weightShape, groups } = attributes;
  const [filters, depth, rows, columns] = weightShape as [number, number, number, number];
  const [vertical, horizontal] = axisWindows(convolutionWindow(attributes, [rows, columns]));
  const image = [x!.shape[0]! * groups, depth, x!.shape[2]!, x!.shape[3]!] as const;
  const gradient = [image[0], filters / groups, dy!.shape[2]!, dy!.shape[3]!] as const;
  return { image, gradient, groups, vertical, horizontal };
}

/**
 * Rows `indices` of an image [A, B, H, W], zeros where there is no such row, then seen as [A, B * taps, rows * W]: the
 * taps of each channel follow each other.
 */
function gatherRows(
  emit: Emitter,
  image: string,
  shape: TensorShape,
  { taps, indices }: { readonly taps: number; readonly indices: readonly number[] },
): string {
  const [images, channels, height, width] = shape as [number, number, number, number];
  const above = Math.max(0, -Math.min(...indices));
  const below = Math.max(0, Math.max(...indices) - (height - 1));
  const full = padPlanes(emit, image, [above, 0, below, 0], 0);
  const shifted = indices.map((index) => index + above);
  const whole = shifted.length === height + above + below && shifted.every((index, i) => index === i);
  const rows = whole ? full : emit.node('Gather', [full, emit.integers(shifted)], { axis: 2 });
  const places = (indices.length / taps) * width;
  return emit.node('Reshape', [rows, emit.integers([images, channels * taps, places])]);
}

/** Row numbers, tap by tap. */
function tapRows(window: AxisWindow, rows: number, rowOf: (tap: number, row: number) => number) {
  const indices = Array.from({ length: window.kernel * rows }, (_, i) =>
    rowOf(Math.floor(i / rows), i % rows),
  );
  return { taps: window.kernel, indices };
}

/** What every horizontal tap sees of an image [A, B, H, W]: [A, B, H, columns]. */
function columnTaps(
  emit: Emitter,
  image: string,
  shape: TensorShape,
  window: AxisWindow,
  columns: number,
): readonly string[] {
  if (window.stride === 1) {
    return Array.from({ length: window.kernel }, (_, tap) =>
      moved(emit, image, shape, [0, window.before - tap * window.dilation], [shape[2]!, columns]),
    );
  }
  const wholeRows: AxisWindow = { kernel: 1, stride: 1, dilation: 1, before: 0, after: 0 };
  return windowTaps(emit, image, shape, [wholeRows, window], [...shape.slice(0, 3), columns], 0);
}

/** x's rows meet dy's, moved by every vertical tap; the horizontal taps of x have a product each. */
export const gatheredGradientRows: Lowering<'convolutionWeightGradient'> = {
  name: 'gathered rows of the gradient',
  applies: ({ attributes }) => attributes.stride[0] === 1,
  lower: (emit, node, [x, dy], outputs) => {
    const { image, gradient, groups, vertical, horizontal } = extentsOf(node);
    const [height, width] = [image[2], gradient[3]];
    const rows = tapRows(vertical, height, (tap, row) => row + vertical.before - tap * vertical.dilation);
    const left = gatherRows(emit, groupsAsImages(emit, dy!, node.inputs[1]!.shape, groups), gradient, rows);
    const seen = groupsAsImages(emit, x!, node.inputs[0]!.shape, groups);
    const products = columnTaps(emit, seen, image, horizontal, width).map((tap) => {
      const right = emit.node('Reshape', [tap, emit.integers([image[0], image[1], height * width])]);
      const lines = gradient[1] * vertical.kernel;
      const sum = sumOverImages(emit, productWithTransposed(emit, left, right), [groups, lines, image[1]]);
      return emit.node('Reshape', [sum, emit.integers([groups * gradient[1], vertical.kernel, 1, image[1]])]);
    });
    const joined = products.length === 1 ? products[0]! : emit.node('Concat', products, { axis: 2 });
    const taps = [vertical.kernel, horizontal.kernel] as const;
    channelsSecond(emit, joined, [groups * gradient[1], ...taps, image[1]], outputs);
  },
};

/** dy meets x's rows as every vertical tap sees them; the horizontal taps have a product each. */
export const gatheredImageRows: Lowering<'convolutionWeightGradient'> = {
  name: 'gathered rows of the image',
  lower: (emit, node, [x, dy], outputs) => {
    const { image, gradient, groups, vertical, horizontal } = extentsOf(node);
    const places = placesOf(gradient);
    const rows = tapRows(
      vertical,
      gradient[2],
      (tap, row) => row * vertical.stride + tap * vertical.dilation - vertical.before,
    );
    const seen = groupsAsImages(emit, x!, node.inputs[0]!.shape, groups);
    const left = emit.node('Reshape', [dy!, emit.integers([gradient[0], gradient[1], places])]);
    const products = columnTaps(emit, seen, image, horizontal, gradient[3]).map((tap) => {
      const right = gatherRows(emit, tap, [...image.slice(0, 3), gradient[3]], rows);
      const lines = image[1] * vertical.kernel;
      const sum = sumOverImages(emit, productWithTransposed(emit, left, right), [groups, gradient[1], lines]);
      return emit.node('Reshape', [sum, emit.integers([groups * gradient[1], image[1], vertical.kernel, 1])]);
    });
    if (products.length > 1) emit.into(outputs, 'Concat', products, { axis: 3 });
    else emit.into(outputs, 'Reshape', [products[0]!, emit.integers(node.attributes.weightShape)]);
  },
};
