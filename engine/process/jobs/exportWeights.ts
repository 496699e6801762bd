// The `exportModel` request: a network with its weights as an ONNX file.

import { neededOperatorSet } from '../../onnx/neededOperatorSet.ts';
import type { ExportRequest, Requests } from '../../protocol/messages.ts';
import { buildEvaluationGraph, inferenceShapes } from '../../training/evaluationGraph.ts';
import { exportModel } from '../../training/exportModel.ts';
import { readWeights } from '../../training/weightsFile.ts';
import { writingFile } from './writingFile.ts';

export async function exportWeights({
  network,
  weights,
  file,
  heads = false,
  fold = true,
  batch,
  ...known
}: ExportRequest): Promise<Requests['exportModel']['result']> {
  const tensors = await readWeights(weights, inferenceShapes(network, { heads }));
  const origin = { weights: tensors, ...known };
  const options = { heads, fold, ...(batch === undefined ? {} : { batch }) };
  const bytes = await writingFile(file, exportModel(file, network, origin, options));
  return { file, bytes, opset: neededOperatorSet(buildEvaluationGraph(network, 1, { heads })) };
}
