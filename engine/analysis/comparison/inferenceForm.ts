// A network as inference computes it: what only training needs is gone, and normalisation is part of what it follows.

import { findLayer } from '../../layers/registry.ts';
import type { Network, NetworkLayer, NetworkParameter } from '../../network/network.ts';
import type { Shape } from '../../network/shape.ts';

/** Why a layer needs no work of its own in inference. */
export type Absorption =
  /** Batch normalisation, as part of the weights of the layer before it. */
  | 'folded'
  /** It gives what it reads: dropout, noise, identity, a sum of one branch. */
  | 'passes'
  /** A softmax that the scores go through last: a text's output is what it reads. */
  | 'scores'
  /** In an auxiliary head, which only training uses. */
  | 'head';

export interface AbsorbedLayer {
  readonly layer: NetworkLayer;
  readonly why: Absorption;
  /** Path of the layer of the inference form whose output it gives; undefined in a head. */
  readonly into: string | undefined;
}

export interface InferenceForm {
  readonly network: Network;
  /** In the order of the network. */
  readonly absorbed: readonly AbsorbedLayer[];
}

/** Kinds that normalisation folds into. */
const LINEAR = new Set(['conv', 'depthwise_conv', 'separable_conv', 'conv_transpose', 'dense']);

/** Never fails, also on networks with errors. */
export function inferenceForm(
  network: Network,
  { heads }: { readonly heads: boolean } = { heads: false },
): InferenceForm {
  const kept = network.layers.filter(({ head }) => heads || head === undefined);
  const readers = countReaders(network, kept);
  const ends: Ends = { readers, outputs: [network.output, ...network.heads.map((head) => head.output)] };
  const reduced = new Map<string, NetworkLayer>();
  /** Path of a layer to that of the reduced one that gives its output. */
  const gives = new Map<string, string>();
  const absorbed: AbsorbedLayer[] = [];
  const shapes = new Map(network.layers.map((layer) => [layer.path, layer.outputShape]));
  for (const layer of network.layers) {
    const [input] = layer.inputs;
    const source = input === undefined ? undefined : gives.get(input);
    const why =
      heads || layer.head === undefined ? absorptionOf(layer, reduced.get(source ?? ''), ends) : 'head';
    const folds = why !== 'folded' || (readers.get(input!) === 1 && readers.get(source!) === 1);
    if (why === undefined || !folds || (why !== 'head' && source === undefined)) {
      reduced.set(layer.path, { ...layer, inputs: layer.inputs.map((path) => gives.get(path) ?? path) });
      gives.set(layer.path, layer.path);
      continue;
    }
    absorbed.push({ layer, why, into: why === 'head' ? undefined : source });
    if (why === 'head') continue;
    gives.set(layer.path, source!);
    if (why === 'folded') reduced.set(source!, withBias(reduced.get(source!)!, shapes));
  }
  const output = gives.get(network.output) ?? network.output;
  const remaining = heads ? network.heads : [];
  return { network: { ...network, layers: [...reduced.values()], heads: remaining, output }, absorbed };
}

interface Ends {
  readonly readers: ReadonlyMap<string, number>;
  readonly outputs: readonly string[];
}

function absorptionOf(
  layer: NetworkLayer,
  source: NetworkLayer | undefined,
  { readers, outputs }: Ends,
): Absorption | undefined {
  if (source === undefined) return undefined;
  if (layer.kind === 'bn') return LINEAR.has(source.kind) ? 'folded' : undefined;
  const definition = findLayer(layer.kind);
  const joinsOne = definition?.category === 'merge' && layer.inputs.length === 1;
  const isLast =
    outputs.includes(layer.path) || (outputs.includes(layer.inputs[0]!) && !readers.has(layer.path));
  if (layer.kind === 'softmax' && isLast) return 'scores';
  // Scores are a vector, or a map of one place.
  const scores = layer.kind === 'flatten' && layer.path === outputs[0] && isOnePlace(source.outputShape);
  if (scores) return 'passes';
  const passes = layer.kind === 'identity' || definition?.passesThrough === 'in inference';
  return passes || joinsOne ? 'passes' : undefined;
}

function isOnePlace(shape: Shape | undefined): boolean {
  return shape?.length === 3 && shape[1] === 1 && shape[2] === 1;
}

/** How often each layer's output is used; being the network's is a use. */
function countReaders(network: Network, layers: readonly NetworkLayer[]): ReadonlyMap<string, number> {
  const counts = new Map([[network.output, 1]]);
  for (const { inputs } of layers) for (const path of inputs) counts.set(path, (counts.get(path) ?? 0) + 1);
  return counts;
}

function withBias(layer: NetworkLayer, shapes: ReadonlyMap<string, Shape | undefined>): NetworkLayer {
  if (layer.attributes['bias'] === true) return layer;
  const attributes = { ...layer.attributes, bias: true };
  const inputs = layer.inputs.map((path) => shapes.get(path));
  return { ...layer, attributes, parameters: parametersOf({ ...layer, attributes }, inputs) };
}

/** The parameters that a layer's kind gives it; none where an input's shape or the kind is unknown. */
export function parametersOf(
  { kind, path, attributes }: Pick<NetworkLayer, 'kind' | 'path' | 'attributes'>,
  inputs: readonly (Shape | undefined)[],
): readonly NetworkParameter[] {
  const definition = findLayer(kind);
  const known = inputs.filter((shape) => shape !== undefined);
  if (!definition || known.length < inputs.length) return [];
  return definition
    .parameters(attributes, known)
    .map(({ suffix, ...declared }) => ({ name: `${path}.${suffix}`, ...declared }));
}
