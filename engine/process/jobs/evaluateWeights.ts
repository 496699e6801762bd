// The `evaluate` request: scores weights on the validation images of a recipe.

import { streamBatches } from '../../datasets/batches.ts';
import { openData } from '../../datasets/openData.ts';
import type { EvaluateRequest, Evaluation } from '../../protocol/messages.ts';
import { checkImages } from '../../training/checkData.ts';
import { inferenceShapes } from '../../training/evaluationGraph.ts';
import { Evaluator } from '../../training/evaluator.ts';
import { readWeights } from '../../training/weightsFile.ts';
import { createRuntime } from '../devices.ts';
import type { JobContext } from '../requestServer.ts';

export async function evaluateWeights(
  { network, recipe, weights, dataRoot, device, threads }: EvaluateRequest,
  { signal }: JobContext,
): Promise<Evaluation> {
  const tensors = await readWeights(weights, inferenceShapes(network));
  const { validation } = await openData(recipe, dataRoot);
  checkImages(network, validation);
  const batch = Math.max(1, Math.min(recipe.batch, validation.count));
  const evaluator = await Evaluator.create(network, batch, await createRuntime({ device, threads }));
  try {
    return await evaluator.evaluate(
      tensors,
      { dataset: validation, loss: recipe.loss, streamBatches },
      signal,
    );
  } finally {
    await evaluator.dispose();
  }
}
