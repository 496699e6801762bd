// What a trained network makes of one image: scores, the pixels that matter, a layer's maps, the first filters.

import { inputShape, layersByPath, type Network, type NetworkLayer } from '../../network/network.ts';
import type { Insight, InsightRequest } from '../../protocol/insight.ts';
import type { HostTensor, Runtime } from '../../runtime/runtime.ts';
import { UserError } from '../../userError.ts';
import { softmax } from '../classProbabilities.ts';
import { indexOfLargest } from '../evaluate.ts';
import { inferenceShapes } from '../evaluationGraph.ts';
import { classCount } from '../lossGraph.ts';
import type { StateTensors } from '../trainingState.ts';
import { activationPlot } from './activationPlot.ts';
import { buildInsightGraph } from './insightGraph.ts';
import { occlusionMap } from './occlusion.ts';
import { filterPictures, greyPicture, mapSheet } from './pictures.ts';

/** Of more maps only the first are shown. */
const mostMaps = 256;

export interface LookedNetwork {
  readonly network: Network;
  /** Those of the auxiliary heads, too, where a layer of one is looked at. */
  readonly weights: StateTensors;
  readonly runtime: Runtime;
}

type Seen = Omit<Insight, 'image' | 'label' | 'count' | 'classes'> & {
  readonly probabilities: readonly number[];
};

/**
 * `image` [C, H, W] as it enters the network.
 * @throws UserError `insight.layer` where the network has no such layer
 */
export async function lookInside(
  subject: LookedNetwork,
  image: Float32Array,
  { layer: path, method }: Pick<InsightRequest, 'layer' | 'method'>,
  signal: AbortSignal,
): Promise<Seen> {
  const { network, weights } = subject;
  const layer = layersByPath(network).get(path);
  if (layer === undefined) {
    throw new UserError('insight.layer', `${network.name} has no layer \`${path}\`; choose another.`);
  }
  const found = await run(subject, layer, image);
  const probabilities = softmax(numbersOf(found, 'logits'));
  const target = indexOfLargest(Float32Array.from(probabilities));
  const [channels = 1, height = 1, width = 1] = inputShape(network);
  const chosen = { target, probability: probabilities[target]! };
  const important =
    method === 'occlusion'
      ? await occlusionMap(subject, image, chosen, signal)
      : strongest(numbersOf(found, 'gradient'), channels);
  const filters = firstFilters(network, weights);
  return {
    probabilities,
    saliency: greyPicture(important, width, height),
    layer: describeLayer(layer, found),
    ...(filters && { filters }),
  };
}

/** Once for the scores, and once more for the gradient of the largest. */
async function run(
  { network, weights, runtime }: LookedNetwork,
  layer: NetworkLayer,
  image: Float32Array,
): Promise<ReadonlyMap<string, HostTensor>> {
  const program = await runtime.prepare(buildInsightGraph(network, layer.path));
  try {
    const feeds = new Map<string, HostTensor>();
    for (const name of inferenceShapes(network, { heads: layer.head !== undefined }).keys()) {
      feeds.set(name, weights.get(name)!);
    }
    const classes = classCount(network);
    const chosen = new Float32Array(classes);
    feeds.set('images', { shape: [1, ...inputShape(network)], data: image });
    feeds.set('chosen', { shape: [1, classes], data: chosen });
    const scores = numbersOf(await program.run(feeds), 'logits');
    chosen[indexOfLargest(scores)] = 1;
    return await program.run(feeds);
  } finally {
    await program.dispose();
  }
}

/** [H, W]: the largest of the channels, whatever its sign. */
function strongest(gradient: Float32Array, channels: number): Float32Array {
  const plane = gradient.length / channels;
  return Float32Array.from({ length: plane }, (_, at) => {
    let largest = 0;
    for (let channel = 0; channel < channels; channel++) {
      largest = Math.max(largest, Math.abs(gradient[channel * plane + at]!));
    }
    return largest;
  });
}

function describeLayer(layer: NetworkLayer, found: ReadonlyMap<string, HostTensor>): Insight['layer'] {
  const { path, kind } = layer;
  const [, ...shape] = found.get('output')!.shape;
  const [total = 1, height = 1, width = 1] = shape;
  const count = Math.min(total, mostMaps);
  const output = numbersOf(found, 'output').subarray(0, count * height * width);
  const activation = found.has('input') ? activationPlot(layer, numbersOf(found, 'input')) : undefined;
  const maps = mapSheet(output, count, height, width);
  return { path, kind, shape, maps, total, ...(activation && { activation }) };
}

/** Of the first layer that has kernels for images. */
function firstFilters(network: Network, weights: StateTensors): Insight['filters'] {
  for (const { path, parameters } of network.layers) {
    const kernel = parameters.find(({ name, shape }) => name === `${path}.weight` && shape.length === 4);
    const tensor = kernel && weights.get(kernel.name);
    if (!kernel || !tensor) continue;
    return { path, pictures: filterPictures(tensor.data, kernel.shape), total: kernel.shape[0] ?? 0 };
  }
  return undefined;
}

function numbersOf(found: ReadonlyMap<string, HostTensor>, name: string): Float32Array {
  return found.get(name)!.data as Float32Array;
}
