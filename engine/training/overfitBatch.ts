// The overfitting check: a network that cannot learn one batch by heart has a fault, which this names.

import { setImmediate } from 'node:timers/promises';
import type { Batch } from '../datasets/dataset.ts';
import type { Call } from '../network/attribute.ts';
import type { OverfitReport } from '../protocol/trials.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { type Trial, trialStopped } from './findLearningRate.ts';
import { lossRule } from './losses/loss.ts';
import { classCount } from './lossGraph.ts';
import { gradientsOnBatch } from './oneBatch.ts';
import { optimizerRule } from './optimizers/optimizer.ts';
import { StepRunner } from './stepRunner.ts';
import { initialState, networkParameters, type StateTensors } from './trainingState.ts';

interface Attempt {
  readonly learningRate: number;
  readonly losses: readonly number[];
  readonly accuracy: number;
  readonly learnt: boolean;
  readonly diverged: boolean;
  /** [images, classes] */
  readonly logits: Float32Array;
  readonly tensors: StateTensors;
}

/**
 * Trains on the first training batch alone, without augmentation, dropout, label smoothing or averages, at the
 * optimizer's own rate, until its loss is near zero; where that fails, at other rates, to tell why.
 *
 * @throws UserError `engine.stopped` when the signal is aborted meanwhile
 */
export async function overfitBatch(
  trial: Trial,
  { steps }: { readonly steps: number },
): Promise<OverfitReport> {
  const recipe = plainRecipe(trial);
  const batch = await firstBatch(trial, recipe);
  const subject = { ...trial, recipe };
  const target = nearZero(trial, recipe, batch);
  const rate = optimizerRule(recipe.optimizer).learningRate(recipe.optimizer);
  const first = await attempt(subject, batch, { rate, steps, target, number: 1 });
  const described = {
    learningRate: rate,
    images: batch.count,
    steps: first.losses.length,
    losses: first.losses,
    target,
    accuracy: first.accuracy,
    device: trial.runtime.device,
  };
  if (first.learnt) {
    const message =
      `The network learns ${batch.count} images by heart in ${first.losses.length} steps: model, loss and ` +
      'optimizer work together.';
    return { ...described, passed: true, verdict: 'learnt', message };
  }
  return { ...described, passed: false, ...(await diagnosis(subject, batch, first, { steps, target })) };
}

/** Nothing that keeps a loss from zero, and one batch for a step. */
function plainRecipe({ recipe, dataset }: Trial): Recipe {
  const { average: _, accumulate: __, ...rest } = recipe;
  const { label_smoothing: ___, ...attributes } = recipe.loss.attributes;
  const loss: Call = { ...recipe.loss, attributes };
  return { ...rest, loss, augmentations: [], batch: Math.min(recipe.batch, dataset.count) };
}

async function firstBatch({ dataset, streamBatches }: Trial, { batch, seed }: Recipe): Promise<Batch> {
  const options = { dataset, augmentations: [], batch, seed, epoch: 1, shuffle: true, skip: 0 };
  for await (const { images, labels, count } of streamBatches(options)) {
    return { images: images.slice(), labels: labels.slice(), count };
  }
  throw new Error('The data has no batch.');
}

/** A fiftieth of the loss of equal scores. */
function nearZero({ network }: Trial, { loss }: Recipe, { labels }: Batch): number {
  const classes = classCount(network);
  const rule = lossRule(loss, classes);
  const target = new Float32Array(classes);
  let [sum, weights] = [0, 0];
  for (const label of labels) {
    rule.writeTarget(label, target);
    sum += rule.ofSample(new Float32Array(classes), target);
    weights += rule.weightOf(label);
  }
  return sum / weights / 50;
}

interface Limits {
  /** At most. */
  readonly steps: number;
  /** The loss that counts as none. */
  readonly target: number;
}

async function attempt(
  { network, recipe, runtime, signal, emit }: Trial,
  batch: Batch,
  { rate, steps, target, number }: Limits & { readonly rate: number; readonly number: number },
): Promise<Attempt> {
  const start = initialState(network, recipe).tensors;
  const runner = await StepRunner.create(network, recipe, runtime, start, { random: false });
  try {
    const losses: number[] = [];
    let [learnt, accuracy] = [false, 0];
    while (losses.length < steps && !learnt && Number.isFinite(losses.at(-1) ?? 0)) {
      await setImmediate();
      if (signal.aborted) throw trialStopped();
      const { loss, correct } = await runner.run(batch, { step: losses.length, learningRate: rate });
      losses.push(loss);
      emit({ event: 'trial', step: losses.length, steps, attempt: number, learningRate: rate, loss });
      accuracy = correct / batch.count;
      learnt = loss <= target && correct === batch.count;
    }
    await runner.synchronize();
    const diverged = !Number.isFinite(losses.at(-1)!);
    const logits = runner.lastLogits.data.slice();
    return { learningRate: rate, losses, accuracy, learnt, diverged, logits, tensors: runner.tensors };
  } finally {
    await runner.dispose();
  }
}

type Diagnosis = Pick<OverfitReport, 'verdict' | 'message'>;

/** What keeps the network from learning: the first of the usual causes that shows. */
async function diagnosis(trial: Trial, batch: Batch, first: Attempt, limits: Limits): Promise<Diagnosis> {
  const contradiction = contradictoryLabels(batch, trial.dataset.classes);
  if (contradiction !== undefined) return { verdict: 'labels', message: contradiction };
  for (const [at, factor] of [0.1, 10, 0.01].entries()) {
    const rate = first.learningRate * factor;
    const other = await attempt(trial, batch, { rate, number: at + 2, ...limits });
    if (other.learnt) return { verdict: 'learning-rate', message: otherRate(first, other) };
  }
  // After the rates, since one that is too high leaves dead units as well.
  const unreached = await withoutGradient(trial, batch, first);
  if (unreached.length > 0) return { verdict: 'no-gradient', message: noGradient(unreached) };
  if (first.diverged) {
    const message =
      'The loss grows beyond all bounds, at a hundredth of the learning rate as well: add `bn`, or ' +
      '`normalize` to the transforms, and look for layers that enlarge their input.';
    return { verdict: 'diverged', message };
  }
  if (sameScores(first.logits, batch.count)) {
    const message =
      'The scores are the same for every image: nothing of the image reaches the output. Look for layers that end ' +
      'all units, such as `relu` after a large negative bias, or a pooling over everything.';
    return { verdict: 'same-scores', message };
  }
  return { verdict: 'slow', message: tooSlow(first, limits.target) };
}

/** Two equal images of different classes. */
function contradictoryLabels(
  { images, labels, count }: Batch,
  classes: readonly string[],
): string | undefined {
  const size = images.length / count;
  const seen = new Map<string, number>();
  for (let place = 0; place < count; place++) {
    const bytes = Buffer.from(images.buffer, images.byteOffset + place * size * 4, size * 4).toString(
      'latin1',
    );
    const before = seen.get(bytes);
    seen.set(bytes, place);
    if (before === undefined || labels[before] === labels[place]) continue;
    return (
      `Two images of the batch are equal and yet of the classes ${classes[labels[before]!]} and ` +
      `${classes[labels[place]!]}: no network can tell them apart. Look at the data.`
    );
  }
  return undefined;
}

/**
 * The trained parameters whose gradient is zero throughout after the steps. Before them, it may be for a reason: behind
 * a scale that starts at zero.
 */
async function withoutGradient(trial: Trial, batch: Batch, first: Attempt): Promise<readonly string[]> {
  const { network, recipe, runtime } = trial;
  const all = first.diverged ? initialState(network, recipe).tensors : first.tensors;
  const parameters = new Map(networkParameters(network).map(({ name }) => [name, all.get(name)!]));
  const { tensors } = await gradientsOnBatch({ network, recipe, runtime, parameters, images: batch });
  const trained = networkParameters(network).filter(({ trainable }) => trainable);
  return trained
    .map(({ name }) => name)
    .filter((name) => tensors.get(`grad.${name}`)!.data.every((g) => g === 0));
}

function noGradient(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => `\`${name}\``);
  const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
  return (
    `No gradient reaches ${shown.join(', ')}${more}: units that are dead from the start, weights that start at ` +
    'zero (`init: zeros`), or a layer that nothing after it reads.'
  );
}

function otherRate(first: Attempt, other: Attempt): string {
  const tooHigh = other.learningRate < first.learningRate;
  const short = (rate: number) => String(Number(rate.toPrecision(3)));
  return (
    `The learning rate ${short(first.learningRate)} is too ${tooHigh ? 'high' : 'low'}: with ` +
    `\`lr: ${short(other.learningRate)}\` the batch is learnt by heart in ${other.losses.length} steps.`
  );
}

function sameScores(logits: Float32Array, count: number): boolean {
  const width = logits.length / count;
  const scale = logits.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return logits.every((value, at) => Math.abs(value - logits[at % width]!) <= 1e-5 * scale);
}

function tooSlow({ losses, accuracy }: Attempt, target: number): string {
  const last = losses.at(-1)!;
  return (
    `After ${losses.length} steps the loss is ${last.toFixed(4)}, from ${losses[0]!.toFixed(4)}, and ` +
    `${(100 * accuracy).toFixed(0)} % of the batch is right; below ${target.toFixed(4)} it would be learnt. Give it more ` +
    'steps (--steps), less weight decay, or a network with more weights.'
  );
}
