// The `predict` request: the probability of each class for image files.

import { readGivenImages } from '../../datasets/givenImages.ts';
import { inputShape } from '../../network/network.ts';
import type { PredictRequest, Requests } from '../../protocol/messages.ts';
import { shapeBefore } from '../../recipe/knownTransforms.ts';
import { classProbabilities } from '../../training/classProbabilities.ts';
import { inferenceShapes } from '../../training/evaluationGraph.ts';
import { readWeights } from '../../training/weightsFile.ts';
import { createRuntime } from '../devices.ts';
import type { JobContext } from '../requestServer.ts';

export async function predictImages(
  request: PredictRequest,
  { signal }: JobContext,
): Promise<Requests['predict']['result']> {
  const { network } = request;
  const weights = await readWeights(request.weights, inferenceShapes(network));
  const taken = inputShape(network);
  const { transforms, imageShape = shapeBefore(transforms, taken) } = request;
  const images = await readGivenImages(request.images, { shape: imageShape, transforms }, taken);
  const runtime = await createRuntime(request);
  return classProbabilities({ network, weights, runtime }, images, signal);
}
