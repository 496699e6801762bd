// Writes a trained network as an ONNX file for inference, with what its user must know in the metadata.

import type { Levels } from '../datasets/dataset.ts';
import type { Call } from '../network/attribute.ts';
import { inputShape, type Network } from '../network/network.ts';
import { encodeOnnx } from '../onnx/encodeOnnx.ts';
import { neededOperatorSet } from '../onnx/neededOperatorSet.ts';
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
  /** SHA-256 of the model's text and of those that it imports, in hexadecimal digits. */
  readonly sourceSha256?: string;
  readonly recipe?: string;
  readonly data?: Call;
  readonly seed?: number;
  readonly epoch?: number;
  readonly validationAccuracy?: number;
}

export interface ExportOptions {
  /** Auxiliary heads become outputs too: `logits.HEAD`. */
  readonly heads: boolean;
  /** Batch normalisation becomes part of the convolution or dense layer that it follows. */
  readonly fold: boolean;
  /** Images in one call; any number where absent. */
  readonly batch?: number;
}

/**
 * Writes `file` atomically: input `images` [N, C, H, W], output `logits` [N, classes], any number of images N unless the
 * batch is fixed.
 * Equal arguments give equal files.
 * @returns the file's size in bytes
 * @throws UserError `onnx.tooLarge` above 2 GiB
 */
export async function exportModel(
  file: string,
  network: Network,
  origin: ModelOrigin,
  options: ExportOptions = { heads: false, fold: true },
): Promise<number> {
  const { weights } = origin;
  const folded = options.fold ? foldNormalization(network, weights, options) : { network, weights };
  const names = [...inferenceShapes(folded.network, options).keys()];
  const graph = buildEvaluationGraph(folded.network, options.batch ?? 1, options);
  const bytes = encodeOnnx(graph, {
    target: 'portable',
    modelName: network.name,
    initializers: new Map(names.map((name) => [name, folded.weights.get(name)!.data])),
    metadata: metadataOf(network, origin, { opset: neededOperatorSet(graph), ...options }),
    dynamicBatch: options.batch === undefined,
  });
  await writeFileAtomically(file, [bytes]);
  return bytes.byteLength;
}

/** Every value is JSON, texts excepted. */
function metadataOf(
  network: Network,
  origin: ModelOrigin,
  { opset, heads, fold, batch }: ExportOptions & { readonly opset: number },
): ReadonlyMap<string, string> {
  const { weights: _, ...known } = origin;
  const entries: Record<string, unknown> = {
    producer: `Netwright ${NETWRIGHT_VERSION}`,
    opset,
    model: network.name,
    arguments: network.arguments,
    input: inputShape(network),
    heads: heads ? network.heads.map(({ name }) => name) : [],
    folded: fold,
    batch: batch ?? 'N',
    ...known,
  };
  return new Map(
    Object.entries(entries)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}
