// Keeps images in the runtime's blocks of channels from one convolution to the next, across what lies between: every
// reorder is a pass over the image, and blocks have kernels that scale channels and take their means on all threads.

import type { GraphNode, NodeOf, TensorShape, Value } from '../graph/graph.ts';
import { tensorSize } from '../graph/tensorShape.ts';
import type { Emitter } from './emitter.ts';
import { type BlockedOperands, blockedResult } from './lowerings/blockedConvolution.ts';
import { fullPadding } from './lowerings/convolutionInputGradient.ts';
import { stepAttributes } from './lowerings/elementwise.ts';
import { inverseDeviation } from './lowerings/normalization.ts';

/** The names of values that the graph gives: images among them are made in the plain order. */
type Wanted = ReadonlyMap<Value, string>;

/**
 * Emits a node whose result then lies in blocks, where an operand does, or a convolution on blocks gives it. What needs
 * the plain order puts a value in order when it is named. False where nothing was emitted: the node's lowering does it.
 */
export function lowerInBlocks(emit: Emitter, node: GraphNode, wanted: Wanted): boolean {
  const block = emit.channelBlock;
  if (block === undefined) return false;
  if (node.operation === 'reduceMean') return placesMean(emit, node, wanted);
  const [result] = node.outputs;
  if (wanted.has(result!) || !fillsBlocks(result!.shape, block)) return false;
  if (emit.blocksOf(result!) !== undefined) return true;
  switch (node.operation) {
    case 'convolution':
      return convolution(emit, node, wanted);
    case 'convolutionInputGradient':
      return inputGradient(emit, node);
    case 'add':
    case 'multiply':
    case 'relu':
    case 'step':
      return elementwise(emit, node);
    case 'batchNormalization':
      return normalization(emit, node, wanted);
    case 'batchNormalizationGradient':
      return normalizationGradient(emit, node, wanted);
    default:
      return false;
  }
}

/** Whether a value is an image whose channels fill whole blocks. */
function fillsBlocks(shape: TensorShape, block: number): boolean {
  return shape.length === 4 && shape[1]! % block === 0;
}

const onBlocks = 'blocked Conv';

/** An image with fewer channels than a block is taken as it is. */
function operandOf(emit: Emitter, image: Value): string {
  return image.shape[1]! < emit.channelBlock! ? emit.nameOf(image) : emit.inBlocks(image);
}

function convolution(emit: Emitter, node: NodeOf<'convolution'>, wanted: Wanted): boolean {
  if (emit.loweringOf(node as GraphNode) !== onBlocks) return false;
  const [x, w, bias] = node.inputs as readonly [Value, Value, Value?];
  const operands: BlockedOperands = {
    x: operandOf(emit, x),
    imageShape: x.shape,
    w: emit.nameOf(w),
    weightShape: w.shape,
    ...(bias && { bias: emit.nameOf(bias) }),
  };
  const [y] = node.outputs as readonly [Value];
  const rectified = onlyRectifier(emit, y, wanted);
  const result = blockedResult(emit, { ...operands, rectified: rectified !== undefined }, node.attributes);
  emit.keepInBlocks(rectified ?? y, result);
  return true;
}

/** What a rectifier makes of a value that nothing else reads: the kernel that makes the value can make that. */
function onlyRectifier(emit: Emitter, value: Value, wanted: Wanted): Value | undefined {
  const [user, ...others] = emit.usersOf(value);
  if (user?.operation !== 'relu' || others.length > 0) return undefined;
  return wanted.has(user.outputs[0]!) ? undefined : user.outputs[0];
}

function inputGradient(emit: Emitter, node: NodeOf<'convolutionInputGradient'>): boolean {
  if (emit.loweringOf(node as GraphNode) !== onBlocks) return false;
  const [dy, w] = node.inputs as readonly [Value, Value];
  const operands: BlockedOperands = {
    x: operandOf(emit, dy),
    imageShape: dy.shape,
    w: emit.nameOf(w),
    weightShape: w.shape,
    turned: true,
  };
  const attributes = { ...node.attributes, padding: fullPadding(node) };
  emit.keepInBlocks(node.outputs[0]!, blockedResult(emit, operands, attributes));
  return true;
}

/** By operation, for operands that all have the result's shape. */
const operators = {
  add: ['Add', {}],
  multiply: ['Mul', {}],
  relu: ['Relu', {}],
  step: ['HardSigmoid', stepAttributes],
} as const;

function elementwise(emit: Emitter, node: NodeOf<keyof typeof operators> & GraphNode): boolean {
  const [result] = node.outputs;
  const alike = node.inputs.every(({ shape }) => `${shape}` === `${result!.shape}`);
  if (!alike || node.inputs.every((input) => emit.blocksOf(input) === undefined)) return false;
  const [operator, attributes] = operators[node.operation as keyof typeof operators];
  const operands = node.inputs.map((input) => emit.inBlocks(input));
  emit.keepInBlocks(result!, emit.node(operator, operands, attributes));
  return true;
}

/** The mean of each channel of each image: [N, C], which is [N, C, 1, 1] in blocks and out of them. */
function placesMeans(emit: Emitter, blocks: string, [images, channels]: TensorShape): string {
  const means = emit.node('BlockedGlobalAveragePool', [blocks]);
  return emit.node('Reshape', [means, emit.integers([images!, channels!])]);
}

/** [C]; of all images and places. */
function channelMeans(emit: Emitter, blocks: string, shape: TensorShape, output: string): void {
  emit.reduction([output], 'ReduceMean', placesMeans(emit, blocks, shape), {
    axes: [0],
    keepDimensions: false,
  });
}

function placesMean(emit: Emitter, node: NodeOf<'reduceMean'>, wanted: Wanted): boolean {
  const [x] = node.inputs as readonly [Value];
  const blocks = emit.blocksOf(x);
  if (blocks === undefined || !fillsBlocks(x.shape, emit.channelBlock!)) return false;
  if (`${node.attributes.axes}` !== '2,3') return false;
  const result = node.outputs[0]!;
  const means = placesMeans(emit, blocks, x.shape);
  const name = emit.nameValue(result, 'reduceMean', wanted.get(result));
  emit.into([name], 'Reshape', [means, emit.integers(result.shape)]);
  return true;
}

interface Affine {
  readonly scale: string;
  readonly bias?: string;
  /** In blocks; added to the result. */
  readonly added?: string;
  readonly rectified?: boolean;
}

/** blocks * scale + bias for each channel: a convolution of every channel for itself, with one place. */
function scaled(
  emit: Emitter,
  blocks: string,
  channels: number,
  { scale, bias = '', added, rectified }: Affine,
): string {
  const weight = emit.node('Reshape', [scale, emit.integers([channels, 1, 1, 1])]);
  const inputs = [blocks, weight, ...(bias || added ? [bias] : []), ...(added ? [added] : [])];
  return emit.node('BlockedConv', inputs, {
    kernel_shape: [1, 1],
    group: channels,
    ...(rectified && { activation: 'Relu' }),
  });
}

/** x - mean, which the forward pass and its gradient share. */
function centered(emit: Emitter, blocks: string, channels: number, mean: string): string {
  return emit.shared(`${blocks} less ${mean}`, () => {
    const ones = emit.floats([channels], new Array<number>(channels).fill(1));
    return scaled(emit, blocks, channels, { scale: ones, bias: emit.node('Neg', [mean]) });
  });
}

/** y = (x - mean) (scale r) + bias, r = 1 / sqrt(variance + epsilon); with the rectifier where nothing else reads y. */
function normalization(emit: Emitter, node: NodeOf<'batchNormalization'>, wanted: Wanted): boolean {
  const [x, scale, bias] = node.inputs as readonly [Value, Value, Value];
  const [y, mean, variance] = node.outputs as readonly [Value, Value, Value];
  const blocks = emit.blocksOf(x);
  if (blocks === undefined) return false;
  const channels = x.shape[1]!;
  const means = emit.nameValue(mean, 'mean', wanted.get(mean));
  channelMeans(emit, blocks, x.shape, means);
  const difference = centered(emit, blocks, channels, means);
  const variances = emit.nameValue(variance, 'variance', wanted.get(variance));
  channelMeans(emit, emit.node('Mul', [difference, difference]), x.shape, variances);
  const r = inverseDeviation(emit, variances, node.attributes.epsilon);
  const factor = emit.node('Mul', [emit.nameOf(scale), r]);
  const rectified = onlyRectifier(emit, y, wanted);
  const affine = { scale: factor, bias: emit.nameOf(bias), rectified: rectified !== undefined };
  emit.keepInBlocks(rectified ?? y, scaled(emit, difference, channels, affine));
  return true;
}

/**
 * With c = x - mean, r = 1 / sqrt(variance + epsilon), M elements a channel and moment = sum dy c:
 * dbias = sum dy, dscale = r moment, dx = scale r (dy - c r² moment / M - dbias / M).
 */
function normalizationGradient(
  emit: Emitter,
  node: NodeOf<'batchNormalizationGradient'>,
  wanted: Wanted,
): boolean {
  const [x, scale, mean, variance, dy] = node.inputs as readonly [Value, Value, Value, Value, Value];
  const [dx, dscale, dbias] = node.outputs as readonly [Value, Value, Value];
  const blocks = emit.blocksOf(x);
  if (blocks === undefined) return false;
  const channels = x.shape[1]!;
  const count = emit.scalar(tensorSize(x.shape) / channels);
  const difference = centered(emit, blocks, channels, emit.nameOf(mean));
  const r = inverseDeviation(emit, emit.nameOf(variance), node.attributes.epsilon);
  const gradient = emit.inBlocks(dy);
  const [gradientMeans, momentMeans] = [emit.freshName('mean'), emit.freshName('moment')];
  channelMeans(emit, gradient, x.shape, gradientMeans);
  channelMeans(emit, emit.node('Mul', [gradient, difference]), x.shape, momentMeans);
  emit.into([emit.nameValue(dbias, 'dbias', wanted.get(dbias))], 'Mul', [gradientMeans, count]);
  const slope = emit.node('Mul', [momentMeans, r]);
  emit.into([emit.nameValue(dscale, 'dscale', wanted.get(dscale))], 'Mul', [slope, count]);
  const factor = emit.node('Mul', [emit.nameOf(scale), r]);
  const minus = emit.node('Neg', [factor]);
  const added = scaled(emit, difference, channels, {
    scale: emit.node('Mul', [emit.node('Mul', [slope, r]), minus]),
    bias: emit.node('Mul', [gradientMeans, minus]),
  });
  emit.keepInBlocks(dx, scaled(emit, gradient, channels, { scale: factor, added }));
  return true;
}
