// ONNX for the gradient of a convolution with respect to its weight.

import type { NodeOf, TensorShape } from '../../graph/graph.ts';
import { type AxisWindow, axisWindows, convolutionWindow } from '../../graph/windowGeometry.ts';
import type { Emitter } from '../emitter.ts';
import type { Lowering } from '../lowering.ts';
import { blockedWeightGradient, firstTaps } from './blockedWeightGradient.ts';
import { channelsSecond } from './channelsSecond.ts';
import { gatheredGradientRows, gatheredImageRows } from './gatheredRows.ts';
import { groupedShape, groupsAsImages, productWithTransposed, sumOverImages } from './imageProducts.ts';
import { asMatrix, coversImage } from './product.ts';
import { moved, placesOf, windowTaps } from './windowTaps.ts';

type Node = NodeOf<'convolutionWeightGradient'>;

function windowOf({ attributes }: Node) {
  const [, , rows, columns] = attributes.weightShape as [number, number, number, number];
  return axisWindows(convolutionWindow(attributes, [rows, columns]));
}

/** [N, G C', H, W] to [C', G N, H, W]. */
function channelsFirst(emit: Emitter, x: string, shape: TensorShape, groups: number): string {
  const [batch, channels, height, width] = shape as [number, number, number, number];
  if (groups === 1) return emit.node('Transpose', [x], { perm: [1, 0, 2, 3] });
  const depth = channels / groups;
  const grouped = emit.node('Reshape', [x, emit.integers([batch, groups, depth, height, width])]);
  const turned = emit.node('Transpose', [grouped], { perm: [2, 1, 0, 3, 4] });
  return emit.node('Reshape', [turned, emit.integers([depth, groups * batch, height, width])]);
}

/**
 * A convolution with the batch as channels and dy as weight, stride and dilation exchanged:
 * x [C / groups, groups * N, H, W] * dy [O, N, OH, OW] -> [C / groups, O, kh, kw].
 */
const exchangedConvolution: Lowering<'convolutionWeightGradient'> = {
  name: 'Conv',
  lower: (emit, node, [x, dy], outputs) => {
    const { attributes, inputs } = node;
    const image = channelsFirst(emit, x!, inputs[0]!.shape, attributes.groups);
    const kernel = emit.node('Transpose', [dy!], { perm: [1, 0, 2, 3] });
    const result = emit.node('Conv', [image, kernel], {
      kernel_shape: inputs[1]!.shape.slice(2),
      strides: attributes.dilation,
      dilations: attributes.stride,
      pads: attributes.padding,
      group: attributes.groups,
    });
    const wanted = firstTaps(emit, result, node);
    emit.into(outputs, 'Transpose', [wanted], { perm: [1, 0, 2, 3] });
  },
};

/** The weight [O, taps * C] put in order: [O, C, kh, kw]. */
function orderTaps(emit: Emitter, weight: string, shape: TensorShape, outputs: readonly string[]): void {
  const [filters, depth, rows, columns] = shape as [number, number, number, number];
  if (depth === 1 || rows * columns === 1) {
    emit.into(outputs, 'Reshape', [weight, emit.integers(shape)]);
    return;
  }
  const split = emit.node('Reshape', [weight, emit.integers([filters, rows, columns, depth])]);
  channelsSecond(emit, split, [filters, rows, columns, depth], outputs);
}

/**
 * One product for each image, added up: sum over n of dy [O, places] * columns [taps * C, places]ᵀ. Parallel over the
 * images.
 */
const productsOverImages: Lowering<'convolutionWeightGradient'> = {
  name: 'MatMul over images',
  lower: (emit, node, [x, dy], outputs) => {
    const { weightShape, groups } = node.attributes;
    const [batch, filters] = node.inputs[1]!.shape as [number, number, number, number];
    const [, depth, rows, columns] = weightShape as [number, number, number, number];
    const places = placesOf(node.inputs[1]!.shape);
    const lines = rows * columns * depth;
    const image = groupsAsImages(emit, x!, node.inputs[0]!.shape, groups);
    const taps = windowTaps(emit, image, node.inputs[0]!.shape, windowOf(node), node.inputs[1]!.shape, 0);
    const matrix = taps.length === 1 ? taps[0]! : emit.node('Concat', taps, { axis: 1 });
    const left = emit.node('Reshape', [dy!, emit.integers([batch * groups, filters / groups, places])]);
    const right = emit.node('Reshape', [matrix, emit.integers([batch * groups, lines, places])]);
    const sum = sumOverImages(emit, productWithTransposed(emit, left, right), [
      groups,
      filters / groups,
      lines,
    ]);
    orderTaps(emit, sum, weightShape, outputs);
  },
};

/** One product for all images: dy [O, N * places] * columns [taps * C, N * places]ᵀ. */
const oneProduct: Lowering<'convolutionWeightGradient'> = {
  name: 'Gemm',
  applies: ({ attributes }) => attributes.groups === 1,
  lower: (emit, node, [x, dy], outputs) => {
    const { weightShape } = node.attributes;
    const [batch, filters] = node.inputs[1]!.shape as [number, number, number, number];
    const [, depth, rows, columns] = weightShape as [number, number, number, number];
    const [, channels, height, width] = node.inputs[0]!.shape as [number, number, number, number];
    const places = batch * placesOf(node.inputs[1]!.shape);
    const image = channelsFirst(emit, x!, node.inputs[0]!.shape, 1);
    const shape = [channels, batch, height, width];
    const taps = windowTaps(emit, image, shape, windowOf(node), node.inputs[1]!.shape, 0);
    const matrix = taps.length === 1 ? taps[0]! : emit.node('Concat', taps, { axis: 0 });
    const left = emit.node('Transpose', [dy!], { perm: [1, 0, 2, 3] });
    const product = emit.node(
      'Gemm',
      [
        emit.node('Reshape', [left, emit.integers([filters, places])]),
        emit.node('Reshape', [matrix, emit.integers([rows * columns * depth, places])]),
      ],
      { transB: 1 },
    );
    orderTaps(emit, product, weightShape, outputs);
  },
};

/** dy moved by every vertical tap so that its rows stand where x's rows are that the tap sees, joined on `axis`. */
function verticalTaps(
  emit: Emitter,
  dy: string,
  node: Node,
  axis: 0 | 1,
  width = node.inputs[1]!.shape[3]!,
): string {
  const [window] = windowOf(node);
  const height = node.inputs[0]!.shape[2]!;
  const shape = [...node.inputs[1]!.shape.slice(0, 3), width];
  const taps = Array.from({ length: window.kernel }, (_, tap) =>
    moved(emit, dy, shape, [tap * window.dilation - window.before, 0], [height, width]),
  );
  return taps.length === 1 ? taps[0]! : emit.node('Concat', taps, { axis });
}

/** What every horizontal tap sees of the rows of x, which has this shape, joined on `axis`. */
function horizontalTaps(emit: Emitter, x: string, shape: TensorShape, node: Node, axis: 0 | 1): string {
  const [, window] = windowOf(node);
  const width = node.inputs[1]!.shape[3]!;
  const taps =
    window.stride === 1
      ? Array.from({ length: window.kernel }, (_, tap) =>
          moved(emit, x, shape, [0, window.before - tap * window.dilation], [shape[2]!, width]),
        )
      : windowTaps(emit, x, shape, [wholeAxis, window], [...shape.slice(0, 3), width], 0);
  return taps.length === 1 ? taps[0]! : emit.node('Concat', taps, { axis });
}

/** A window that leaves an axis as it is. */
const wholeAxis: AxisWindow = { kernel: 1, stride: 1, dilation: 1, before: 0, after: 0 };

/**
 * Half of the taps on each side: the vertical ones move dy, the horizontal ones x, so that kh + kw copies do instead of
 * kh * kw. dw[o, c, i, j] = sum over n, rows and columns of dy moved by i times x moved by j.
 */
const splitTapsOverImages: Lowering<'convolutionWeightGradient'> = {
  name: 'split taps over images',
  applies: ({ attributes }) => attributes.stride[0] === 1,
  lower: (emit, node, [x, dy], outputs) => {
    const { weightShape, groups } = node.attributes;
    const [filters, depth, rows, columns] = weightShape as [number, number, number, number];
    const [images, places] = [node.inputs[0]!.shape[0]! * groups, splitPlaces(node)];
    const [above, across] = [(rows * filters) / groups, columns * depth];
    const gradient = verticalTaps(emit, groupsAsImages(emit, dy!, node.inputs[1]!.shape, groups), node, 1);
    const shape = node.inputs[0]!.shape;
    const grouped = groupsAsImages(emit, x!, shape, groups);
    const image = horizontalTaps(emit, grouped, groupedShape(shape, groups), node, 1);
    const left = emit.node('Reshape', [gradient, emit.integers([images, above, places])]);
    const right = emit.node('Reshape', [image, emit.integers([images, across, places])]);
    const sum = sumOverImages(emit, productWithTransposed(emit, left, right), [groups, above, across]);
    orderSplitTaps(emit, sum, node, outputs);
  },
};

/** The same as one product for all images. */
const splitTaps: Lowering<'convolutionWeightGradient'> = {
  name: 'split taps',
  applies: ({ attributes }) => attributes.groups === 1 && attributes.stride[0] === 1,
  lower: (emit, node, [x, dy], outputs) => {
    const [filters, depth, rows, columns] = node.attributes.weightShape as [number, number, number, number];
    const places = node.inputs[0]!.shape[0]! * splitPlaces(node);
    const turned = (value: string) => emit.node('Transpose', [value], { perm: [1, 0, 2, 3] });
    const matrix = (value: string, lines: number) =>
      emit.node('Reshape', [value, emit.integers([lines, places])]);
    const left = matrix(verticalTaps(emit, turned(dy!), node, 0), rows * filters);
    const [images, channels, ...extents] = node.inputs[0]!.shape as [number, number, number, number];
    const image = horizontalTaps(emit, turned(x!), [channels, images, ...extents], node, 0);
    const right = matrix(image, columns * depth);
    orderSplitTaps(emit, emit.node('Gemm', [left, right], { transB: 1 }), node, outputs);
  },
};

/**
 * All taps on the side of dy, which x meets as it is: cheapest where x has many channels for each filter, as in dense
 * blocks. dy is moved first across, then down.
 */
const gradientTapsOverImages: Lowering<'convolutionWeightGradient'> = {
  name: 'gradient taps over images',
  applies: ({ attributes }) => attributes.stride.every((s) => s === 1),
  lower: (emit, node, [x, dy], outputs) => {
    const { weightShape, groups } = node.attributes;
    const [filters, depth, rows, columns] = weightShape as [number, number, number, number];
    const image = node.inputs[0]!.shape;
    const [images, places] = [image[0]! * groups, placesOf(image)];
    const lines = (rows * columns * filters) / groups;
    const gradient = groupsAsImages(emit, dy!, node.inputs[1]!.shape, groups);
    const across = gradientTapsAcross(emit, gradient, node);
    const left = emit.node('Reshape', [
      verticalTaps(emit, across, node, 1, image[3]!),
      emit.integers([images, lines, places]),
    ]);
    const right = emit.node('Reshape', [x!, emit.integers([images, depth, places])]);
    const sum = sumOverImages(emit, productWithTransposed(emit, left, right), [groups, lines, depth]);
    const apart = [groups, rows, columns, (filters / groups) * depth] as const;
    const ordered = emit.freshName('weight');
    channelsSecond(emit, emit.node('Reshape', [sum, emit.integers(apart)]), apart, [ordered]);
    emit.into(outputs, 'Reshape', [ordered, emit.integers(weightShape)]);
  },
};

/** dy moved by every horizontal tap so that its columns stand where x's are that the tap sees: [.., kw * O, OH, W]. */
function gradientTapsAcross(emit: Emitter, dy: string, node: Node): string {
  const [, window] = windowOf(node);
  const [width, shape] = [
    node.inputs[0]!.shape[3]!,
    groupedShape(node.inputs[1]!.shape, node.attributes.groups),
  ];
  const taps = Array.from({ length: window.kernel }, (_, tap) =>
    moved(emit, dy, shape, [0, tap * window.dilation - window.before], [shape[2]!, width]),
  );
  return taps.length === 1 ? taps[0]! : emit.node('Concat', taps, { axis: 1 });
}

/** Places that the moved images have in common: x's rows and dy's columns. */
function splitPlaces({ inputs: [x, dy] }: Node): number {
  return x!.shape[2]! * dy!.shape[3]!;
}

/** The weight [G, kh, O / G, kw, C] put in order: [O, C, kh, kw]. */
function orderSplitTaps(emit: Emitter, weight: string, node: Node, outputs: readonly string[]): void {
  const { weightShape, groups } = node.attributes;
  const [filters, depth, rows, columns] = weightShape as [number, number, number, number];
  const split = emit.node('Reshape', [
    weight,
    emit.integers([groups, rows, filters / groups, columns, depth]),
  ]);
  const ordered = emit.node('Transpose', [split], { perm: [0, 2, 4, 1, 3] });
  emit.into(outputs, 'Reshape', [ordered, emit.integers(weightShape)]);
}

/** One place: dw [O, C * H * W] = dy [N, O]ᵀ * x [N, C * H * W]. */
const wholeImageProduct: Lowering<'convolutionWeightGradient'> = {
  name: 'whole image',
  applies: ({ inputs: [x], attributes }) => coversImage(x!.shape, attributes.weightShape, attributes),
  lower: (emit, { inputs: operands, attributes }, [x, dy], outputs) => {
    const [image, gradient] = [
      asMatrix(emit, x!, operands[0]!.shape),
      asMatrix(emit, dy!, operands[1]!.shape),
    ];
    const product = emit.node('Gemm', [gradient, image], { transA: 1 });
    emit.into(outputs, 'Reshape', [product, emit.integers(attributes.weightShape)]);
  },
};

export const convolutionWeightGradientLowerings = [
  wholeImageProduct,
  exchangedConvolution,
  productsOverImages,
  splitTapsOverImages,
  splitTaps,
  gradientTapsOverImages,
  oneProduct,
  gatheredGradientRows,
  gatheredImageRows,
  blockedWeightGradient,
];
