// Reference kernels of matrix products and convolutions.

import type { ConvolutionAttributes, TensorShape } from '../graph.ts';
import { type Tensor64, zeros64 } from '../tensor64.ts';
import { tensorSize } from '../tensorShape.ts';
import type { Kernel } from './kernel.ts';

const matmul: Kernel<'matmul'> = ([a, b, bias], { transposeA, transposeB }, [shape]) => {
  const result = zeros64(shape!);
  const [rows, columns] = shape!.slice(-2) as [number, number];
  const inner = a!.shape.at(transposeA ? -2 : -1)!;
  const matrices = tensorSize(shape!.slice(0, -2));
  for (let matrix = 0; matrix < matrices; matrix++) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        let sum = bias ? bias.data[j]! : 0;
        for (let k = 0; k < inner; k++) {
          const left = matrix * rows * inner + (transposeA ? k * rows + i : i * inner + k);
          const right = matrix * inner * columns + (transposeB ? j * inner + k : k * columns + j);
          sum += a!.data[left]! * b!.data[right]!;
        }
        result.data[(matrix * rows + i) * columns + j] = sum;
      }
    }
  }
  return [result];
};

/**
 * Calls `meet` for every triple that a convolution multiplies: offsets into x [N, C, H, W], w [O, C / groups, kh, kw]
 * and y [N, O, OH, OW].
 */
function eachProduct(
  x: TensorShape,
  w: TensorShape,
  y: TensorShape,
  attributes: ConvolutionAttributes,
  meet: (x: number, w: number, y: number) => void,
): void {
  const [batch, channels, height, width] = x as [number, number, number, number];
  const [filters, depth, kernelRows, kernelColumns] = w as [number, number, number, number];
  const [rows, columns] = y.slice(2) as [number, number];
  const { stride, dilation, padding, groups } = attributes;
  for (let yOffset = 0; yOffset < batch * filters * rows * columns; yOffset++) {
    const column = yOffset % columns;
    const row = Math.floor(yOffset / columns) % rows;
    const filter = Math.floor(yOffset / (columns * rows)) % filters;
    const image = Math.floor(yOffset / (columns * rows * filters));
    const firstChannel = Math.floor(filter / (filters / groups)) * depth;
    for (let tap = 0; tap < depth * kernelRows * kernelColumns; tap++) {
      const kernelColumn = tap % kernelColumns;
      const kernelRow = Math.floor(tap / kernelColumns) % kernelRows;
      const channel = firstChannel + Math.floor(tap / (kernelColumns * kernelRows));
      const xRow = row * stride[0] + kernelRow * dilation[0] - padding[0];
      const xColumn = column * stride[1] + kernelColumn * dilation[1] - padding[1];
      if (xRow < 0 || xRow >= height || xColumn < 0 || xColumn >= width) continue;
      const xOffset = ((image * channels + channel) * height + xRow) * width + xColumn;
      meet(xOffset, filter * depth * kernelRows * kernelColumns + tap, yOffset);
    }
  }
}

const convolution: Kernel<'convolution'> = ([x, w, bias], attributes, [shape]) => {
  const y = zeros64(shape!);
  if (bias) addChannelBias(y, bias);
  eachProduct(x!.shape, w!.shape, shape!, attributes, (xi, wi, yi) => {
    y.data[yi]! += x!.data[xi]! * w!.data[wi]!;
  });
  return [y];
};

function addChannelBias(y: Tensor64, bias: Tensor64): void {
  const places = y.shape[2]! * y.shape[3]!;
  for (let i = 0; i < y.data.length; i++) y.data[i]! += bias.data[Math.floor(i / places) % bias.data.length]!;
}

const convolutionInputGradient: Kernel<'convolutionInputGradient'> = ([dy, w], attributes) => {
  const dx = zeros64(attributes.inputShape);
  eachProduct(dx.shape, w!.shape, dy!.shape, attributes, (xi, wi, yi) => {
    dx.data[xi]! += dy!.data[yi]! * w!.data[wi]!;
  });
  return [dx];
};

const convolutionWeightGradient: Kernel<'convolutionWeightGradient'> = ([x, dy], attributes) => {
  const dw = zeros64(attributes.weightShape);
  eachProduct(x!.shape, dw.shape, dy!.shape, attributes, (xi, wi, yi) => {
    dw.data[wi]! += x!.data[xi]! * dy!.data[yi]!;
  });
  return [dw];
};

export const productKernels = { matmul, convolution, convolutionInputGradient, convolutionWeightGradient };
