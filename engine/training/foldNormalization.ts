// Folds batch normalisation into the layer before it, for inference: fewer passes over each feature map, the same result.

import { layersByPath, type Network, type NetworkLayer, type NetworkParameter } from '../network/network.ts';
import type { InferenceOptions } from './evaluationGraph.ts';
import type { FloatTensor, StateTensors } from './trainingState.ts';

export interface FoldedNetwork {
  /** Folded normalisations have become identities; what they followed has a bias. */
  readonly network: Network;
  readonly weights: StateTensors;
}

/** Linear layers by kind: what comes before the names of the tensors that give their output. */
const tensorPrefix: Readonly<Record<string, string>> = {
  conv: '',
  depthwise_conv: '',
  conv_transpose: '',
  separable_conv: 'pointwise.',
  dense: '',
};

/**
 * `y = gamma * (w x + b - mean) / sqrt(variance + epsilon) + beta` is linear in x: with `s = gamma / sqrt(variance +
 * epsilon)`, the weight is `s w` and the bias `s (b - mean) + beta`, channel by channel. Only where nothing but the
 * normalisation reads the linear layer; auxiliary heads count only where they are kept.
 */
export function foldNormalization(
  network: Network,
  weights: StateTensors,
  { heads }: InferenceOptions = { heads: false },
): FoldedNetwork {
  const byPath = layersByPath(network);
  const readers = countReaders(network, heads);
  const replaced = new Map<string, NetworkLayer>();
  const tensors = new Map(weights);
  for (const bn of network.layers) {
    const linear = byPath.get(bn.inputs[0] ?? '');
    if (bn.kind !== 'bn' || (bn.head !== undefined && !heads) || linear === undefined) continue;
    if (tensorPrefix[linear.kind] === undefined || readers.get(linear.path) !== 1) continue;
    replaced.set(linear.path, foldInto(linear, bn, tensors));
    replaced.set(bn.path, { ...bn, kind: 'identity', attributes: {}, parameters: [] });
  }
  const layers = network.layers.map((layer) => replaced.get(layer.path) ?? layer);
  return { network: { ...network, layers }, weights: tensors };
}

/** How often each layer's value is used, in heads where they are kept; being an output is a use. */
function countReaders(network: Network, heads: boolean): ReadonlyMap<string, number> {
  const counts = new Map([[network.output, 1]]);
  if (heads) for (const { output } of network.heads) counts.set(output, (counts.get(output) ?? 0) + 1);
  for (const { inputs, head } of network.layers) {
    if (head !== undefined && !heads) continue;
    for (const path of inputs) counts.set(path, (counts.get(path) ?? 0) + 1);
  }
  return counts;
}

/** Replaces the linear layer's tensors in `tensors` and returns the layer with its bias. */
function foldInto(linear: NetworkLayer, bn: NetworkLayer, tensors: Map<string, FloatTensor>): NetworkLayer {
  const own = `${linear.path}.${tensorPrefix[linear.kind]}`;
  const [weightName, biasName] = [`${own}weight`, `${own}bias`];
  const { scale, shift } = affineMap(bn, tensors);
  const weight = tensors.get(weightName)!;
  const channelOf = outputChannels(linear, weight.shape);
  tensors.set(weightName, {
    shape: weight.shape,
    data: weight.data.map((value, index) => value * scale[channelOf(index)]!),
  });
  const bias = tensors.get(biasName)?.data;
  const data = Float32Array.from(
    scale,
    (factor, channel) => factor * (bias?.[channel] ?? 0) + shift[channel]!,
  );
  tensors.set(biasName, { shape: [data.length], data });
  if (bias !== undefined) return linear;
  const added: NetworkParameter = {
    name: biasName,
    shape: [data.length],
    trainable: true,
    initializer: { kind: 'constant', value: 0 },
    decays: false,
  };
  const attributes = { ...linear.attributes, bias: true };
  return { ...linear, attributes, parameters: [...linear.parameters, added] };
}

/** The normalisation as `scale x + shift`, in float64. */
function affineMap(
  { path, attributes }: NetworkLayer,
  tensors: StateTensors,
): { readonly scale: Float64Array; readonly shift: Float64Array } {
  const numbers = (suffix: string) => tensors.get(`${path}.${suffix}`)?.data;
  const [mean, variance] = [numbers('running_mean')!, numbers('running_var')!];
  const [gamma, beta] = [numbers('weight'), numbers('bias')];
  const epsilon = attributes['epsilon'] as number;
  const scale = Float64Array.from(variance, (value, c) => (gamma?.[c] ?? 1) / Math.sqrt(value + epsilon));
  return { scale, shift: scale.map((factor, c) => (beta?.[c] ?? 0) - factor * mean[c]!) };
}

/** From a weight's place in its tensor to the channel of the output that it adds to. */
function outputChannels(
  { kind, attributes }: NetworkLayer,
  shape: readonly number[],
): (index: number) => number {
  const [first = 1, second = 1, ...window] = shape;
  const area = window.reduce((product, extent) => product * extent, 1);
  if (kind !== 'conv_transpose') return (index) => Math.floor(index / (second * area));
  // [in, out / groups, rows, columns]: the inputs of a group give the outputs of that group.
  const inputsPerGroup = first / (attributes['groups'] as number);
  return (index) => {
    const group = Math.floor(index / (inputsPerGroup * second * area));
    return group * second + (Math.floor(index / area) % second);
  };
}
