// All figures of a network: parameters, cost, memory and receptive field, in total and layer by layer.

import type { Cost } from '../layers/layer.ts';
import { findLayer } from '../layers/registry.ts';
import type { Attributes } from '../network/attribute.ts';
import type { Network, NetworkLayer, Origin } from '../network/network.ts';
import { elementCount, type Shape } from '../network/shape.ts';
import { layerLabel } from './layerLabel.ts';
import { BYTES_PER_NUMBER, estimateMemory, type MemoryEstimate } from './memory.ts';
import { type ReceptiveField, receptiveFields } from './receptiveField.ts';

export interface LayerSummary {
  readonly path: string;
  readonly kind: string;
  /** Attributes as the papers write them: `5x5, 6`; empty where there is nothing to say, or a mistake in them. */
  readonly label: string;
  readonly origin: Origin;
  readonly inputs: readonly string[];
  /** Undefined where a mistake upstream makes it unknowable; such a layer counts nothing. */
  readonly outputShape: Shape | undefined;
  /** Learnt numbers; tracked statistics are not among them. */
  readonly parameters: number;
  /** Tracked numbers, such as the running statistics of `bn`. */
  readonly statistics: number;
  /** Multiply-adds for one image. */
  readonly macs: number;
  readonly flops: number;
  /** Outputs of a convolution or dense layer, as the papers count them; 0 of others. */
  readonly neurons: number;
  readonly connections: number;
  /** Bytes of the output for one image, as 32-bit floats. */
  readonly activationBytes: number;
  readonly receptiveField: ReceptiveField | undefined;
  readonly head: string | undefined;
}

/**
 * `total` counts auxiliary heads, `inference` does not. All other figures are of inference, for one image.
 */
export interface NetworkSummary {
  readonly model: string;
  readonly arguments: Attributes;
  /** [channels, height, width] */
  readonly input: Shape | undefined;
  readonly output: Shape | undefined;
  readonly parameters: {
    readonly total: number;
    readonly inference: number;
    /** Of the total, those that training changes by gradients. */
    readonly trainable: number;
    /** Tracked numbers, which are not among the others (as PyTorch counts). */
    readonly statistics: number;
  };
  /** Multiply-adds of convolution and dense layers; biases are not counted. */
  readonly macs: { readonly total: number; readonly inference: number };
  readonly flops: number;
  /** Outputs of convolution and dense layers, as the papers count them. */
  readonly neurons: number;
  /** One for each multiply-add, and one for each output's bias. */
  readonly connections: number;
  /** Convolution and dense layers on the longest way from input to output. */
  readonly depth: number;
  readonly memory: MemoryEstimate;
  /** Of the output. */
  readonly receptiveField: ReceptiveField | undefined;
  readonly layers: readonly LayerSummary[];
}

/** All figures of `network`, with memory for `batch` images. Never fails, also on networks with errors. */
export function summarize(network: Network, { batch }: { readonly batch: number }): NetworkSummary {
  const fields = receptiveFields(network);
  const shapes = new Map(network.layers.map((layer) => [layer.path, layer.outputShape]));
  const layers = network.layers.map((layer) => summarizeLayer(layer, shapes, fields.get(layer.path)));
  const deployed = layers.filter((layer) => layer.head === undefined);
  const total = sumOf(layers, 'parameters');
  return {
    model: network.name,
    arguments: network.arguments,
    input: network.layers[0]?.outputShape,
    output: shapes.get(network.output),
    parameters: {
      total,
      inference: sumOf(deployed, 'parameters'),
      trainable: total,
      statistics: sumOf(layers, 'statistics'),
    },
    macs: { total: sumOf(layers, 'macs'), inference: sumOf(deployed, 'macs') },
    flops: sumOf(deployed, 'flops'),
    neurons: sumOf(deployed, 'neurons'),
    connections: sumOf(deployed, 'connections'),
    depth: depthOf(layers, network.output),
    memory: estimateMemory(network, batch),
    receptiveField: fields.get(network.output),
    layers,
  };
}

function summarizeLayer(
  layer: NetworkLayer,
  shapes: ReadonlyMap<string, Shape | undefined>,
  receptiveField: ReceptiveField | undefined,
): LayerSummary {
  const { path, kind, origin, inputs, outputShape, head } = layer;
  const numbers = (trainable: boolean) =>
    layer.parameters
      .filter((parameter) => parameter.trainable === trainable)
      .reduce((sum, { shape }) => sum + elementCount(shape), 0);
  const elements = outputShape === undefined ? 0 : elementCount(outputShape);
  return {
    path,
    kind,
    label: layerLabel(layer),
    origin,
    inputs,
    outputShape,
    parameters: numbers(true),
    statistics: numbers(false),
    ...costOf(layer, shapes),
    neurons: isWeighted(layer) ? elements : 0,
    activationBytes: elements * BYTES_PER_NUMBER,
    receptiveField,
    head,
  };
}

function costOf(layer: NetworkLayer, shapes: ReadonlyMap<string, Shape | undefined>): Cost {
  const inputShapes = layer.inputs.map((path) => shapes.get(path)).filter((shape) => shape !== undefined);
  const definition = findLayer(layer.kind);
  if (!definition || !layer.outputShape || inputShapes.length !== layer.inputs.length) {
    return { macs: 0, flops: 0, connections: 0 };
  }
  return definition.cost(layer.attributes, inputShapes, layer.outputShape);
}

function sumOf(
  layers: readonly LayerSummary[],
  figure: 'parameters' | 'statistics' | 'macs' | 'flops' | 'neurons' | 'connections',
): number {
  return layers.reduce((sum, layer) => sum + layer[figure], 0);
}

/** A layer with neurons: convolution or dense. */
function isWeighted({ kind }: Pick<LayerSummary, 'kind'>): boolean {
  const category = findLayer(kind)?.category;
  return category === 'convolution' || category === 'dense';
}

function depthOf(layers: readonly LayerSummary[], output: string): number {
  const depths = new Map<string, number>();
  for (const layer of layers) {
    const before = Math.max(0, ...layer.inputs.map((path) => depths.get(path) ?? 0));
    depths.set(layer.path, before + (isWeighted(layer) ? 1 : 0));
  }
  return depths.get(output) ?? 0;
}
