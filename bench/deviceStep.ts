// Times a training step on a device with different lowerings, and lists the kernels that take longest:
// node bench/run.mjs deviceStep NETWORK [batch] [device] [seconds each] [trace].

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OperationName } from '../engine/graph/graph.ts';
import { inputShape } from '../engine/network/network.ts';
import { applicableLowerings, type LoweringChoice } from '../engine/onnx/chooseLowering.ts';
import { randomStream } from '../engine/random.ts';
import { createOnnxRuntime } from '../engine/runtime/onnxRuntime.ts';
import type { RuntimeOptions } from '../engine/runtime/runtime.ts';
import { classCount } from '../engine/training/lossGraph.ts';
import { StepRunner } from '../engine/training/stepRunner.ts';
import { initialState } from '../engine/training/trainingState.ts';
import { networkOf, recipeOf, subjectOf } from './training/subjects.ts';

const [name = 'resnet20', batchText, device = 'webgpu', secondsText = '2', traced] = process.argv.slice(2);
const subject = { ...subjectOf(name), ...(batchText && { batch: Number(batchText) }) };
const network = networkOf(subject);
const recipe = recipeOf(subject);
const random = randomStream(1, 'bench');
const size = [subject.batch, ...inputShape(network)].reduce((a, b) => a * b, 1);
const images = Float32Array.from({ length: size }, () => random.normal());
const labels = Int32Array.from({ length: subject.batch }, () => random.integer(classCount(network)));

/** Wishes by operation; a node for which none applies keeps its rule. */
type Wishes = Readonly<Partial<Record<OperationName, readonly string[]>>>;

const variants: Readonly<Record<string, Wishes>> = {
  rules: {},
  'dw over images': { convolutionWeightGradient: ['MatMul over images'] },
  'dw split': { convolutionWeightGradient: ['split taps over images'] },
  'dw gradient taps': { convolutionWeightGradient: ['gradient taps over images', 'MatMul over images'] },
  'dw Gemm': { convolutionWeightGradient: ['Gemm'] },
  'dw Conv': { convolutionWeightGradient: ['Conv'] },
  'dw over images, dx Conv': {
    convolutionWeightGradient: ['MatMul over images'],
    convolutionInputGradient: ['Conv'],
  },
  'dw over images, dx ConvTranspose': {
    convolutionWeightGradient: ['MatMul over images'],
    convolutionInputGradient: ['ConvTranspose'],
  },
};

function choice(wishes: Wishes): LoweringChoice {
  return (node, target) => {
    const names = applicableLowerings(node, target);
    return wishes[node.operation]?.find((wish) => names.includes(wish));
  };
}

async function runner(wishes: Wishes, profilePrefix?: string): Promise<StepRunner> {
  const runtime = await createOnnxRuntime({
    device: device as RuntimeOptions['device'],
    threads: 2,
    chooseLowering: choice(wishes),
    ...(profilePrefix && { profilePrefix }),
  });
  return StepRunner.create(network, recipe, runtime, initialState(network, recipe).tensors);
}

async function time(wishes: Wishes): Promise<string> {
  const steps = await runner(wishes);
  const place = { step: 0, learningRate: 1e-3 };
  for (let i = 0; i < 2; i++) await steps.run({ images, labels }, place);
  const durations: number[] = [];
  const end = performance.now() + Number(secondsText) * 1000;
  while (performance.now() < end) {
    const start = performance.now();
    await steps.run({ images, labels }, place);
    durations.push(performance.now() - start);
  }
  await steps.dispose();
  durations.sort((a, b) => a - b);
  const median = durations[Math.floor(durations.length / 2)]!;
  return `${median.toFixed(1)} ms, ${((subject.batch * 1000) / median).toFixed(0)} images/s`;
}

/** Milliseconds a step of each kind of kernel, longest first. */
async function kernels(wishes: Wishes): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'netwright-device-'));
  const rounds = 4;
  try {
    const steps = await runner(wishes, join(folder, 'trace'));
    for (let i = 0; i < rounds; i++) await steps.run({ images, labels }, { step: i, learningRate: 1e-3 });
    await steps.dispose();
    const totals = new Map<string, { ms: number; count: number }>();
    for (const file of readdirSync(folder)) {
      const events = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
        cat: string;
        name: string;
        dur: number;
        args?: Record<string, string>;
      }[];
      for (const { cat, name: event, dur, args } of events) {
        const shapes = args?.['input_type_shape'] ?? '';
        const key = `${cat} ${args?.['op_name'] ?? event.replace(/\d+/g, '#')} ${shapes}`.slice(0, 150);
        const total = totals.get(key) ?? { ms: 0, count: 0 };
        totals.set(key, { ms: total.ms + dur / 1000 / rounds, count: total.count + 1 / rounds });
      }
    }
    return [...totals]
      .sort(([, a], [, b]) => b.ms - a.ms)
      .slice(0, 60)
      .map(([key, { ms, count }]) => `${ms.toFixed(2).padStart(8)} ms  x${count.toFixed(0)}  ${key}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

console.log(`${name}, batch ${subject.batch}, ${device}`);
for (const [label, wishes] of Object.entries(variants)) {
  if (traced && !label.startsWith(traced)) continue;
  console.log(`${label.padEnd(36)} ${await time(wishes)}`);
  if (traced) console.log((await kernels(wishes)).join('\n'));
}
