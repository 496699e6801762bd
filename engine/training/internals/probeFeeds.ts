// What a graph that looks at a training step is fed: the weights before it, its first batch and its chance.

import type { RandomInput } from '../../lowering/lowerNetwork.ts';
import { inputShape, type Network } from '../../network/network.ts';
import { elementCount } from '../../network/shape.ts';
import type { Recipe } from '../../recipe/recipe.ts';
import type { HostTensor } from '../../runtime/runtime.ts';
import { drawRandomInputs } from '../drawRandomInputs.ts';
import { fillTargets } from '../fillTargets.ts';
import { lossRule } from '../losses/loss.ts';
import { classCount } from '../lossGraph.ts';
import type { TrainingBatch } from '../stepRunner.ts';
import { networkParameters, type StateTensors } from '../trainingState.ts';

export interface LookedAt {
  /** Before the step. */
  readonly tensors: StateTensors;
  readonly batch: TrainingBatch;
  /** Counted from 0. */
  readonly step: number;
}

export function probeFeeds(
  subject: {
    readonly network: Network;
    readonly recipe: Recipe;
    readonly randomInputs: readonly RandomInput[];
  },
  { tensors, batch: { images, labels, mixed }, step }: LookedAt,
): ReadonlyMap<string, HostTensor> {
  const { network, recipe, randomInputs } = subject;
  const { batch, accumulate = 1, seed } = recipe;
  const feeds = new Map<string, HostTensor>();
  for (const { name } of networkParameters(network)) feeds.set(name, tensors.get(name)!);
  const shape = inputShape(network);
  feeds.set('images', {
    shape: [batch, ...shape],
    data: images.subarray(0, batch * elementCount(shape)),
  });
  const classes = classCount(network);
  const rule = lossRule(recipe.loss, classes);
  const targets = { shape: [batch, classes], data: new Float32Array(batch * classes) };
  fillTargets(targets, rule, { labels, ...(mixed && { mixed }) });
  feeds.set('targets', targets);
  const drawn = drawRandomInputs(randomInputs, { seed, step: step * accumulate });
  for (const [name, tensor] of drawn) feeds.set(name, tensor);
  return feeds;
}
