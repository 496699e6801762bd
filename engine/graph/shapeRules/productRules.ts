// Shape rules of matrix products and convolutions.

import type { ConvolutionAttributes, TensorShape } from '../graph.ts';
import { sameTensorShape } from '../tensorShape.ts';
import { axisWindows, convolutionWindow, windowCount } from '../windowGeometry.ts';
import { expect, expectShape, float, floats, type ShapeRule } from './shapeRule.ts';

const matmul: ShapeRule<'matmul'> = (inputs, { transposeA, transposeB }) => {
  const [a, b, bias] = floats(inputs, 2, 3);
  expect(a!.shape.length >= 2 && b!.shape.length === a!.shape.length, 'matrices with equally many axes');
  const leading = a!.shape.slice(0, -2);
  expect(sameTensorShape(leading, b!.shape.slice(0, -2)), 'equal extents before the last two axes');
  const [rowsA, columnsA] = lastTwo(a!.shape, transposeA);
  const [rowsB, columnsB] = lastTwo(b!.shape, transposeB);
  expect(columnsA === rowsB, `an inner extent of ${columnsA} on both sides`);
  if (bias) expectShape('a bias', bias, [columnsB]);
  return [float([...leading, rowsA, columnsB])];
};

function lastTwo(shape: TensorShape, transposed: boolean): readonly [number, number] {
  const [rows, columns] = shape.slice(-2) as [number, number];
  return transposed ? [columns, rows] : [rows, columns];
}

/** The output shape for x [N, C, H, W] and w [O, C / groups, kh, kw]. */
export function convolutionOutputShape(
  x: TensorShape,
  w: TensorShape,
  attributes: ConvolutionAttributes,
): TensorShape {
  expect(x.length === 4 && w.length === 4, 'an image [N, C, H, W] and a weight [O, C / groups, kh, kw]');
  const [batch, channels, height, width] = x as [number, number, number, number];
  const [filters, depth, rows, columns] = w as [number, number, number, number];
  const { groups, stride, dilation, padding } = attributes;
  expect(
    groups >= 1 && stride.every((s) => s >= 1) && dilation.every((d) => d >= 1),
    'groups, stride and dilation >= 1',
  );
  expect(
    padding.every((count) => count >= 0),
    'padding >= 0',
  );
  expect(channels === depth * groups, `a weight of depth ${channels / groups} (channels / groups)`);
  expect(filters % groups === 0, `a number of filters divisible by ${groups} groups`);
  const [vertical, horizontal] = axisWindows(convolutionWindow(attributes, [rows, columns]));
  const extents = [windowCount(height, vertical, false), windowCount(width, horizontal, false)] as const;
  expect(extents[0] > 0 && extents[1] > 0, 'a window no larger than the padded image');
  return [batch, filters, ...extents];
}

const convolution: ShapeRule<'convolution'> = (inputs, attributes) => {
  const [x, w, bias] = floats(inputs, 2, 3);
  const shape = convolutionOutputShape(x!.shape, w!.shape, attributes);
  if (bias) expectShape('a bias', bias, [w!.shape[0]!]);
  return [float(shape)];
};

const convolutionInputGradient: ShapeRule<'convolutionInputGradient'> = (inputs, attributes) => {
  const [dy, w] = floats(inputs, 2);
  expectShape('dy', dy!, convolutionOutputShape(attributes.inputShape, w!.shape, attributes));
  return [float(attributes.inputShape)];
};

const convolutionWeightGradient: ShapeRule<'convolutionWeightGradient'> = (inputs, attributes) => {
  const [x, dy] = floats(inputs, 2);
  expectShape('dy', dy!, convolutionOutputShape(x!.shape, attributes.weightShape, attributes));
  return [float(attributes.weightShape)];
};

export const productRules = { matmul, convolution, convolutionInputGradient, convolutionWeightGradient };
