// Gradients and optimizer steps on one given batch: what another program must find too.

import { inputShape, type Network } from '../network/network.ts';
import { elementCount, formatShape } from '../network/shape.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { HostTensor, Runtime } from '../runtime/runtime.ts';
import { UserError } from '../userError.ts';
import { breathe } from './breathe.ts';
import { lossRule } from './losses/loss.ts';
import { classCount } from './lossGraph.ts';
import { optimizerRule } from './optimizers/optimizer.ts';
import { readSafetensors, type StoredTensor } from './safetensors.ts';
import { StepRunner } from './stepRunner.ts';
import { type FloatTensor, type StateTensors, stateShapes } from './trainingState.ts';
import { buildGradients } from './trainingStep.ts';

export interface OneBatch {
  readonly count: number;
  /** [count, C, H, W] */
  readonly images: Float32Array;
  readonly labels: Int32Array;
}

export interface BatchSubject {
  readonly network: Network;
  readonly recipe: Recipe;
  readonly runtime: Runtime;
  /** Every parameter and statistic of the network. */
  readonly parameters: StateTensors;
  readonly images: OneBatch;
}

export interface BatchResult {
  readonly loss: number;
  readonly tensors: ReadonlyMap<string, FloatTensor>;
}

/**
 * Reads `images` [N, C, H, W] F32 and `labels` [N] I64.
 * @throws UserError `batch.unfit` where they are missing or do not fit the network
 */
export async function readBatch(file: string, network: Network): Promise<OneBatch> {
  const { tensors } = await readSafetensors(file);
  const unfit = (reason: string) => new UserError('batch.unfit', `${file}: ${reason}.`, { file });
  const find = (name: string): StoredTensor => {
    const tensor = tensors.get(name);
    if (tensor === undefined)
      throw unfit(`there is no tensor \`${name}\`; a batch has \`images\` and \`labels\``);
    return tensor;
  };
  const images = find('images');
  const labels = find('labels');
  const expected = inputShape(network);
  const [count = 0, ...shape] = images.shape;
  if (!(images.data instanceof Float32Array)) throw unfit('`images` must have elements of type F32');
  if (!(labels.data instanceof BigInt64Array)) throw unfit('`labels` must have elements of type I64');
  if (count === 0 || shape.length !== 3 || shape.some((extent, axis) => extent !== expected[axis])) {
    const is = formatShape(images.shape);
    throw unfit(`\`images\` is ${is}, and ${network.name} takes any number of ${formatShape(expected)}`);
  }
  if (labels.shape.length !== 1 || labels.shape[0] !== count) {
    throw unfit(`\`labels\` is ${formatShape(labels.shape)}, and there are ${count} images`);
  }
  const classes = classCount(network);
  const wrong = labels.data.find((label) => label < 0n || label >= BigInt(classes));
  if (wrong !== undefined) throw unfit(`the label ${wrong} is not from 0 to ${classes - 1}`);
  return { count, images: images.data, labels: Int32Array.from(labels.data, Number) };
}

/** `loss` [], `logits` [N, classes], `grad.NAME` for each trained parameter, and `grad.images`. */
export async function gradientsOnBatch(subject: BatchSubject): Promise<BatchResult> {
  const { network, recipe, runtime, parameters, images } = subject;
  const { graph } = buildGradients(network, { ...recipe, batch: images.count });
  const feeds = new Map<string, HostTensor>(parameters);
  feeds.set('images', { shape: [images.count, ...inputShape(network)], data: images.images });
  feeds.set('targets', targetsOf(subject));
  const program = await runtime.prepare(graph);
  try {
    const results = await program.run(feeds);
    const tensors = new Map([...results].map(([name, tensor]) => [name, tensor as FloatTensor]));
    return { loss: tensors.get('loss')!.data[0]!, tensors };
  } finally {
    await program.dispose();
  }
}

/**
 * `loss` and `logits` of the last step before its update, and every parameter and statistic after it. The given parameters
 * are taken over: steps may write into them.
 */
export async function stepsOnBatch(
  { network, recipe, runtime, parameters, images }: BatchSubject,
  steps: number,
  signal: AbortSignal,
): Promise<BatchResult> {
  if (!Number.isSafeInteger(steps) || steps < 1) {
    throw new UserError(
      'batch.steps',
      `The number of steps must be a whole number, at least 1, not ${steps}.`,
    );
  }
  // The batch is the whole step, and only the weights themselves are asked for.
  const { accumulate: _, average: __, ...plain } = recipe;
  const sized = { ...plain, batch: images.count };
  const initial = new Map(parameters);
  for (const [name, shape] of stateShapes(network, sized)) {
    if (!initial.has(name)) initial.set(name, { shape, data: new Float32Array(elementCount(shape)) });
  }
  const runner = await StepRunner.create(network, sized, runtime, initial, { random: false });
  try {
    const learningRate = optimizerRule(recipe.optimizer).learningRate(recipe.optimizer);
    let loss = Number.NaN;
    for (let step = 0; step < steps; step++) {
      await breathe();
      if (signal.aborted)
        throw new UserError('engine.stopped', 'The steps were stopped before the last one.');
      loss = (await runner.run(images, { step, learningRate })).loss;
    }
    await runner.synchronize();
    const tensors = new Map<string, FloatTensor>([
      ['loss', { shape: [], data: Float32Array.of(loss) }],
      ['logits', runner.lastLogits],
    ]);
    for (const name of parameters.keys()) tensors.set(name, runner.tensors.get(name)!);
    return { loss, tensors };
  } finally {
    await runner.dispose();
  }
}

function targetsOf({ network, recipe, images }: BatchSubject): FloatTensor {
  const classes = classCount(network);
  const data = new Float32Array(images.count * classes);
  const rule = lossRule(recipe.loss, classes);
  images.labels.forEach((label, sample) => {
    rule.writeTarget(label, data.subarray(sample * classes, (sample + 1) * classes));
  });
  return { shape: [images.count, classes], data };
}
