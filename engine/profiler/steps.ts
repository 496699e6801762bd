// The steps that are profiled: of training, or of inference, on random images.

import type { Graph } from '../graph/graph.ts';
import { inputShape, type Network } from '../network/network.ts';
import { elementCount } from '../network/shape.ts';
import { randomStream } from '../random.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { HostTensor, Runtime } from '../runtime/runtime.ts';
import { buildEvaluationGraph, inferenceShapes } from '../training/evaluationGraph.ts';
import type { UpdatePart } from '../training/hostUpdate.ts';
import { initializeParameters } from '../training/initializeParameters.ts';
import { classCount } from '../training/lossGraph.ts';
import { StepRunner } from '../training/stepRunner.ts';
import { initialState } from '../training/trainingState.ts';
import { buildTrainingStep } from '../training/trainingStep.ts';

export interface StepSubject {
  readonly network: Network;
  readonly recipe: Recipe | undefined;
  readonly batch: number;
  /** Milliseconds; where it is given, updates in this process' memory are timed. */
  readonly now?: () => number;
}

export interface PreparedSteps {
  /** What a step computes, its update included. */
  readonly graph: Graph;
  /** For each step so far the parts of its update that happened in this process' memory. */
  readonly updates: readonly (readonly UpdatePart[])[];
  run(index: number): Promise<unknown>;
  dispose(): Promise<void>;
}

export function prepareSteps(subject: StepSubject, runtime: Runtime): Promise<PreparedSteps> {
  return subject.recipe === undefined
    ? inferenceSteps(subject, runtime)
    : trainingSteps({ ...subject, recipe: subject.recipe }, runtime);
}

async function inferenceSteps({ network, batch }: StepSubject, runtime: Runtime): Promise<PreparedSteps> {
  const graph = buildEvaluationGraph(network, batch);
  const initial = initializeParameters(network, 1);
  const feeds = new Map<string, HostTensor>(
    [...inferenceShapes(network)].map(([name, shape]) => [name, { shape, data: initial.get(name)! }]),
  );
  feeds.set('images', { shape: [batch, ...inputShape(network)], data: randomImages(network, batch) });
  const classes = classCount(network);
  const into = new Map([['logits', { shape: [batch, classes], data: new Float32Array(batch * classes) }]]);
  const program = await runtime.prepare(graph);
  return { graph, updates: [], run: () => program.run(feeds, into), dispose: () => program.dispose() };
}

/** With a learning rate so small that random images never lead the weights astray: it takes the same time. */
const learningRate = 1e-6;

async function trainingSteps(
  { network, recipe: given, batch, now }: StepSubject & { readonly recipe: Recipe },
  runtime: Runtime,
): Promise<PreparedSteps> {
  // The batch is the whole step.
  const { accumulate: _, ...plain } = given;
  const recipe = { ...plain, batch };
  const images = randomImages(network, batch);
  const labels = new Int32Array(batch).map((_, index) => index % classCount(network));
  const { tensors } = initialState(network, recipe);
  const updates: UpdatePart[][] = [];
  const watch = now && { now, took: (part: UpdatePart) => updates.at(-1)!.push(part) };
  const options = { random: true, ...(watch && { watch }) };
  const runner = await StepRunner.create(network, recipe, runtime, tensors, options);
  return {
    graph: buildTrainingStep(network, recipe).graph,
    updates,
    run: (step) => {
      updates.push([]);
      return runner.run({ images, labels }, { step, learningRate });
    },
    dispose: () => runner.dispose(),
  };
}

function randomImages(network: Network, batch: number): Float32Array {
  const stream = randomStream(1, 'profile');
  return Float32Array.from({ length: batch * elementCount(inputShape(network)) }, () => stream.normal());
}
