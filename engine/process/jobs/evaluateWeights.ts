// The `evaluate` request: scores weights on the validation images of a recipe.

import { writeContactSheet } from '../../datasets/contactSheet.ts';
import { openData } from '../../datasets/openData.ts';
import { elementCount } from '../../network/shape.ts';
import type { Evaluation } from '../../protocol/evaluation.ts';
import type { EvaluateRequest } from '../../protocol/messages.ts';
import { checkImages } from '../../training/checkData.ts';
import { inferenceShapes } from '../../training/evaluationGraph.ts';
import { Evaluator } from '../../training/evaluator.ts';
import { readWeights } from '../../training/weightsFile.ts';
import { writeFileAtomically } from '../../training/writeFileAtomically.ts';
import { createLoader } from '../createLoader.ts';
import { createRuntime } from '../devices.ts';
import type { JobContext } from '../requestServer.ts';
import { augmentedRows, withPictures } from './samplePictures.ts';
import { writingFile } from './writingFile.ts';

export async function evaluateWeights(request: EvaluateRequest, { signal }: JobContext): Promise<Evaluation> {
  const { network, recipe, weights, dataRoot, heads = false, hardest = 0, sheet, imageMemory } = request;
  const tensors = await readWeights(weights, inferenceShapes(network, { heads }));
  const { training, validation } = await openData(recipe, dataRoot, imageMemory);
  checkImages(network, validation);
  const batch = Math.max(1, Math.min(recipe.batch, validation.count));
  const evaluator = await Evaluator.create(network, batch, await createRuntime(request), { heads });
  const loader = createLoader();
  try {
    const data = { dataset: validation, loss: recipe.loss, streamBatches: loader.stream, hardest };
    const evaluation = await evaluator.evaluate(tensors, data, signal);
    if (sheet !== undefined) await writeSheet(sheet, request, evaluation);
    const shown = request.pictures ? await withPictures(evaluation, request) : evaluation;
    if (request.augmented === undefined) return shown;
    return { ...shown, augmented: await augmentedRows(training, recipe, request.augmented) };
  } finally {
    await loader.close();
    await evaluator.dispose();
  }
}

const sheetColumns = 10;

/** The hardest samples as they are before any transform, the hardest first. */
async function writeSheet(
  sheet: string,
  { recipe, dataRoot, imageMemory }: EvaluateRequest,
  { hardest = [] }: Evaluation,
): Promise<void> {
  const { validation } = await openData({ ...recipe, transforms: [] }, dataRoot, imageMemory);
  const { shape } = validation;
  const pixels = new Float32Array(hardest.length * elementCount(shape));
  const indices = hardest.map(({ index }) => index);
  await validation.read(indices, pixels, new Int32Array(hardest.length));
  const png = writeContactSheet({ shape, count: hardest.length, pixels }, sheetColumns);
  await writingFile(sheet, writeFileAtomically(sheet, [png]));
}
