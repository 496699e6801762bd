// Layers by what they compute alone: one way of saying each, and nothing that only training uses.

import { findLayer } from '../../layers/registry.ts';
import { resolvePadding } from '../../layers/slidingWindow.ts';
import type { Attributes, AttributeValue, Padding } from '../../network/attribute.ts';
import type { Network, NetworkLayer } from '../../network/network.ts';
import type { Shape } from '../../network/shape.ts';

/** How weights start, how statistics are tracked: an ONNX file does not tell, and inference does not need it. */
const TRAINING: Readonly<Record<string, readonly string[]>> = {
  bn: ['momentum', 'affine', 'zero_gamma'],
  prelu: ['slope'],
};

/** Every layer in its plain form, with its own path, inputs and parameters. */
export function plainNetwork(network: Network): Network {
  const shapes = new Map(network.layers.map((layer) => [layer.path, layer.outputShape]));
  return { ...network, layers: network.layers.map((layer) => plainLayer(layer, shapes)) };
}

/** `shapes` of the layers that it reads, by path. */
export function plainLayer(
  layer: NetworkLayer,
  shapes: ReadonlyMap<string, Shape | undefined>,
): NetworkLayer {
  const left = ['init', ...(TRAINING[layer.kind] ?? [])];
  const told = Object.entries(layer.attributes).filter(([name]) => !left.includes(name));
  const attributes: Record<string, AttributeValue> = Object.fromEntries(told.map(numbersAsStored));
  const input = shapes.get(layer.inputs[0] ?? '');
  if (isSize(attributes['kernel'])) Object.assign(attributes, plainWindow(layer.kind, attributes));
  switch (layer.kind) {
    case 'maxpool':
      return { ...layer, attributes: seenWindow(attributes, input, layer.outputShape) };
    case 'depthwise_conv':
      return { ...layer, kind: 'conv', attributes: channelwise(attributes, input) };
    case 'avgpool':
      return { ...layer, attributes: withoutNeedlessCount(attributes) };
    case 'custom':
      return { ...layer, kind: String(attributes['operator']), attributes: operatorAttributes(layer) };
    default:
      return { ...layer, attributes };
  }
}

/** A file stores 32-bit floats: 1e-5 comes back as 0.000009999999747. */
function numbersAsStored([name, value]: [string, AttributeValue]): [string, AttributeValue] {
  return [name, typeof value === 'number' && !Number.isInteger(value) ? Math.fround(value) : value];
}

function isSize(value: AttributeValue | undefined): value is readonly [number, number] {
  return Array.isArray(value) && value.length === 2;
}

/** `same` and a stride that is left out, in numbers. */
function plainWindow(kind: string, { kernel, stride, padding, dilation }: Attributes): Attributes {
  const one: AttributeValue = [1, 1];
  const size = kernel as readonly [number, number];
  const spread = (isSize(dilation) ? dilation : [1, 1]) as readonly [number, number];
  const absent = findLayer(kind)?.category === 'pooling' ? size : one;
  return {
    stride: stride ?? absent,
    ...(padding === undefined ? {} : { padding: resolvePadding(padding as Padding, size, spread) }),
  };
}

function channelwise({ multiplier, ...others }: Attributes, input: Shape | undefined): Attributes {
  const channels = input?.[0];
  if (channels === undefined || typeof multiplier !== 'number') return { ...others };
  return { channels: channels * multiplier, ...others, groups: channels };
}

/**
 * A maximum does not count padding: below and to the right it is as much as the last windows see, whether it is written
 * out or `ceil` adds it.
 */
function seenWindow(
  { ceil, ...attributes }: Attributes,
  input: Shape | undefined,
  output: Shape | undefined,
): Attributes {
  const { kernel, stride, padding } = attributes as Readonly<Record<string, readonly number[]>>;
  const known = input?.length === 3 && output?.length === 3 && kernel && stride && padding?.length === 4;
  if (!known) return { ...attributes, ceil: ceil ?? false };
  const end = (axis: 0 | 1) => {
    const last = (output[axis + 1]! - 1) * stride[axis]! + kernel[axis]! - padding[axis]!;
    return Math.max(0, last - input[axis + 1]!);
  };
  return { ...attributes, padding: [padding[0]!, padding[1]!, end(0), end(1)] };
}

/** Without padding there is nothing that could be counted. */
function withoutNeedlessCount(attributes: Record<string, AttributeValue>): Attributes {
  const { padding } = attributes;
  const padded = Array.isArray(padding) && padding.some((side) => side !== 0);
  return padded ? attributes : { ...attributes, count_include_pad: true };
}

function operatorAttributes({ attributes }: NetworkLayer): Attributes {
  const own = new Set(['operator', 'shape', 'inputs', 'domain', 'opset']);
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !own.has(name)));
}
