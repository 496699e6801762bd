// ONNX Runtime's own convolution of blocked channels, [N, C / b, H, W, b] behind the shape [N, C, H, W]: undocumented, and
// faster than Conv, which copies every window into a column first.

import type { ConvolutionAttributes, TensorShape } from '../../graph/graph.ts';
import type { Emitter } from '../emitter.ts';
import { convAttributes } from './convAttributes.ts';

export interface BlockedOperands {
  readonly x: string;
  /** [N, C, H, W] */
  readonly imageShape: TensorShape;
  /** As the network has it, [O, C / groups, kh, kw] for a forward convolution. */
  readonly w: string;
  readonly weightShape: TensorShape;
  /** [O] */
  readonly bias?: string;
  /** The gradient's weights: turned by 180 degrees, filters and channels exchanged. */
  readonly turned?: boolean;
  /** With zeros in place of what is negative. */
  readonly rectified?: boolean;
}

/**
 * Whether the kernels take so many channels and filters (of the convolution as it runs), and little of the work is
 * spent on filling up the last block.
 */
export function fitsBlocks(
  block: number | undefined,
  channels: number,
  filters: number,
  groups: number,
): boolean {
  if (block === undefined) return false;
  // ReorderInput wants channels in fours.
  if (groups === 1) return filters >= block / 2 && (channels < block || channels % 4 === 0);
  const depthwise = groups === channels && groups === filters && groups % block === 0;
  return depthwise || ((channels / groups) % block === 0 && (filters / groups) % block === 0);
}

/** Emits the convolution with everything that puts operands and result in order. */
export function convolveBlocked(
  emit: Emitter,
  operands: BlockedOperands,
  attributes: ConvolutionAttributes,
  outputs: readonly string[],
): void {
  const block = emit.channelBlock!;
  const { x, imageShape, weightShape, turned = false } = operands;
  // A few channels are taken as they are.
  const image = imageShape[1]! < block ? x : emit.reorderedInput(x);
  const result = blockedResult(emit, { ...operands, x: image }, attributes);
  const filters = turned ? weightShape[1]! * attributes.groups : weightShape[0]!;
  emit.into(outputs, 'ReorderOutput', [result], { channels: filters });
}

/** The convolution of an image that lies in blocks already, or has fewer channels than one; so does the result. */
export function blockedResult(
  emit: Emitter,
  operands: BlockedOperands,
  attributes: ConvolutionAttributes,
): string {
  const block = emit.channelBlock!;
  const { x, weightShape, bias, turned = false, rectified } = operands;
  const filters = turned ? weightShape[1]! * attributes.groups : weightShape[0]!;
  const inputs = [x, blockedWeight(emit, operands, attributes.groups)];
  const missing = filledUp(filters, block) - filters;
  if (bias !== undefined) inputs.push(missing === 0 ? bias : padded(emit, bias, [missing]));
  return emit.node('BlockedConv', inputs, {
    ...convAttributes(attributes, weightShape.slice(2)),
    ...(rectified && { activation: 'Relu' }),
  });
}

/** [O / b, C / b, kh, kw, b of C, b of O]; where a few channels are taken as they are, [O / b, C, kh, kw, b of O]. */
function blockedWeight(emit: Emitter, { w, weightShape, turned = false }: BlockedOperands, groups: number) {
  const block = emit.channelBlock!;
  const [rows, columns] = weightShape.slice(2) as [number, number];
  const taps = rows * columns;
  if (groups > 1 && weightShape[1] === 1) {
    return orderedTaps(
      emit,
      w,
      { split: [groups / block, block, taps], perm: [0, 2, 1], ...(turned && { turnedAxis: 1, taps }) },
      [groups, 1, rows, columns],
    );
  }
  const [left, right] = [weightShape[0]! / groups, weightShape[1]!];
  const [filters, channels] = turned ? [right, left] : [left, right];
  const [allFilters, allChannels] = [
    filledUp(filters, block),
    channels < block ? channels : filledUp(channels, block),
  ];
  const shape = [groups * allFilters, allChannels, rows, columns];
  const [allLeft, allRight] = turned ? [allChannels, allFilters] : [allFilters, allChannels];
  const full = padded(emit, w, [allLeft - left, allRight - right, 0, 0]);
  if (!turned) {
    // [O / b, C, taps, b of O]
    const inBlocks = lanesLast(emit, full, [1, groups * allFilters, allChannels, taps]);
    if (allChannels < block) return emit.node('Reshape', [inBlocks, emit.integers(shape)]);
    const split = [(groups * allFilters * allChannels) / block ** 2, block, taps, block];
    return orderedTaps(emit, inBlocks, { split, perm: [0, 2, 1, 3] }, shape);
  }
  // [C, O / b, taps, b of O], with O and C as they are for the gradient.
  const inBlocks = lanesLast(emit, full, [groups * allChannels, allFilters, taps, 1]);
  const part = allChannels < block ? [allChannels, 1] : [allChannels / block, block];
  const split = [groups, ...part, allFilters / block, taps, block];
  return orderedTaps(emit, inBlocks, { split, perm: [0, 3, 1, 4, 2, 5], turnedAxis: 3, taps }, shape);
}

/** A weight's second axis in blocks behind the others, as an image's channels are: a kernel that all threads share. */
function lanesLast(emit: Emitter, w: string, shape: readonly number[]): string {
  return emit.node('ReorderInput', [emit.node('Reshape', [w, emit.integers(shape)])]);
}

interface TapOrder {
  readonly split: readonly number[];
  readonly perm: readonly number[];
  /** Where so many taps stand after the permutation, which are to be taken from the last to the first. */
  readonly turnedAxis?: number;
  readonly taps?: number;
}

function orderedTaps(
  emit: Emitter,
  w: string,
  { split, perm, turnedAxis, taps = 1 }: TapOrder,
  shape: readonly number[],
): string {
  const parts = emit.node('Reshape', [w, emit.integers(split)]);
  const permuted = emit.node('Transpose', [parts], { perm });
  const backwards = Array.from({ length: taps }, (_, tap) => taps - 1 - tap);
  const ordered =
    turnedAxis !== undefined && taps > 1
      ? emit.node('Gather', [permuted, emit.integers(backwards)], { axis: turnedAxis })
      : permuted;
  return emit.node('Reshape', [ordered, emit.integers(shape)]);
}

function filledUp(count: number, block: number): number {
  return Math.ceil(count / block) * block;
}

/** Zeros behind the end of each axis. */
function padded(emit: Emitter, value: string, missing: readonly number[]): string {
  if (missing.every((count) => count === 0)) return value;
  return emit.node('Pad', [value, emit.integers([...missing.map(() => 0), ...missing]), emit.scalar(0)]);
}
