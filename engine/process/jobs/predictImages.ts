// The `predict` request: the probability of each class for image files.

import type { Dataset } from '../../datasets/dataset.ts';
import { readGivenImage } from '../../datasets/givenImage.ts';
import { transformSplits } from '../../datasets/transforms.ts';
import { inputShape } from '../../network/network.ts';
import { elementCount, formatShape, type Shape, sameShape } from '../../network/shape.ts';
import type { PredictRequest, Requests } from '../../protocol/messages.ts';
import { shapeBefore } from '../../recipe/knownTransforms.ts';
import { classProbabilities } from '../../training/classProbabilities.ts';
import { inferenceShapes } from '../../training/evaluationGraph.ts';
import { readWeights } from '../../training/weightsFile.ts';
import { UserError } from '../../userError.ts';
import { createRuntime } from '../devices.ts';
import type { JobContext } from '../requestServer.ts';

export async function predictImages(
  request: PredictRequest,
  { signal }: JobContext,
): Promise<Requests['predict']['result']> {
  const { network } = request;
  const weights = await readWeights(request.weights, inferenceShapes(network));
  const images = await readImages(request);
  const runtime = await createRuntime(request);
  return classProbabilities({ network, weights, runtime }, images, signal);
}

/** Transformed as in training. */
async function readImages({ network, images, transforms }: PredictRequest): Promise<Float32Array[]> {
  const expected = inputShape(network);
  const files = givenImages(images, shapeBefore(transforms, expected));
  const { training } = await transformSplits({ training: files, validation: files }, transforms);
  if (!sameShape(training.shape, expected)) {
    const message =
      `The run's transforms make ${formatShape(training.shape)} of images, and ${network.name} takes ` +
      `${formatShape(expected)}.`;
    throw new UserError('training.shape', message);
  }
  const read: Float32Array[] = [];
  for (let index = 0; index < images.length; index++) {
    const pixels = new Float32Array(elementCount(expected));
    await training.read([index], pixels, new Int32Array(1));
    read.push(pixels);
  }
  return read;
}

/** The files as a dataset of one nameless class. */
function givenImages(files: readonly string[], shape: Shape): Dataset {
  const size = elementCount(shape);
  return {
    description: 'the given images',
    shape,
    classes: [''],
    count: files.length,
    async read(indices, images, labels) {
      for (const [place, index] of indices.entries()) {
        images.set(await readGivenImage(files[index]!, shape), place * size);
        labels[place] = 0;
      }
    },
  };
}
