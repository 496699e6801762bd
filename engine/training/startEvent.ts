// What a run tells of itself when it begins.

import { imageCounts } from '../datasets/skippedImages.ts';
import type { TrainingEvent } from '../protocol/messages.ts';
import { imagesPerStep } from '../recipe/recipe.ts';
import { replicaCount } from './replicaCount.ts';
import type { TrainingJob } from './trainingJob.ts';
import { trainedCount } from './trainingState.ts';

/** `step` counts those that are done already. */
export function startEvent(
  { network, recipe, data, runtime, notes = [] }: TrainingJob,
  { run, step }: { readonly run: string; readonly step: number },
): TrainingEvent {
  return {
    event: 'start',
    run,
    device: runtime.device,
    replicas: replicaCount(recipe.batch, runtime.replicas?.most),
    model: network.name,
    recipe: recipe.name,
    parameters: trainedCount(network),
    ...imageCounts(data),
    epochs: recipe.epochs,
    stepsPerEpoch: Math.floor(data.training.count / imagesPerStep(recipe)),
    step,
    ...(notes.length > 0 && { notes }),
  };
}
