// Which of an operation's lowerings to take where several apply.

import type { GraphNode, NodeOf, OperationName, Value } from '../graph/graph.ts';
import { tensorSize } from '../graph/tensorShape.ts';
import type { Lowering } from './lowering.ts';
import { coversImage } from './lowerings/product.ts';
import { lowerings } from './lowerings/registry.ts';
import { placesOf } from './lowerings/windowTaps.ts';
import type { Target } from './target.ts';

/**
 * Names a lowering for a node, or undefined to leave the choice to the rules below. A measured choice is a function of
 * this type that looks up what was fastest for the node's operation, shapes and attributes.
 */
export type LoweringChoice = (
  node: GraphNode,
  target: Target,
  /** The names of all that are right for the node. */
  applicable: readonly string[],
) => string | undefined;

/** For whom a node is written, and what overrides the rules. */
export interface LoweringOptions {
  readonly target: Target;
  /** See `EncodeOptions`. */
  readonly channelBlock?: number | undefined;
  readonly chooseLowering?: LoweringChoice | undefined;
}

/** The names of the lowerings that are right for a node, the one that the rules prefer first. */
export function applicableLowerings(
  node: GraphNode,
  target: Target,
  channelBlock?: number,
): readonly string[] {
  const names = applicable(node, target, channelBlock).map((lowering) => lowering.name);
  const preferred = preferredLowering(node, target, names);
  return [...names.filter((name) => name === preferred), ...names.filter((name) => name !== preferred)];
}

/**
 * The lowering to use.
 *
 * @throws Error where the choice names one that does not exist or does not apply
 */
export function chooseLowering<K extends OperationName>(
  node: NodeOf<K> & GraphNode,
  { target, channelBlock, chooseLowering: choice }: LoweringOptions,
): Lowering<K> {
  const candidates = applicable<K>(node, target, channelBlock);
  const names = candidates.map((lowering) => lowering.name);
  const wanted = choice?.(node, target, names);
  const name = wanted ?? preferredLowering(node, target, names);
  const found = candidates.find((lowering) => lowering.name === name);
  if (wanted !== undefined && !found) {
    throw new Error(`${node.operation} in scope \`${node.scope}\` has no lowering ${wanted} for ${target}.`);
  }
  const lowering = found ?? candidates[0];
  if (!lowering)
    throw new Error(`${node.operation} in scope \`${node.scope}\` cannot be written for ${target}.`);
  return lowering;
}

function applicable<K extends OperationName>(
  node: NodeOf<K>,
  target: Target,
  channelBlock: number | undefined,
): readonly Lowering<K>[] {
  const candidates: readonly Lowering<K>[] = lowerings[node.operation];
  return candidates.filter((lowering) => lowering.applies?.(node, target, channelBlock) ?? true);
}

/** The first that applies, except where measurements (bench/loweringTimes.ts) say otherwise. */
function preferredLowering(
  node: GraphNode,
  target: Target,
  applicableNames: readonly string[],
): string | undefined {
  switch (node.operation) {
    case 'convolution':
      return preferredConvolution(node, applicableNames);
    case 'convolutionInputGradient':
      if (target === 'webgpu') return preferredOnGpu(node, applicableNames);
      return target === 'cpu' ? preferredInputGradient(node, applicableNames) : undefined;
    case 'convolutionWeightGradient':
      if (target === 'webgpu') return preferredWeightGradientOnGpu(node, applicableNames);
      return target === 'cpu' ? preferredWeightGradient(node, applicableNames) : undefined;
    default:
      return undefined;
  }
}

const blocked = 'blocked Conv';

/** Blocked channels except for single places, whose products are as fast without. */
function preferredConvolution(
  { inputs: [x, w], outputs: [y], attributes }: NodeOf<'convolution'>,
  applicableNames: readonly string[],
): string | undefined {
  if (coversImage(x!.shape, w!.shape, attributes)) return 'Gemm';
  const windows = w!.shape[2]! * w!.shape[3]! > 1;
  const worth = windows && (x!.shape[0]! * placesOf(y!.shape) >= placesForBlocks || isSmall(w!));
  return worth && applicableNames.includes(blocked) ? blocked : 'Conv';
}

/** Reordering the weights takes one thread about as long as so many places of all images take the convolution to gain. */
const placesForBlocks = 1000;

function isSmall(w: Value): boolean {
  return tensorSize(w.shape) < 1e5;
}

/**
 * A convolution costs the same for each of x's places, a transposed one for each of dy's; with equally many, the
 * convolution is faster from about 8x8 on, where several threads share it (transposed ones run on one), and for grouped weights always.
 */
function preferredInputGradient(
  { inputs, attributes }: NodeOf<'convolutionInputGradient'>,
  applicableNames: readonly string[],
): string | undefined {
  const [dy, w] = inputs as readonly [Value, Value];
  if (coversImage(attributes.inputShape, w.shape, attributes)) return 'Gemm';
  if (attributes.inputShape[1]! < 8) return 'ConvTranspose';
  if (w.shape[2]! * w.shape[3]! === 1) return attributes.stride[0] === 1 ? 'Conv' : 'ConvTranspose';
  const places = placesOf(dy.shape);
  const worth = dy.shape[0]! * places >= placesForBlocks || isSmall(w);
  if (worth && applicableNames.includes(blocked)) return blocked;
  const keepsExtents = places === placesOf(attributes.inputShape);
  return keepsExtents && (places >= 64 || attributes.groups > 1) ? 'Conv' : 'ConvTranspose';
}

/**
 * What is copied decides, and what is written: products over images write a weight for each image, a single product
 * transposes first. Gathered rows copy least, unless dy is narrow and takes all taps. Windows of 5x5 and more fill the
 * columns of an exchanged convolution's inner product where the image is small.
 */
function preferredWeightGradient(
  { inputs, attributes }: NodeOf<'convolutionWeightGradient'>,
  applicableNames: readonly string[],
): string | undefined {
  const [x, dy] = inputs as readonly [Value, Value];
  const { weightShape, groups, stride } = attributes;
  const [filters, depth, rows, columns] = weightShape as [number, number, number, number];
  const [taps, places] = [rows * columns, placesOf(dy.shape)];
  if (coversImage(x.shape, weightShape, attributes)) return 'whole image';
  if (taps === 1) return filters < places || groups > 1 ? 'MatMul over images' : 'Gemm';
  const dense = stride.every((s) => s === 1);
  if (groups > 1) return preferredGrouped(dense, depth);
  const inBlocks = applicableNames.includes(blocked) && x.shape[0]! >= 16;
  if (taps >= 25 && (places < 256 || !dense || depth < 8)) {
    return inBlocks && places < 256 ? blocked : 'Conv';
  }
  if (!dense) return inBlocks && places <= 256 ? blocked : 'gathered rows of the image';
  if (taps * filters < 0.5 * (filters * rows + depth * columns)) return 'gradient taps over images';
  if (depth < 8) return 'MatMul over images';
  return filters * depth > 200 * places ? 'Gemm' : 'gathered rows of the gradient';
}

/** Groups are images of their own, except that a stride leaves the exchanged convolution least to do. */
function preferredGrouped(dense: boolean, depth: number): string {
  if (!dense) return 'Conv';
  return depth === 1 ? 'gathered rows of the image' : 'split taps over images';
}

/** A convolution multiplies tiles, a transposed one goes to each number alone: half as long in GoogLeNet's 3x3 layers. */
function preferredOnGpu(
  { inputs: [, w], attributes }: NodeOf<'convolutionInputGradient'>,
  applicableNames: readonly string[],
): string | undefined {
  if (coversImage(attributes.inputShape, w!.shape, attributes)) return 'Gemm';
  return applicableNames.includes('Conv') ? 'Conv' : 'ConvTranspose';
}

/**
 * A worker of a GPU sums each number of the result, so that the images must be summed apart: the exchanged convolution, a
 * few thousand long sums, took ResNet-20's step from 31 ms to 284 (H200). The way that copies least gives the taps: for as many
 * filters as channels half of them on each side, ResNet-20's step of 512 images in 67 ms instead of 77 (H100).
 */
function preferredWeightGradientOnGpu(
  { inputs: [x], attributes }: NodeOf<'convolutionWeightGradient'>,
  applicableNames: readonly string[],
): string | undefined {
  const { weightShape, groups } = attributes;
  if (coversImage(x!.shape, weightShape, attributes)) return 'whole image';
  const [filters, depth, rows, columns] = weightShape as [number, number, number, number];
  if (rows * columns === 1) return 'MatMul over images';
  const width = filters / groups;
  // Channels copied: each tap is made and joined to the others, and what comes of the image is transposed too.
  const copied: readonly (readonly [string, number])[] = [
    ['MatMul over images', 1.5 * depth * rows * columns],
    ['split taps over images', rows * width + 1.5 * columns * depth],
    ['gradient taps over images', columns * (rows + 1) * width + depth / 2],
  ];
  const [name] = copied
    .filter(([way]) => applicableNames.includes(way))
    .reduce((least, way) => (way[1] < least[1] ? way : least));
  return name;
}
