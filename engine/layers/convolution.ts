// What all convolutions have in common: shape, parameters, cost and lowering.

import type { GraphBuilder, Value, WindowAttributes } from '../graph/graph.ts';
import { boolean, type Padding, padding, size } from '../network/attribute.ts';
import { elementCount, type Shape } from '../network/shape.ts';
import { channelGroupsProblem } from './channelGroups.ts';
import { featureMapExpected, isFeatureMap } from './featureMap.ts';
import type { Cost, LayerProblem, ParameterDeclaration, ShapeResult } from './layer.ts';
import { type Pair, resolvePadding, slide } from './slidingWindow.ts';
import { biasInitializer, type Initialization, weightInitializer } from './weights.ts';

/** Attributes of a convolution as its schema reads them. */
export interface Convolution {
  readonly channels: number;
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Padding;
  readonly dilation: Pair;
  readonly groups: number;
  readonly bias: boolean;
  readonly init: Initialization;
}

/** In positional order: stride, padding, dilation. */
export function convolutionWindowAttributes() {
  return {
    stride: size('Rows and columns from one place to the next.', { default: [1, 1] }),
    padding: padding('Zeros around the input; `same` keeps rows and columns at stride 1.', {
      default: 'valid',
    }),
    dilation: size('Distance between the rows and columns that a filter reads.', { default: [1, 1] }),
  };
}

export function biasAttribute() {
  return boolean('Adds one number to each channel; leave out before `bn`.', { default: true });
}

export function convolutionWindow(
  convolution: Pick<Convolution, 'kernel' | 'stride' | 'padding' | 'dilation'>,
): WindowAttributes {
  const { kernel, stride, dilation } = convolution;
  return { kernel, stride, dilation, padding: resolvePadding(convolution.padding, kernel, dilation) };
}

export function convolutionShape(kind: string, convolution: Convolution, input: Shape): ShapeResult {
  if (!isFeatureMap(input)) return { problem: featureMapExpected(kind, input) };
  const problem = groupsProblem(kind, convolution, input[0]);
  if (problem !== undefined) return { problem };
  const slid = slide(kind, input, convolutionWindow(convolution));
  return 'problem' in slid ? slid : { shape: [convolution.channels, ...slid.extents] };
}

export function groupsProblem(
  kind: string,
  { channels, groups }: Pick<Convolution, 'channels' | 'groups'>,
  inChannels: number,
): LayerProblem | undefined {
  if (inChannels % groups === 0 && channels % groups === 0) return undefined;
  return inChannels % groups === 0
    ? channelGroupsProblem(kind, groups, channels, 'output')
    : channelGroupsProblem(kind, groups, inChannels, 'input');
}

/** `weight` [channels, inChannels / groups, kernel height, kernel width] and `bias` [channels]. */
export function convolutionParameters(
  { channels, kernel, groups, bias, init }: Omit<Convolution, 'stride' | 'padding' | 'dilation'>,
  inChannels: number,
): readonly ParameterDeclaration[] {
  const area = kernel[0] * kernel[1];
  const fanIn = (inChannels / groups) * area;
  const shape: Shape = [channels, inChannels / groups, ...kernel];
  const initializer = weightInitializer(init, fanIn, (channels / groups) * area);
  const weight = { suffix: 'weight', shape, trainable: true, initializer, decays: true };
  return bias ? [weight, biasDeclaration(channels, init, fanIn)] : [weight];
}

export function biasDeclaration(channels: number, init: Initialization, fanIn: number): ParameterDeclaration {
  const initializer = biasInitializer(init, fanIn);
  return { suffix: 'bias', shape: [channels], trainable: true, initializer, decays: false };
}

export function convolutionCost(
  { kernel, groups, bias }: Pick<Convolution, 'kernel' | 'groups' | 'bias'>,
  inChannels: number,
  output: Shape,
): Cost {
  const outputs = elementCount(output);
  const macs = outputs * (inChannels / groups) * kernel[0] * kernel[1];
  const biases = bias ? outputs : 0;
  return { macs, flops: 2 * macs + biases, connections: macs + biases };
}

/** `tensors` are the weight and, where there is one, the bias. */
export function convolve(
  builder: GraphBuilder,
  x: Value,
  tensors: readonly Value[],
  convolution: Pick<Convolution, 'kernel' | 'stride' | 'padding' | 'dilation' | 'groups'>,
): Value {
  const { stride, dilation, padding: added } = convolutionWindow(convolution);
  const attributes = { stride, dilation, padding: added, groups: convolution.groups };
  return builder.apply('convolution', [x, ...tensors], attributes);
}
