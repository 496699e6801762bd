// The same work on the same files by this engine and by PyTorch: gradients and optimizer steps.

import { join } from 'node:path';
import { interpret } from '../../engine/graph/interpret.ts';
import { type Tensor64, tensor64, zeros64 } from '../../engine/graph/tensor64.ts';
import type { Call } from '../../engine/network/attribute.ts';
import { inputShape, type Network } from '../../engine/network/network.ts';
import { computeGradients, takeSteps } from '../../engine/process/jobs/oneBatch.ts';
import type { BatchRequest } from '../../engine/protocol/messages.ts';
import { randomStream } from '../../engine/random.ts';
import type { Recipe } from '../../engine/recipe/recipe.ts';
import { channelBlockOf, createOnnxRuntime } from '../../engine/runtime/onnxRuntime.ts';
import { initializeParameters } from '../../engine/training/initializeParameters.ts';
import { lossRule } from '../../engine/training/losses/loss.ts';
import { classCount } from '../../engine/training/lossGraph.ts';
import { gradientsOnBatch, readBatch } from '../../engine/training/oneBatch.ts';
import { factorsAt, optimizerRule } from '../../engine/training/optimizers/optimizer.ts';
import { RunControls } from '../../engine/training/runControls.ts';
import { readSafetensors, type StoredTensor, writeSafetensors } from '../../engine/training/safetensors.ts';
import { nextName } from '../../engine/training/stateNames.ts';
import { StepRunner } from '../../engine/training/stepRunner.ts';
import { type FloatTensor, networkParameters, stateShapes } from '../../engine/training/trainingState.ts';
import { buildGradients, buildTrainingStep } from '../../engine/training/trainingStep.ts';
import { smallRecipe } from '../engine/training/pytorchSteps.ts';
import { forcedLowerings, loweringOfRound } from '../runtime/forcedLowerings.ts';
import type { PytorchServer } from './pytorchServer.ts';

export type Tensors = ReadonlyMap<string, StoredTensor>;

export interface Subject {
  readonly network: Network;
  readonly recipe: Recipe;
  /** Where the files lie. */
  readonly folder: string;
}

export const crossEntropy: Call = { kind: 'cross_entropy', attributes: { label_smoothing: 0 } };

/**
 * Writes first weights and a batch of random images, both from `seed`. `perturbation` is the deviation of what is added
 * to every trained number, so that scales, offsets and slopes are not all alike.
 */
export async function prepareSubject(
  network: Network,
  folder: string,
  options: {
    readonly batch: number;
    readonly perturbation: number;
    readonly seed?: number;
    /** For the offsets of batch normalisation, see `spreadOffset`. */
    readonly offset?: number;
    /** Deviation of the factor, about 1, that every weight and every pixel is multiplied by in the end. */
    readonly moved?: number;
    readonly loss?: Call;
    readonly optimizer?: Call;
    readonly clip?: number;
  },
): Promise<Subject> {
  const {
    batch,
    perturbation,
    seed = 1,
    moved = 0,
    loss = crossEntropy,
    optimizer = smallRecipe.optimizer,
  } = options;
  const offsets = new Set(
    network.layers.filter(({ kind }) => kind === 'bn').map(({ path }) => `${path}.bias`),
  );
  const stream = randomStream(seed, 'parity', network.name);
  const chance = randomStream(seed, 'moved', network.name);
  const initial = initializeParameters(network, seed);
  const weights = networkParameters(network).map(({ name, shape, trainable }): [string, StoredTensor] => {
    const added = trainable ? perturbation : 0;
    const offsetOf = (channel: number) =>
      offsets.has(name) ? spreadOffset(channel, options.offset ?? 0) : 0;
    const data = initial
      .get(name)!
      .map(
        (number, index) =>
          (number + offsetOf(index) + added * stream.normal()) * (1 + moved * chance.normal()),
      );
    return [name, { shape, data }];
  });
  await writeSafetensors(join(folder, 'weights'), { tensors: new Map(weights), metadata: {} });
  const shape = [batch, ...inputShape(network)];
  const size = shape.reduce((product, extent) => product * extent, 1);
  const labels = Array.from({ length: batch }, () => BigInt(stream.integer(classCount(network))));
  const tensors = new Map<string, StoredTensor>([
    [
      'images',
      {
        shape,
        data: Float32Array.from({ length: size }, () => stream.normal() * (1 + moved * chance.normal())),
      },
    ],
    ['labels', { shape: [batch], data: BigInt64Array.from(labels) }],
  ]);
  await writeSafetensors(join(folder, 'batch'), { tensors, metadata: {} });
  const { clip } = options;
  const recipe = { ...smallRecipe, batch, loss, optimizer, ...(clip === undefined ? {} : { clip }) };
  return { network, recipe, folder };
}

/**
 * `offset` for most channels, whose rectifiers then are open for most numbers, and half of it below zero for every fourth:
 * where all are open, what is normalised again further on has no use for scales and offsets, and their gradients cancel.
 */
function spreadOffset(channel: number, offset: number): number {
  return channel % 4 === 0 ? -offset / 2 : offset;
}

export async function pytorchGradients(
  subject: Subject,
  server: PytorchServer,
  type: 'float32' | 'float64' = 'float64',
): Promise<Tensors> {
  return (await pytorchRun(subject, server, type)).tensors;
}

/** The same, and how far from zero what is normalised is. */
export async function pytorchRun(
  subject: Subject,
  server: PytorchServer,
  type: 'float32' | 'float64',
): Promise<{ readonly tensors: Tensors; readonly offset: number }> {
  const out = join(subject.folder, `pytorchGradients.${type}`);
  const { offset } = await server.request({ method: 'gradients', ...pytorchRequest(subject), out, type });
  return { tensors: (await readSafetensors(out)).tensors, offset };
}

/** What a schedule goes by. */
export interface ScheduledRun {
  readonly schedule: Call;
  readonly stepsPerEpoch: number;
  readonly epochs: number;
  /** One for each epoch. */
  readonly validationLosses: readonly number[];
}

/** With a schedule there is also a tensor `rates`: the learning rate of each step. */
export async function pytorchSteps(
  subject: Subject,
  steps: number,
  server: PytorchServer,
  run?: ScheduledRun,
): Promise<Tensors> {
  const out = join(subject.folder, 'pytorchSteps');
  const { optimizer, clip = null } = subject.recipe;
  const schedule = run === undefined ? null : { ...run, ...run.schedule };
  await server.request({
    method: 'steps',
    ...pytorchRequest(subject),
    out,
    optimizer,
    clip,
    steps,
    schedule,
  });
  return (await readSafetensors(out)).tensors;
}

/** In float32 on ONNX Runtime, by the job of the `gradients` request. */
export async function engineGradients(subject: Subject): Promise<Tensors> {
  const request = engineRequest(subject, 'gradients');
  await computeGradients(request);
  return (await readSafetensors(request.out)).tensors;
}

/** As `engineGradients`, once for each round of lowerings: together they take every one that there is for each node. */
export async function gradientsInEveryLowering({
  network,
  recipe,
  folder,
}: Subject): Promise<readonly Tensors[]> {
  const images = await readBatch(join(folder, 'batch'), network);
  const { tensors } = await readSafetensors(join(folder, 'weights'));
  const parameters = new Map([...tensors].map(([name, tensor]) => [name, tensor as FloatTensor]));
  const results: Tensors[] = [];
  const { graph } = buildGradients(network, recipe);
  const channelBlock = await channelBlockOf('cpu');
  const rounds = forcedLowerings(graph, 'cpu', channelBlock).length;
  for (let round = 0; round < rounds; round++) {
    const chooseLowering = loweringOfRound(round, 'cpu', channelBlock);
    const runtime = await createOnnxRuntime({ device: 'cpu', threads: 1, chooseLowering });
    results.push((await gradientsOnBatch({ network, recipe, runtime, parameters, images })).tensors);
  }
  return results;
}

/** In float32 on ONNX Runtime: by the job of the `step` request, or with a learning rate for each step. */
export async function engineSteps(
  subject: Subject,
  steps: number,
  rateAt?: (step: number) => number,
): Promise<Tensors> {
  if (rateAt !== undefined) return scheduledSteps(subject, steps, rateAt);
  const request = engineRequest(subject, 'steps');
  const signal = new AbortController().signal;
  await takeSteps(
    { ...request, steps },
    { signal, emit: () => {}, log: () => {}, stop: () => {}, controls: new RunControls() },
  );
  return (await readSafetensors(request.out)).tensors;
}

async function scheduledSteps(
  { network, recipe, folder }: Subject,
  steps: number,
  rateAt: (step: number) => number,
): Promise<Tensors> {
  const runtime = await createOnnxRuntime({ device: 'cpu', threads: 1 });
  const { tensors: weights } = await readSafetensors(join(folder, 'weights'));
  const initial = new Map([...weights].map(([name, tensor]) => [name, tensor as FloatTensor]));
  for (const [name, shape] of stateShapes(network, recipe)) {
    if (!initial.has(name)) initial.set(name, { shape, data: new Float32Array(zeros64(shape).data.length) });
  }
  const images = await readBatch(join(folder, 'batch'), network);
  const runner = await StepRunner.create(network, recipe, runtime, initial, { random: false });
  try {
    for (let step = 0; step < steps; step++) await runner.run(images, { step, learningRate: rateAt(step) });
    return new Map(runner.tensors);
  } finally {
    await runner.dispose();
  }
}

/** In float64, by the interpreter. */
export async function exactGradients(subject: Subject): Promise<ReadonlyMap<string, Tensor64>> {
  const { graph } = buildGradients(subject.network, subject.recipe);
  return interpret(graph, await exactInputs(subject));
}

/** Weights, statistics, images and targets. */
export async function exactInputs(subject: Subject): Promise<ReadonlyMap<string, Tensor64>> {
  return new Map([...(await exactWeights(subject)), ...(await exactFeeds(subject))]);
}

/** In float64, by the interpreter: the state after the last step, the optimizer's included. */
export async function exactSteps(
  subject: Subject,
  steps: number,
  rateAt?: (step: number) => number,
): Promise<ReadonlyMap<string, Tensor64>> {
  const { network, recipe } = subject;
  const { graph } = buildTrainingStep(network, recipe, { random: false });
  const rule = optimizerRule(recipe.optimizer);
  const feeds = await exactFeeds(subject);
  const constant = rule.learningRate(recipe.optimizer);
  let state = await exactWeights(subject);
  for (const [name, shape] of stateShapes(network, recipe)) {
    if (!state.has(name)) state.set(name, zeros64(shape));
  }
  for (let step = 0; step < steps; step++) {
    const factors = [...factorsAt(recipe.optimizer, step + 1)].map(
      ([name, value]) => [name, tensor64([], [value])] as const,
    );
    const rate = ['learning_rate', tensor64([], [rateAt?.(step) ?? constant])] as const;
    const results = interpret(graph, new Map([...state, ...feeds, rate, ...factors]));
    state = new Map([...state.keys()].map((name) => [name, results.get(nextName(name))!]));
  }
  return state;
}

function pytorchRequest({ network, recipe, folder }: Subject) {
  return {
    network,
    loss: recipe.loss,
    weights: join(folder, 'weights'),
    batch: join(folder, 'batch'),
    type: 'float64',
  } as const;
}

function engineRequest({ network, recipe, folder }: Subject, name: string): BatchRequest {
  return {
    network,
    recipe,
    weights: join(folder, 'weights'),
    batch: join(folder, 'batch'),
    out: join(folder, name),
    device: 'cpu',
    threads: 1,
  };
}

async function exactWeights({ folder }: Subject): Promise<Map<string, Tensor64>> {
  const { tensors } = await readSafetensors(join(folder, 'weights'));
  return new Map([...tensors].map(([name, tensor]) => [name, widened(tensor)]));
}

async function exactFeeds({ network, recipe, folder }: Subject): Promise<Map<string, Tensor64>> {
  const { tensors } = await readSafetensors(join(folder, 'batch'));
  const classes = classCount(network);
  const rule = lossRule(recipe.loss, classes);
  const rows = Array.from(numbers(tensors.get('labels')!), (label) => {
    const row = new Float64Array(classes);
    rule.writeTarget(label, row);
    return [...row];
  });
  return new Map([
    ['images', widened(tensors.get('images')!)],
    ['targets', tensor64([recipe.batch, classes], rows.flat())],
  ]);
}

function widened(tensor: StoredTensor): Tensor64 {
  return tensor64(tensor.shape, numbers(tensor));
}

function numbers({ data }: StoredTensor): readonly number[] {
  return data instanceof BigInt64Array ? Array.from(data, Number) : Array.from(data);
}
