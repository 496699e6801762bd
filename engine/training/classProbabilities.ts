// What a trained network takes images for: the probability of each class.

import { inputShape, type Network } from '../network/network.ts';
import type { HostTensor, Runtime } from '../runtime/runtime.ts';
import { UserError } from '../userError.ts';
import { breathe } from './breathe.ts';
import { buildEvaluationGraph, inferenceShapes } from './evaluationGraph.ts';
import { classCount } from './lossGraph.ts';
import type { FloatTensor, StateTensors } from './trainingState.ts';

/**
 * softmax of the logits for each image [C, H, W], which must be transformed as in training.
 *
 * @throws UserError `engine.stopped` when `signal` is aborted meanwhile
 */
export async function classProbabilities(
  { network, weights, runtime }: { network: Network; weights: StateTensors; runtime: Runtime },
  images: readonly Float32Array[],
  signal: AbortSignal,
): Promise<readonly (readonly number[])[]> {
  const program = await runtime.prepare(buildEvaluationGraph(network, 1));
  try {
    const feeds = new Map<string, HostTensor>();
    for (const name of inferenceShapes(network).keys()) feeds.set(name, weights.get(name)!);
    const logits: FloatTensor = {
      shape: [1, classCount(network)],
      data: new Float32Array(classCount(network)),
    };
    const found: (readonly number[])[] = [];
    for (const data of images) {
      await breathe();
      if (signal.aborted) throw new UserError('engine.stopped', 'Stopped before the last image.');
      feeds.set('images', { shape: [1, ...inputShape(network)], data });
      await program.run(feeds, new Map([['logits', logits]]));
      found.push(softmax(logits.data));
    }
    return found;
  } finally {
    await program.dispose();
  }
}

/** exp(x - largest) / sum, in float64, which neither overflows nor divides by zero. */
export function softmax(logits: Float32Array): readonly number[] {
  const largest = logits.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const powers = Array.from(logits, (value) => Math.exp(value - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
