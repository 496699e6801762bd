// From a checked network to tensor operations, layer by layer.

import type { GraphBuilder, TensorShape, Value } from '../graph/graph.ts';
import { sameTensorShape } from '../graph/tensorShape.ts';
import type { LoweringContext, RandomDistribution } from '../layers/layer.ts';
import { findLayer } from '../layers/registry.ts';
import type { Attributes } from '../network/attribute.ts';
import { inputShape, knownShape, layersByPath, type Network, type NetworkLayer } from '../network/network.ts';

export interface LoweringOptions {
  readonly batch: number;
  /** Training: batch statistics, and tracked ones updated. */
  readonly mode: 'training' | 'inference';
  /** Whether auxiliary heads are lowered too. */
  readonly heads: boolean;
  /** Whether layers such as dropout act; by default in training only. */
  readonly random?: boolean;
  /** [batch, channels, height, width] */
  readonly images: Value;
  /** Every parameter of the lowered layers by its name, in its own shape. */
  readonly parameters: ReadonlyMap<string, Value>;
}

/** Scores [batch, classes] of an auxiliary head, with the factor of its loss. */
export interface LoweredHead {
  readonly name: string;
  readonly weight: number;
  readonly logits: Value;
}

/** A graph input that must be fed fresh random numbers at each step. */
export interface RandomInput {
  /** The layer's path with `/uniform` or `/normal`. */
  readonly name: string;
  readonly distribution: RandomDistribution;
  readonly value: Value;
}

export interface LoweredNetwork {
  /** Scores before any softmax: [batch, classes]. */
  readonly logits: Value;
  readonly heads: readonly LoweredHead[];
  /** Training only: tracked parameter name to its value after the step. */
  readonly updates: ReadonlyMap<string, Value>;
  /** The output of each lowered layer by path. */
  readonly values: ReadonlyMap<string, Value>;
  readonly randomInputs: readonly RandomInput[];
}

/**
 * Adds the whole network to `builder`; the nodes of each layer carry its path as their scope. A `softmax` at
 * the end of the network or of a head is passed over, as the loss has its own.
 *
 * @throws Error where the network was not checked (unknown kinds, shapes that do not fit) or a parameter is
 * missing
 */
export function lowerNetwork(
  network: Network,
  builder: GraphBuilder,
  options: LoweringOptions,
): LoweredNetwork {
  requireImages(network, options);
  const lowering: Lowering = {
    builder,
    options,
    values: new Map(),
    updates: new Map(),
    randomInputs: [],
  };
  for (const layer of network.layers) {
    if (layer.head !== undefined && !options.heads) continue;
    lowering.values.set(layer.path, layer.kind === 'input' ? options.images : lowerLayer(layer, lowering));
  }
  const layers = layersByPath(network);
  const { values, updates, randomInputs } = lowering;
  const logits = (path: string) => scores(layers, path, lowering);
  const heads = options.heads
    ? network.heads.map(({ name, weight, output }) => ({ name, weight, logits: logits(output) }))
    : [];
  return { logits: logits(network.output), heads, updates, values, randomInputs };
}

interface Lowering {
  readonly builder: GraphBuilder;
  readonly options: LoweringOptions;
  readonly values: Map<string, Value>;
  readonly updates: Map<string, Value>;
  readonly randomInputs: RandomInput[];
}

function requireImages(network: Network, { batch, images }: LoweringOptions): void {
  const expected = [batch, ...inputShape(network)];
  if (!sameTensorShape(images.shape, expected)) {
    throw new Error(
      `${network.name} takes images [${expected.join(', ')}], not [${images.shape.join(', ')}].`,
    );
  }
}

function lowerLayer(layer: NetworkLayer, lowering: Lowering): Value {
  const definition = findLayer(layer.kind);
  if (definition === undefined) throw new Error(`${layer.path} is of the unknown kind ${layer.kind}.`);
  const inputs = layer.inputs.map((path) => {
    const value = lowering.values.get(path);
    if (value === undefined) throw new Error(`${layer.path} reads ${path}, which is not lowered before it.`);
    return value;
  });
  lowering.builder.setScope(layer.path);
  return definition.lower(contextOf(layer, lowering), inputs);
}

function contextOf(layer: NetworkLayer, lowering: Lowering): Omit<LoweringContext<Attributes>, 'others'> {
  const { builder, options, updates, randomInputs } = lowering;
  const chance = options.random ?? options.mode === 'training';
  return {
    builder,
    attributes: layer.attributes,
    outputShape: knownShape(layer),
    mode: options.mode,
    parameter(suffix) {
      const value = options.parameters.get(`${layer.path}.${suffix}`);
      if (value === undefined) throw new Error(`The parameter ${layer.path}.${suffix} is missing.`);
      return value;
    },
    update: (suffix, value) => updates.set(`${layer.path}.${suffix}`, value),
    random(distribution: RandomDistribution, shape: TensorShape) {
      if (!chance) return undefined;
      const name = `${layer.path}/${distribution}`;
      const value = builder.input(name, shape, 'float', { batched: true });
      randomInputs.push({ name, distribution, value });
      return value;
    },
  };
}

/** The value before a closing softmax, as [batch, classes]: a map of 1x1 places is read as a vector. */
function scores(layers: ReadonlyMap<string, NetworkLayer>, path: string, lowering: Lowering): Value {
  const layer = layers.get(path);
  if (layer?.kind === 'softmax') return scores(layers, layer.inputs[0]!, lowering);
  const value = lowering.values.get(path);
  if (value === undefined) throw new Error(`The output ${path} is not lowered.`);
  const [batch, classes, height, width] = value.shape;
  if (height !== 1 || width !== 1) return value;
  lowering.builder.setScope(path);
  return lowering.builder.apply('reshape', [value], { shape: [batch!, classes!] });
}
