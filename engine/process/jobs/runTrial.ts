// The `findLearningRate` and `overfit` requests: trials on the training data, which leave nothing behind.

import { streamBatches } from '../../datasets/batches.ts';
import { openData } from '../../datasets/openData.ts';
import type { LearningRateRange, OverfitReport, RangeRequest, TrialRequest } from '../../protocol/trials.ts';
import { imagesPerStep } from '../../recipe/recipe.ts';
import { checkTrainingData } from '../../training/checkData.ts';
import { findLearningRate, type Trial } from '../../training/findLearningRate.ts';
import { overfitBatch } from '../../training/overfitBatch.ts';
import { createRuntime } from '../devices.ts';
import type { JobContext } from '../requestServer.ts';

export async function sweepLearningRate(
  request: RangeRequest,
  context: JobContext,
): Promise<LearningRateRange> {
  return findLearningRate(await prepared(request, context), request);
}

export async function overfitOneBatch(request: TrialRequest, context: JobContext): Promise<OverfitReport> {
  return overfitBatch(await prepared(request, context), request);
}

async function prepared(request: TrialRequest, { signal, emit }: JobContext): Promise<Trial> {
  const { network, recipe, dataRoot, imageMemory } = request;
  const data = await openData(recipe, dataRoot, imageMemory);
  checkTrainingData(network, data, imagesPerStep(recipe));
  const runtime = await createRuntime(request);
  return { network, recipe, dataset: data.training, streamBatches, runtime, signal, emit };
}
