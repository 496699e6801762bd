// The learning rate range test: the rate rises from step to step, and the loss shows where learning works.

import { setImmediate } from 'node:timers/promises';
import type { Batch, BatchOptions, Dataset, StreamBatches } from '../datasets/dataset.ts';
import type { Network } from '../network/network.ts';
import type { LearningRateRange, RangePoint, TrialProgress } from '../protocol/trials.ts';
import { imagesPerStep, type Recipe } from '../recipe/recipe.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { UserError } from '../userError.ts';
import { StepRunner } from './stepRunner.ts';
import { initialState } from './trainingState.ts';

export interface Trial {
  readonly network: Network;
  readonly recipe: Recipe;
  readonly dataset: Dataset;
  readonly streamBatches: StreamBatches;
  readonly runtime: Runtime;
  /** Aborted to stop between two steps. */
  readonly signal: AbortSignal;
  /** Told of every step. */
  readonly emit: (event: TrialProgress) => void;
}

/**
 * Trains a network of its own from its first weights, at rates from `from` to `to` that grow by one factor (Smith,
 * "Cyclical learning rates for training neural networks", 2015, section 3.3), until the loss explodes.
 *
 * @throws UserError `engine.stopped` when the signal is aborted meanwhile
 */
export async function findLearningRate(
  trial: Trial,
  { from, to, steps }: { readonly from: number; readonly to: number; readonly steps: number },
): Promise<LearningRateRange> {
  const { network, recipe, runtime } = trial;
  const runner = await StepRunner.create(network, recipe, runtime, initialState(network, recipe).tensors);
  try {
    const smooth = smoother();
    const points: RangePoint[] = [];
    for await (const batch of endlessBatches(trial)) {
      await setImmediate();
      if (trial.signal.aborted) throw trialStopped();
      const step = points.length;
      const learningRate = from * (to / from) ** (step / Math.max(1, steps - 1));
      const { loss } = await runner.run(batch, { step, learningRate });
      trial.emit({ event: 'trial', step: step + 1, steps, attempt: 1, learningRate, loss });
      if (Number.isFinite(loss)) points.push({ learningRate, loss, smoothed: smooth(loss) });
      if (!Number.isFinite(loss) || exploded(points) || points.length === steps) break;
    }
    const diverged = points.length < steps || exploded(points);
    return { ...readRange(points), points, diverged, device: runtime.device };
  } finally {
    await runner.dispose();
  }
}

export function trialStopped(): UserError {
  return new UserError('engine.stopped', 'Stopped before the end: nothing was found, and nothing changed.');
}

/** The training batches of one epoch after another, augmented as in training. */
async function* endlessBatches({ dataset, recipe, streamBatches }: Trial): AsyncGenerator<Batch> {
  const { augmentations, seed } = recipe;
  for (let epoch = 1; ; epoch++) {
    const options: BatchOptions = {
      dataset,
      augmentations,
      batch: imagesPerStep(recipe),
      seed,
      epoch,
      shuffle: true,
      skip: 0,
    };
    yield* streamBatches(options);
  }
}

/** Share of the average so far that stays. */
const MEMORY = 0.9;

/** The moving average, freed of the bias towards its start at zero (Kingma and Ba, 2014, section 3). */
function smoother(): (loss: number) => number {
  let [average, weight] = [0, 0];
  return (loss) => {
    average = MEMORY * average + (1 - MEMORY) * loss;
    weight = MEMORY * weight + (1 - MEMORY);
    return average / weight;
  };
}

/** The smoothed loss is at four times its best. */
function exploded(points: readonly RangePoint[]): boolean {
  const best = Math.min(...points.map(({ smoothed }) => smoothed));
  return points.length > 0 && points.at(-1)!.smoothed > 4 * best;
}

/** A fall by less than this share of the first loss is taken for chance. */
const LEAST_FALL = 0.02;

/** The rate at which the smoothed loss is lowest, and the one before it at which it falls fastest along log(rate). */
export function readRange(points: readonly RangePoint[]): Pick<LearningRateRange, 'suggestion' | 'lowest'> {
  const losses = points.map(({ smoothed }) => smoothed);
  const lowestAt = losses.indexOf(Math.min(...losses));
  const lowest = points[lowestAt]?.learningRate ?? Number.NaN;
  const reach = Math.max(1, Math.round(points.length / 25));
  let [steepest, place] = [0, -1];
  for (let at = reach; at + reach <= lowestAt; at++) {
    const fall = losses[at - reach]! - losses[at + reach]!;
    if (fall > steepest) [steepest, place] = [fall, at];
  }
  const falls = losses[0]! - losses[lowestAt]! > LEAST_FALL * Math.abs(losses[0]!);
  if (place < 0 || !falls) return { lowest };
  return { lowest, suggestion: Number(points[place]!.learningRate.toPrecision(2)) };
}
