// Writes a trained network as an ONNX file for inference, with what its user must know in the metadata.

import type { Levels } from '../datasets/dataset.ts';
import type { Call } from '../network/attribute.ts';
import { inputShape, type Network } from '../network/network.ts';
import { encodeOnnx } from '../onnx/encodeOnnx.ts';
import { NETWRIGHT_VERSION } from '../protocol/version.ts';
import { buildEvaluationGraph, inferenceShapes } from './evaluationGraph.ts';
import { foldNormalization } from './foldNormalization.ts';
import type { StateTensors } from './trainingState.ts';
import { writeFileAtomically } from './writeFileAtomically.ts';

/** Where a model comes from; everything known goes into the file. */
export interface ModelOrigin {
  readonly weights: StateTensors;
  /** Class names in the order of the logits. */
  readonly classes?: readonly string[];
  /** What must be done to an image before the network sees it. */
  readonly transforms?: readonly Call[];
  /** What they make of a black and a white pixel, one number for each channel: tells what `normalize` measured. */
  readonly levels?: Levels;
  readonly recipe?: string;
  readonly seed?: number;
  readonly epoch?: number;
  readonly validationAccuracy?: number;
}

/**
 * Writes `file` atomically: input `images` [N, C, H, W], output `logits` [N, classes], any number of images N. Batch
 * normalisation is folded into the convolution or dense layer that it follows.
 * @returns the file's size in bytes
 * @throws UserError `onnx.tooLarge` above 2 GiB
 */
export async function exportModel(file: string, network: Network, origin: ModelOrigin): Promise<number> {
  const folded = foldNormalization(network, origin.weights);
  const names = [...inferenceShapes(folded.network).keys()];
  const bytes = encodeOnnx(buildEvaluationGraph(folded.network, 1), {
    target: 'portable',
    modelName: network.name,
    initializers: new Map(names.map((name) => [name, folded.weights.get(name)!.data])),
    metadata: metadataOf(network, origin),
    dynamicBatch: true,
  });
  await writeFileAtomically(file, [bytes]);
  return bytes.byteLength;
}

/** Every value is JSON, texts excepted. */
function metadataOf(network: Network, origin: ModelOrigin): ReadonlyMap<string, string> {
  const { weights: _, ...known } = origin;
  const entries: Record<string, unknown> = {
    producer: `Netwright ${NETWRIGHT_VERSION}`,
    model: network.name,
    arguments: network.arguments,
    input: inputShape(network),
    ...known,
  };
  return new Map(
    Object.entries(entries)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}
