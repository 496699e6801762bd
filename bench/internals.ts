// What a look inside takes, in training steps: node bench/run.mjs internals [threads].

import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { inputShape } from '../engine/network/network.ts';
import { elementCount } from '../engine/network/shape.ts';
import { defaultInternalsInterval } from '../engine/protocol/internals.ts';
import { randomStream } from '../engine/random.ts';
import { createOnnxRuntime } from '../engine/runtime/onnxRuntime.ts';
import { WatchedRunner } from '../engine/training/internals/watchedRunner.ts';
import { classCount } from '../engine/training/lossGraph.ts';
import { initialState } from '../engine/training/trainingState.ts';
import { networkOf, recipeOf, type TrainingSubject } from './training/subjects.ts';

const threads = Number(process.argv[2] ?? availableParallelism());
const subjects: readonly (TrainingSubject & { readonly looks: number })[] = [
  { name: 'lenet5', label: 'LeNet-5', file: 'lenet5.cnn', model: 'LeNet5', batch: 64, looks: 30 },
  {
    name: 'compact',
    label: 'Compact ResNet',
    file: 'compact_cifar.cnn',
    model: 'CompactResNet',
    batch: 128,
    looks: 15,
  },
  {
    name: 'resnet20',
    label: 'ResNet-20',
    file: 'resnet_cifar.cnn',
    model: 'ResNetCifar',
    batch: 64,
    looks: 15,
  },
];

/** Median milliseconds of a step and of a look beside it, in turns. */
async function measure(
  subject: (typeof subjects)[number],
): Promise<{ readonly step: number; readonly look: number }> {
  const [network, recipe] = [networkOf(subject), recipeOf(subject)];
  const runtime = await createOnnxRuntime({ device: 'cpu', threads });
  const job = { network, recipe, runtime, internals: 2 };
  const runner = await WatchedRunner.create(job, initialState(network, recipe).tensors);
  const random = randomStream(1, 'bench');
  const size = recipe.batch * elementCount(inputShape(network));
  const batch = {
    images: Float32Array.from({ length: size }, () => random.normal()),
    labels: Int32Array.from({ length: recipe.batch }, () => random.integer(classCount(network))),
  };
  const [steps, looks]: [number[], number[]] = [[], []];
  for (let step = 0; step < 2 * subject.looks + 4; step++) {
    const began = performance.now();
    const { internals } = await runner.run(batch, { step, learningRate: 1e-3 });
    if (step < 4) continue;
    if (internals) looks.push(internals.seconds * 1000);
    else steps.push(performance.now() - began);
  }
  await runner.dispose();
  return { step: median(steps), look: median(looks) };
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
}

const rows = [];
for (const subject of subjects) {
  const { step, look } = await measure(subject);
  const share = look / (defaultInternalsInterval * step);
  rows.push({ network: subject.label, batch: subject.batch, stepMs: step, lookMs: look, share });
  console.log(
    `${subject.label.padEnd(15)} step ${step.toFixed(1)} ms, look ${look.toFixed(1)} ms (${(look / step).toFixed(2)} steps): ` +
      `${(100 * share).toFixed(1)} % of training at one look every ${defaultInternalsInterval} steps`,
  );
}
const machine = { processor: cpus()[0]!.model, cores: availableParallelism(), node: process.version };
const result = { machine, threads, interval: defaultInternalsInterval, rows };
writeFileSync('bench/results/internals.json', `${JSON.stringify(result, undefined, 2)}\n`);
