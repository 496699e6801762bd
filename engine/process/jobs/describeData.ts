// The `describeData` request: how many images of which classes a recipe's data holds, and their pixels' statistics.

import { openData } from '../../datasets/openData.ts';
import { measurePixels } from '../../datasets/pixelStatistics.ts';
import type { DataDescription, DataRequest } from '../../protocol/messages.ts';

export async function describeData({ recipe, dataRoot }: DataRequest): Promise<DataDescription> {
  const { training, validation } = await openData(recipe, dataRoot);
  const { count, classes, shape } = training;
  const { mean, deviation } = await measurePixels(training);
  return { count, validationCount: validation.count, classes, shape, mean, deviation };
}
