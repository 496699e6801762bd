// The engine's side of the comparison: trains or evaluates one network as the product does, on random images.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { createGraphBuilder } from '../../engine/graph/builder.ts';
import type { TensorShape } from '../../engine/graph/graph.ts';
import { tensorSize } from '../../engine/graph/tensorShape.ts';
import { inputShape } from '../../engine/network/network.ts';
import { runLowerings } from '../../engine/process/runLowerings.ts';
import { randomStream } from '../../engine/random.ts';
import {
  createOnnxRuntime,
  type OnnxRuntimeOptions,
  runtimeVersion,
} from '../../engine/runtime/onnxRuntime.ts';
import type { SessionThread } from '../../engine/runtime/replicas/replicaProgram.ts';
import type { Runtime, RuntimeOptions } from '../../engine/runtime/runtime.ts';
import { buildEvaluationGraph, inferenceShapes } from '../../engine/training/evaluationGraph.ts';
import { classCount } from '../../engine/training/lossGraph.ts';
import { replicaCount } from '../../engine/training/replicaCount.ts';
import { StepRunner } from '../../engine/training/stepRunner.ts';
import { initialState } from '../../engine/training/trainingState.ts';
import { buildTrainingStep } from '../../engine/training/trainingStep.ts';
import { chosenLowering } from '../../engine/tuning/tuneLowerings.ts';
import type { Readiness } from './side.ts';
import { learningRate, networkOf, recipeOf, subjectOf } from './subjects.ts';

const [name, mode, device, threads, replicas] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
];
const subject = subjectOf(name);
const network = networkOf(subject);
const recipe = recipeOf(subject);
const startThread = () =>
  new Worker(fileURLToPath(new URL('sessionThread.mjs', import.meta.url))) as SessionThread;
const most = Number(replicas);
const options = {
  device: device as RuntimeOptions['device'],
  threads: Number(threads),
  replicas: { most, startThread },
  ...(await measuredLowerings()),
};

/** As a run does at its first use of a network: what was fastest on this machine, for a replica's training step. */
async function measuredLowerings(): Promise<Pick<OnnxRuntimeOptions, 'chooseLowering'>> {
  if (mode !== 'training' || device !== 'cpu') return {};
  const parts = replicaCount(recipe.batch, most);
  const { graph } = buildTrainingStep(network, { ...recipe, batch: recipe.batch / parts });
  const wishes = { threads: Math.max(1, Math.floor(Number(threads) / parts)) };
  const { signal } = new AbortController();
  const { chosen } = await runLowerings(graph, wishes, { signal, log: () => {} });
  return { chooseLowering: chosenLowering(chosen) };
}

const random = randomStream(1, 'bench');
const shape = [subject.batch, ...inputShape(network)];
const images = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal());
const labels = Int32Array.from({ length: subject.batch }, () => random.integer(classCount(network)));

interface Work {
  step(): Promise<unknown>;
  dispose(): Promise<void>;
}

async function trainingWork(runtime: Runtime): Promise<Work> {
  const runner = await StepRunner.create(network, recipe, runtime, initialState(network, recipe).tensors);
  let step = 0;
  return {
    step: () => runner.run({ images, labels }, { step: step++, learningRate }),
    dispose: () => runner.dispose(),
  };
}

async function inferenceWork(runtime: Runtime): Promise<Work> {
  const { tensors } = initialState(network, recipe);
  const weights = new Map(
    [...inferenceShapes(network).keys()].map((key) => [key, tensors.get(key)!] as const),
  );
  const program = await runtime.prepare(buildEvaluationGraph(network, subject.batch), weights);
  const size = [subject.batch, classCount(network)] as const;
  const into = new Map([['logits', { shape: size, data: new Float32Array(size[0] * size[1]) }]]);
  const feeds = new Map([['images', { shape, data: images }]]);
  return { step: () => program.run(feeds, into), dispose: () => program.dispose() };
}

const makeWork = mode === 'training' ? trainingWork : inferenceWork;

/** The runtime, with the time from graph to session noted. */
function timedRuntime(runtime: Runtime, note: (milliseconds: number) => void): Runtime {
  const timed = <P extends readonly unknown[], T>(prepare: (...parameters: P) => Promise<T>) => {
    return async (...parameters: P): Promise<T> => {
      const start = performance.now();
      const program = await prepare(...parameters);
      note(performance.now() - start);
      return program;
    };
  };
  const { prepare, replicas } = runtime;
  if (replicas === undefined) return { ...runtime, prepare: timed(prepare) };
  const { most, prepareResident } = replicas;
  return {
    ...runtime,
    prepare: timed(prepare),
    replicas: { most, prepareResident: timed(prepareResident) },
  };
}

/**
 * The share of a step that ONNX Runtime, by its own clock, did not spend inside `run`: the median of the second half of two
 * seconds of steps, when JavaScript is compiled.
 */
async function javascriptShare(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'netwright-bench-'));
  try {
    // The trace tells of one session: replicas have the same JavaScript around them.
    const { replicas: _, ...alone } = options;
    const runtime = await createOnnxRuntime({ ...alone, profilePrefix: join(folder, 'trace') });
    const work = await makeWork(runtime);
    const walls: number[] = [];
    const end = performance.now() + 2000;
    while (walls.length < 6 || (walls.length < 100 && performance.now() < end)) {
      const start = performance.now();
      await work.step();
      walls.push(performance.now() - start);
    }
    await work.dispose();
    const file = join(folder, readdirSync(folder)[0]!);
    const events = JSON.parse(readFileSync(file, 'utf8')) as { name: string; dur: number }[];
    const runs = events.filter((event) => event.name === 'model_run').map(({ dur }) => dur / 1000);
    const shares = walls.map((wall, index) => 1 - runs[index]! / wall).slice(walls.length / 2);
    return shares.sort((a, b) => a - b)[Math.floor(shares.length / 2)]!;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * Milliseconds that a step's batch and drawn numbers take to the device and an answer back: a graph that reads a number
 * of each.
 */
async function transferMs(runtime: Runtime): Promise<number> {
  const drawn = mode === 'training' ? buildTrainingStep(network, recipe).randomInputs : [];
  const shapes = new Map<string, TensorShape>([
    ['images', shape],
    ['targets', [subject.batch, classCount(network)]],
    ...drawn.map((input) => [input.name, input.value.shape] as const),
  ]);
  const builder = createGraphBuilder();
  for (const [fed, size] of shapes) {
    const [starts, ends, steps] = [size.map(() => 0), size.map(() => 1), size.map(() => 1)];
    const [first] = builder.applyMany('slice', [builder.input(fed, size)], { starts, ends, steps });
    builder.output(`first.${fed}`, first!);
  }
  const program = await runtime.prepare(builder.finish());
  const times: number[] = [];
  for (let run = 0; run < 12; run++) {
    const feeds = new Map(
      [...shapes].map(([fed, size]) => [fed, { shape: size, data: new Float32Array(tensorSize(size)) }]),
    );
    const start = performance.now();
    await program.run(feeds);
    times.push(performance.now() - start);
  }
  await program.dispose();
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!;
}

async function ready(): Promise<Work> {
  const runtime = await createOnnxRuntime(options);
  let sessionMs = 0;
  const start = performance.now();
  const work = await makeWork(
    timedRuntime(runtime, (time) => {
      sessionMs += time;
    }),
  );
  const graphMs = performance.now() - start - sessionMs;
  await work.step();
  const readiness: Readiness = {
    graphMs,
    sessionMs,
    version: await runtimeVersion(),
    ...(device !== 'cpu' && { transferMs: await transferMs(runtime) }),
  };
  reply(readiness);
  return work;
}

function reply(message: object): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

const work = await ready();
for await (const line of createInterface(process.stdin)) {
  const { seconds } = JSON.parse(line) as { readonly seconds: number };
  if (seconds === 0) {
    reply({ javascriptShare: await javascriptShare() });
    continue;
  }
  await work.step();
  const durations: number[] = [];
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    const start = performance.now();
    await work.step();
    durations.push(performance.now() - start);
  }
  reply({ durations, peakBytes: process.resourceUsage().maxRSS * 1024 });
}
await work.dispose();
