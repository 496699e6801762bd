// The attributes that ONNX' convolutions have in common.

import type { ConvolutionAttributes } from '../../graph/graph.ts';
import type { OnnxAttributes } from '../emitter.ts';

export function convAttributes(attributes: ConvolutionAttributes, kernel: readonly number[]): OnnxAttributes {
  return {
    kernel_shape: kernel,
    strides: attributes.stride,
    dilations: attributes.dilation,
    pads: attributes.padding,
    group: attributes.groups,
  };
}
