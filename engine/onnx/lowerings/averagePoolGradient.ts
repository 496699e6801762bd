// ONNX for the gradient of average pooling.

import type { NodeOf } from '../../graph/graph.ts';
import { axisWindows, windowSpan } from '../../graph/windowGeometry.ts';
import type { Lowering } from '../lowering.ts';
import { bandProductGradient } from './bandProduct.ts';
import { onesKernel, planeFactor, reciprocalCounts } from './pooling.ts';
import { repeatPlaces, tilesInput } from './tiles.ts';

type Node = NodeOf<'averagePoolGradient'>;

function counts({ inputs: [dy], attributes }: Node): readonly number[] {
  return reciprocalCounts(attributes.inputShape, dy!.shape, attributes);
}

/** Windows side by side: every place gets its window's share. */
const repeat: Lowering<'averagePoolGradient'> = {
  name: 'repeat',
  applies: ({ inputs: [dy], attributes }) => tilesInput(attributes.inputShape, dy!.shape, attributes),
  lower: (emit, node, [dy], outputs) => {
    const { kernel } = node.attributes;
    const shape = node.inputs[0]!.shape;
    const share = emit.node('Mul', [dy!, planeFactor(emit, counts(node), shape, 1)]);
    repeatPlaces(emit, share, kernel, outputs[0]);
  },
};

/** Stride 1: the sum over all windows that cover a place is itself a pooling of the shares. */
const poolAgain: Lowering<'averagePoolGradient'> = {
  name: 'AveragePool',
  applies: (node) =>
    node.attributes.stride.every((s) => s === 1) &&
    node.attributes.dilation.every((d) => d === 1) &&
    !node.attributes.ceil,
  lower: (emit, node, [dy], outputs) => {
    const { kernel } = node.attributes;
    const area = kernel[0] * kernel[1];
    const shares = emit.node('Mul', [dy!, planeFactor(emit, counts(node), node.inputs[0]!.shape, area)]);
    const [vertical, horizontal] = axisWindows(node.attributes);
    const left = (window: typeof vertical, padding: number) => windowSpan(window) - 1 - padding;
    emit.into(outputs, 'AveragePool', [shares], {
      kernel_shape: kernel,
      strides: [1, 1],
      pads: [
        left(vertical, vertical.before),
        left(horizontal, horizontal.before),
        left(vertical, vertical.after),
        left(horizontal, horizontal.after),
      ],
      count_include_pad: 1,
    });
  },
};

/** In general: a transposed convolution, channel by channel, with ones. */
const spread: Lowering<'averagePoolGradient'> = {
  name: 'ConvTranspose',
  lower: (emit, node, [dy], outputs) => {
    const { inputShape, kernel, stride, dilation, padding } = node.attributes;
    const shape = node.inputs[0]!.shape;
    const shares = emit.node('Mul', [dy!, planeFactor(emit, counts(node), shape, 1)]);
    // Rows that no window reached, less those that `ceil` reached past the padding.
    const missing = axisWindows(node.attributes).map((window, i) => {
      const reached = (shape[i + 2]! - 1) * window.stride + windowSpan(window) - window.before - window.after;
      return inputShape[i + 2]! - reached;
    }) as [number, number];
    emit.into(outputs, 'ConvTranspose', [shares, onesKernel(emit, inputShape[1]!, kernel)], {
      kernel_shape: kernel,
      strides: stride,
      dilations: dilation,
      group: inputShape[1]!,
      pads: [
        padding[0],
        padding[1],
        padding[2] + Math.max(0, -missing[0]),
        padding[3] + Math.max(0, -missing[1]),
      ],
      output_padding: missing.map((count) => Math.max(0, count)),
    });
  },
};

export const averagePoolGradientLowerings = [repeat, bandProductGradient, poolAgain, spread];
