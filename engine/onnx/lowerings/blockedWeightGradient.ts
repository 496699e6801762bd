// The gradient with respect to a weight as a convolution of blocked channels, which the images are.

import type { NodeOf } from '../../graph/graph.ts';
import { axisWindows, convolutionWindow } from '../../graph/windowGeometry.ts';
import type { Emitter } from '../emitter.ts';
import type { Lowering } from '../lowering.ts';
import { placesOf } from './windowTaps.ts';

type Node = NodeOf<'convolutionWeightGradient'>;

/**
 * x [C, N, H, W] * dy [O, N, OH, OW] -> [C, O, kh, kw], stride and dilation exchanged. A few images are taken as they
 * are, as channels are.
 */
export const blockedWeightGradient: Lowering<'convolutionWeightGradient'> = {
  name: 'blocked Conv',
  applies: ({ inputs: [x, dy], attributes }, _, block) => {
    const [images, filters] = [x!.shape[0]!, dy!.shape[1]!];
    const whole = block !== undefined && filters % block === 0 && (images < block || images % block === 0);
    return whole && attributes.groups === 1;
  },
  lower: (emit, node, [x, dy], outputs) => {
    const block = emit.channelBlock!;
    const { attributes, inputs } = node;
    const [images, filters, height, width] = inputs[1]!.shape as [number, number, number, number];
    const turned = emit.node('Transpose', [x!], { perm: [1, 0, 2, 3] });
    const image = images < block ? turned : emit.node('ReorderInput', [turned]);
    // [N, O / b, places, b] to [O / b, N / b, places, b of N, b of O]
    const blocks = [filters / block, placesOf(inputs[1]!.shape), block];
    const parts = images < block ? [images, 1] : [images / block, block];
    const split = emit.node('Reshape', [emit.reorderedInput(dy!), emit.integers([...parts, ...blocks])]);
    const ordered = emit.node('Transpose', [split], { perm: [2, 0, 3, 1, 4] });
    const kernel = emit.node('Reshape', [ordered, emit.integers([filters, images, height, width])]);
    const result = emit.node('BlockedConv', [image, kernel], {
      kernel_shape: [height, width],
      strides: attributes.dilation,
      dilations: attributes.stride,
      pads: attributes.padding,
      group: 1,
    });
    const plain = emit.node('ReorderOutput', [result], { channels: filters });
    emit.into(outputs, 'Transpose', [firstTaps(emit, plain, node)], { perm: [1, 0, 2, 3] });
  },
};

/**
 * [C, O, kh, kw] of what a convolution of x with dy gives: rows that the stride left over give more than kh rows, of which
 * the first are wanted.
 */
export function firstTaps(emit: Emitter, result: string, { attributes, inputs }: Node): string {
  const [, , rows, columns] = attributes.weightShape as [number, number, number, number];
  const given = axisWindows(convolutionWindow(attributes, [rows, columns])).map((axis, i) => {
    const room =
      inputs[0]!.shape[i + 2]! + axis.before + axis.after - (inputs[1]!.shape[i + 2]! - 1) * axis.stride;
    return Math.floor((room - 1) / axis.dilation) + 1;
  });
  if (given[0] === rows && given[1] === columns) return result;
  const bounds = [
    [0, 0],
    [rows, columns],
    [2, 3],
  ].map((list) => emit.integers(list));
  return emit.node('Slice', [result, ...bounds]);
}
