// The `lookInside` request: what a run's network makes of a validation image or of an image file.

import type { Dataset } from '../../datasets/dataset.ts';
import { readGivenImages } from '../../datasets/givenImages.ts';
import { levelsOf } from '../../datasets/levels.ts';
import { openData } from '../../datasets/openData.ts';
import { inputShape, type Network } from '../../network/network.ts';
import { elementCount } from '../../network/shape.ts';
import type { Insight, InsightRequest } from '../../protocol/insight.ts';
import { checkImages } from '../../training/checkData.ts';
import { inferenceShapes } from '../../training/evaluationGraph.ts';
import { lookInside } from '../../training/insight/lookInside.ts';
import { imagePicture } from '../../training/insight/pictures.ts';
import { readWeights } from '../../training/weightsFile.ts';
import { UserError } from '../../userError.ts';
import { createRuntime } from '../devices.ts';
import type { JobContext } from '../requestServer.ts';

export async function lookInsideNetwork(request: InsightRequest, { signal }: JobContext): Promise<Insight> {
  const { network, recipe, dataRoot, layer } = request;
  const heads = network.layers.find(({ path }) => path === layer)?.head !== undefined;
  const weights = await readWeights(request.weights, inferenceShapes(network, { heads }));
  const { validation } = await openData(recipe, dataRoot);
  checkImages(network, validation);
  const { pixels, label } = await readImage(request, network, validation);
  const runtime = await createRuntime(request);
  const seen = await lookInside({ network, weights, runtime }, pixels, request, signal);
  const { probabilities, ...rest } = seen;
  return {
    ...rest,
    image: imagePicture(pixels, inputShape(network), levelsOf(validation)),
    ...(label === undefined ? {} : { label }),
    count: validation.count,
    classes: probabilities.map((probability, at) => ({ name: validation.classes[at]!, probability })),
  };
}

async function readImage(
  { image, recipe }: InsightRequest,
  network: Network,
  validation: Dataset,
): Promise<{ readonly pixels: Float32Array; readonly label?: string }> {
  const taken = inputShape(network);
  if ('file' in image) {
    const { shape, transforms } = validation.before ?? { shape: taken, transforms: recipe.transforms };
    const [pixels] = await readGivenImages([image.file], { shape, transforms }, taken);
    return { pixels: pixels! };
  }
  if (!(image.index >= 0 && image.index < validation.count)) {
    const text = `The validation data has ${validation.count} images: choose one from 0 to ${validation.count - 1}.`;
    throw new UserError('insight.image', text);
  }
  const [pixels, labels] = [new Float32Array(elementCount(taken)), new Int32Array(1)];
  await validation.read([image.index], pixels, labels);
  return { pixels, label: validation.classes[labels[0]!]! };
}
