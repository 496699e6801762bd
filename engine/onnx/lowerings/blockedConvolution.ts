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
  const { x, imageShape, weightShape, bias, turned = false } = operands;
  const channels = imageShape[1]!;
  const filters = turned ? weightShape[1]! * attributes.groups : weightShape[0]!;
  // A few channels are taken as they are.
  const image = channels < block ? x : reorderedInput(emit, x);
  const inputs = [image, blockedWeight(emit, operands, attributes.groups)];
  const missing = filledUp(filters, block) - filters;
  if (bias !== undefined) inputs.push(missing === 0 ? bias : padded(emit, bias, [missing]));
  const result = emit.node('BlockedConv', inputs, convAttributes(attributes, weightShape.slice(2)));
  emit.into(outputs, 'ReorderOutput', [result], { channels: filters });
}

/** The image in blocks, made once for all that read it so. */
export function reorderedInput(emit: Emitter, x: string): string {
  return emit.shared(`blocks of ${x}`, () => emit.node('ReorderInput', [x]));
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
      { split: [groups / block, block, taps], perm: [0, 2, 1], tapAxis: 1, turned },
      [groups, 1, rows, columns],
    );
  }
  const [left, right] = [weightShape[0]! / groups, weightShape[1]!];
  const [filters, channels] = turned ? [right, left] : [left, right];
  const [allFilters, allChannels] = [
    filledUp(filters, block),
    channels < block ? channels : filledUp(channels, block),
  ];
  const [allLeft, allRight] = turned ? [allChannels, allFilters] : [allFilters, allChannels];
  const full = padded(emit, w, [allLeft - left, allRight - right, 0, 0]);
  const part = (count: number) => (count < block ? [count, 1] : [count / block, block]);
  const split = [groups, ...part(allLeft), ...part(allRight), taps];
  // Axes: groups, blocks and rests of O, of C, taps.
  const perm = turned ? [0, 3, 1, 5, 2, 4] : [0, 1, 3, 5, 4, 2];
  return orderedTaps(emit, full, { split, perm, tapAxis: 3, turned }, [
    groups * allFilters,
    allChannels,
    rows,
    columns,
  ]);
}

interface TapOrder {
  readonly split: readonly number[];
  readonly perm: readonly number[];
  /** Where the taps stand after the permutation. */
  readonly tapAxis: number;
  readonly turned: boolean;
}

function orderedTaps(
  emit: Emitter,
  w: string,
  { split, perm, tapAxis, turned }: TapOrder,
  shape: readonly number[],
): string {
  const parts = emit.node('Reshape', [w, emit.integers(split)]);
  const permuted = emit.node('Transpose', [parts], { perm });
  const taps = split.at(-1)!;
  const backwards = Array.from({ length: taps }, (_, tap) => taps - 1 - tap);
  const ordered =
    turned && taps > 1
      ? emit.node('Gather', [permuted, emit.integers(backwards)], { axis: tapAxis })
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
