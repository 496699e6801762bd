// Bytes that a network needs, from what is alive at each moment.

import { findLayer } from '../layers/registry.ts';
import type { Network, NetworkLayer } from '../network/network.ts';
import { elementCount } from '../network/shape.ts';

export interface MemoryEstimate {
  readonly inferenceBytes: number;
  readonly trainingBytes: number;
  /** Images that are in flight at once. */
  readonly batch: number;
}

/** Networks compute in 32-bit floats. */
export const BYTES_PER_NUMBER = 4;

/**
 * Peak memory for float32 numbers and `batch` images, without what a runtime adds for its own work.
 *
 * Inference: all parameters, and at the worst moment the outputs that a later layer still reads; auxiliary
 * heads are left out. Training: parameters, a gradient and a momentum for each trained one, every layer's
 * output until its own backward step is done, and the gradients that are under way. Layers that only pass
 * their input on need nothing.
 */
export function estimateMemory(network: Network, batch: number): MemoryEstimate {
  const deployed = network.layers.filter((layer) => layer.head === undefined);
  const weights = parameterNumbers(deployed, () => true);
  const trained = parameterNumbers(network.layers, (trainable) => trainable);
  const tracked = parameterNumbers(network.layers, (trainable) => !trainable);
  const inference = weights + batch * forwardPeak(deployed, network.output);
  const training = 3 * trained + tracked + batch * trainingPeak(network.layers);
  return {
    inferenceBytes: inference * BYTES_PER_NUMBER,
    trainingBytes: training * BYTES_PER_NUMBER,
    batch,
  };
}

function parameterNumbers(layers: readonly NetworkLayer[], counts: (trainable: boolean) => boolean): number {
  return layers
    .flatMap((layer) => layer.parameters)
    .filter(({ trainable }) => counts(trainable))
    .reduce((sum, { shape }) => sum + elementCount(shape), 0);
}

/** Numbers that a layer's output holds; none where its shape is unknown. */
function outputNumbers(layer: NetworkLayer): number {
  return layer.outputShape === undefined ? 0 : elementCount(layer.outputShape);
}

/** Layer path to the path of the layer in whose memory its output lies. */
function memoryOwners(
  layers: readonly NetworkLayer[],
  mode: 'training' | 'inference',
): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  for (const layer of layers) {
    const passes = findLayer(layer.kind)?.passesThrough ?? 'never';
    const shares = passes === 'always' || (passes === 'in inference' && mode === 'inference');
    const [input] = layer.inputs;
    owners.set(layer.path, shares && input !== undefined ? (owners.get(input) ?? input) : layer.path);
  }
  return owners;
}

/**
 * The most numbers for one image that are alive at once in a forward pass that frees what no later layer
 * reads.
 */
function forwardPeak(layers: readonly NetworkLayer[], output: string): number {
  const owners = memoryOwners(layers, 'inference');
  const ownerOf = (path: string) => owners.get(path) ?? path;
  const lastReader = new Map<string, string>();
  for (const layer of layers) {
    // An output that nothing reads is alive only while it is made.
    lastReader.set(ownerOf(layer.path), layer.path);
    for (const input of layer.inputs) lastReader.set(ownerOf(input), layer.path);
  }
  lastReader.delete(ownerOf(output));
  const live = new Map<string, number>();
  let total = 0;
  let peak = 0;
  for (const layer of layers) {
    const owner = ownerOf(layer.path);
    if (owner === layer.path) {
      live.set(owner, outputNumbers(layer));
      total += outputNumbers(layer);
    }
    peak = Math.max(peak, total);
    for (const memory of new Set([owner, ...layer.inputs.map(ownerOf)])) {
      if (lastReader.get(memory) !== layer.path) continue;
      total -= live.get(memory) ?? 0;
      live.delete(memory);
    }
  }
  return peak;
}

/** The most numbers for one image that are alive at once in a forward and a backward pass. */
function trainingPeak(layers: readonly NetworkLayer[]): number {
  const owners = memoryOwners(layers, 'training');
  const numbers = new Map(layers.map((layer) => [layer.path, outputNumbers(layer)]));
  const owning = layers.filter((layer) => owners.get(layer.path) === layer.path);
  let total = owning.reduce((sum, layer) => sum + outputNumbers(layer), 0);
  let peak = total;
  const gradients = new Set<string>();
  const need = (path: string) => {
    const owner = owners.get(path) ?? path;
    if (gradients.has(owner)) return;
    gradients.add(owner);
    total += numbers.get(owner) ?? 0;
  };
  const images = layers[0]?.path;
  for (const layer of [...owning].reverse()) {
    if (layer.path === images) continue;
    need(layer.path);
    // The images need no gradient.
    for (const input of layer.inputs) if (owners.get(input) !== images) need(input);
    peak = Math.max(peak, total);
    total -= 2 * outputNumbers(layer);
  }
  return peak;
}
