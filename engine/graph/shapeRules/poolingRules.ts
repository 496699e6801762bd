// Shape rules of pooling and its gradients.

import type { PoolingAttributes, TensorShape } from '../graph.ts';
import { axisWindows, everyWindowTouchesInput, pooledExtents } from '../windowGeometry.ts';
import { expect, expectShape, float, floats, type ShapeRule } from './shapeRule.ts';

function pooledShape(x: TensorShape, attributes: PoolingAttributes): TensorShape {
  expect(x.length === 4, 'an image [N, C, H, W]');
  const { kernel, stride, dilation, padding } = attributes;
  expect(
    [...kernel, ...stride, ...dilation].every((n) => n >= 1),
    'kernel, stride and dilation >= 1',
  );
  expect(
    padding.every((count) => count >= 0),
    'padding >= 0',
  );
  const [batch, channels, height, width] = x as [number, number, number, number];
  const extents = pooledExtents(height, width, attributes);
  expect(extents[0] > 0 && extents[1] > 0, 'a window no larger than the padded image');
  const touch = axisWindows(attributes).every((axis, i) =>
    everyWindowTouchesInput(i === 0 ? height : width, axis, extents[i]!),
  );
  expect(touch, 'windows that all cover a part of the image, not padding alone');
  return [batch, channels, ...extents];
}

const pool = (inputs: Parameters<ShapeRule<'maxPool'>>[0], attributes: PoolingAttributes) => {
  const [x] = floats(inputs, 1);
  return [float(pooledShape(x!.shape, attributes))];
};

const maxPoolGradient: ShapeRule<'maxPoolGradient'> = (inputs, attributes) => {
  const [x, y, dy] = floats(inputs, 3);
  const shape = pooledShape(x!.shape, attributes);
  expectShape('y', y!, shape);
  expectShape('dy', dy!, shape);
  return [float(x!.shape)];
};

const averagePoolGradient: ShapeRule<'averagePoolGradient'> = (inputs, attributes) => {
  const [dy] = floats(inputs, 1);
  expectShape('dy', dy!, pooledShape(attributes.inputShape, attributes));
  return [float(attributes.inputShape)];
};

export const poolingRules = { maxPool: pool, maxPoolGradient, averagePool: pool, averagePoolGradient };
