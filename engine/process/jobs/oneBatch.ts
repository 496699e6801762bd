// The `gradients` and `step` requests: work on one batch from a file, to be compared with other programs.

import type { BatchRequest } from '../../protocol/messages.ts';
import { gradientsOnBatch, readBatch, stepsOnBatch } from '../../training/oneBatch.ts';
import { writeSafetensors } from '../../training/safetensors.ts';
import { networkParameters } from '../../training/trainingState.ts';
import { readWeights } from '../../training/weightsFile.ts';
import { createRuntime } from '../devices.ts';
import type { JobContext } from '../requestServer.ts';
import { writingFile } from './writingFile.ts';

export async function computeGradients(request: BatchRequest): Promise<{ readonly loss: number }> {
  const { network, recipe, batch, weights, out } = request;
  const images = await readBatch(batch, network);
  const parameters = await readWeights(weights, parameterShapes(request));
  const runtime = await createRuntime(request);
  const { loss, tensors } = await gradientsOnBatch({ network, recipe, runtime, parameters, images });
  await writingFile(out, writeSafetensors(out, { tensors, metadata: { format: 'pt' } }));
  return { loss };
}

export async function takeSteps(
  request: BatchRequest & { readonly steps: number },
  { signal }: JobContext,
): Promise<{ readonly loss: number }> {
  const { network, recipe, batch, weights, out, steps } = request;
  const images = await readBatch(batch, network);
  const parameters = await readWeights(weights, parameterShapes(request));
  const runtime = await createRuntime(request);
  const subject = { network, recipe, runtime, parameters, images };
  const { loss, tensors } = await stepsOnBatch(subject, steps, signal);
  const metadata = { format: 'pt', steps: String(steps) };
  await writingFile(out, writeSafetensors(out, { tensors, metadata }));
  return { loss };
}

/** The optimizer's tensors start as zeros and are not in the file. */
function parameterShapes({ network }: BatchRequest): ReadonlyMap<string, readonly number[]> {
  return new Map(networkParameters(network).map(({ name, shape }) => [name, shape]));
}
