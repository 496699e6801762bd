// Makes a network smaller without changing how it is wired: a smaller image, narrower layers, the same kinds in order.

import { findLayer } from '../../engine/layers/registry.ts';
import type { Attributes, Sides } from '../../engine/network/attribute.ts';
import { inputShape, type Network, type NetworkLayer } from '../../engine/network/network.ts';
import { elementCount, type Shape } from '../../engine/network/shape.ts';

/** Steps that networks halve without a rest, five times over: what is odd stays odd. */
const imageStep = 32;
const widthDivisors = [1, 2, 4, 8, 16, 32];

/** Attributes that say how wide a layer is. */
const widths: Readonly<Record<string, string>> = {
  conv: 'channels',
  separable_conv: 'channels',
  conv_transpose: 'channels',
  dense: 'units',
  channel_pad: 'channels',
};

const windows = ['conv', 'maxpool', 'avgpool', 'lppool'];

/** The largest that a network may be, for one image. */
export interface Budget {
  readonly macs: number;
  /** Numbers that all layers together give. */
  readonly neurons: number;
}

interface Sized {
  readonly network: Network;
  /** Its size as a share of the budget. */
  readonly share: number;
}

/** The network itself where it is within the budget; otherwise its largest shrunk form that is, or the smallest of all. */
export function shrinkNetwork(network: Network, budget: Budget): Network {
  const sizes = widthDivisors.flatMap((divisor) =>
    imagesOf(network).flatMap((image) => resize(network, image, divisor, budget) ?? []),
  );
  const within = sizes.filter(({ share }) => share <= 1).sort((a, b) => b.share - a.share);
  const beyond = sizes.sort((a, b) => a.share - b.share);
  const chosen = within[0] ?? beyond[0];
  if (chosen === undefined) throw new Error(`${network.name} cannot be laid out anew.`);
  return chosen.network;
}

/** The image itself, smaller ones by steps, and its half and quarter. */
function imagesOf(network: Network): readonly Shape[] {
  const [channels = 0, height = 0, width = 0] = inputShape(network);
  const smaller: Shape[] = [2, 4].map((part) => [
    channels,
    Math.ceil(height / part),
    Math.ceil(width / part),
  ]);
  for (let cut = 0; Math.min(height, width) - cut >= imageStep; cut += imageStep) {
    smaller.push([channels, height - cut, width - cut]);
  }
  return [[channels, height, width], ...smaller];
}

/** Undefined where the smaller network would not be well formed. */
function resize(network: Network, image: Shape, divisor: number, budget: Budget): Sized | undefined {
  const shapes = new Map<string, Shape>();
  const layers: NetworkLayer[] = [];
  let [macs, neurons] = [0, 0];
  for (const layer of network.layers) {
    const inputs = layer.inputs.map((path) => shapes.get(path)!);
    const resized =
      layer.kind === 'input'
        ? { layer: { ...layer, outputShape: image }, macs: 0 }
        : resizeLayer(layer, inputs, divisor);
    if (resized === undefined) return undefined;
    macs += resized.macs;
    neurons += elementCount(resized.layer.outputShape!);
    layers.push(resized.layer);
    shapes.set(layer.path, resized.layer.outputShape!);
  }
  const size = Math.max(macs / budget.macs, neurons / budget.neurons);
  return { network: { ...network, layers }, share: size };
}

function resizeLayer(
  layer: NetworkLayer,
  inputs: readonly Shape[],
  divisor: number,
): { readonly layer: NetworkLayer; readonly macs: number } | undefined {
  const definition = findLayer(layer.kind);
  if (definition === undefined) throw new Error(`There is no layer kind ${layer.kind}.`);
  const attributes = { ...narrow(layer, inputs[0]![0]!, divisor), ...lowerWindow(layer, inputs[0]!) };
  const result = definition.shape(attributes, inputs);
  // Normalisation of a single number, which PyTorch refuses, gives nothing to compare.
  if ('problem' in result || (layer.kind === 'instance_norm' && result.shape[1]! * result.shape[2]! === 1))
    return undefined;
  const parameters = definition
    .parameters(attributes, inputs)
    .map(({ suffix, ...parameter }) => ({ ...parameter, name: `${layer.path}.${suffix}` }));
  return {
    layer: { ...layer, attributes, outputShape: result.shape, parameters },
    macs: definition.cost(attributes, inputs, result.shape).macs,
  };
}

function narrow({ kind, attributes }: NetworkLayer, inputChannels: number, divisor: number): Attributes {
  const attribute = widths[kind];
  const wide = attribute === undefined ? undefined : (attributes[attribute] as number);
  const width = wide === undefined ? inputChannels : Math.max(2, Math.round(wide / divisor));
  const groups = attributes['groups'];
  return {
    ...attributes,
    ...(attribute === undefined ? {} : { [attribute]: width }),
    ...(typeof groups === 'number' ? { groups: fittingGroups(groups, inputChannels, width) } : {}),
  };
}

/** A window that saw the whole of its map, whatever the size, sees the whole of the smaller one. */
function lowerWindow({ kind, attributes }: NetworkLayer, [, height, width]: Shape): Attributes {
  const { kernel, padding } = attributes;
  if (!windows.includes(kind) || padding === 'same' || height === undefined || width === undefined) return {};
  const [rows, columns] = kernel as readonly [number, number];
  const [top, left, bottom, right] = padding === 'valid' ? [0, 0, 0, 0] : (padding as Sides);
  return { kernel: [Math.min(rows, top + height + bottom), Math.min(columns, left + width + right)] };
}

/** The largest number of groups, at most as many as there were, that divides both. */
function fittingGroups(groups: number, inputChannels: number, channels: number): number {
  for (let count = groups; ; count--) {
    if (inputChannels % count === 0 && channels % count === 0) return count;
  }
}
