// A program of its own, for webgpu.test.ts: trains a tiny network on webgpu and on the processor, and prints how they differ.

import { randomStream } from '../../engine/random.ts';
import { createOnnxRuntime } from '../../engine/runtime/onnxRuntime.ts';
import type { Runtime } from '../../engine/runtime/runtime.ts';
import { Evaluator } from '../../engine/training/evaluator.ts';
import { StepRunner } from '../../engine/training/stepRunner.ts';
import { initialState, type StateTensors } from '../../engine/training/trainingState.ts';
import { UserError } from '../../engine/userError.ts';
import { buildNetwork } from '../engine/training/buildNetwork.ts';
import { streamMemory, stripes } from '../engine/training/memoryData.ts';
import { smallRecipe } from '../engine/training/pytorchSteps.ts';

export interface WebgpuTraining {
  /** Why webgpu cannot be used here, if so. */
  readonly unavailable?: string;
  /** The losses of each step. */
  readonly steps?: readonly { readonly webgpu: number; readonly cpu: number }[];
  /** The largest difference of each tensor that a checkpoint has, by the moment and its name. NaN is null. */
  readonly tensors?: Readonly<Record<string, number | null>>;
  /** How far the losses of both are apart on other images. */
  readonly inferred?: number;
}

const network = buildNetwork(
  [1, 6, 6],
  [
    { path: 'conv', kind: 'conv', attributes: { channels: 3, kernel: [3, 3], padding: 'same' } },
    { path: 'bn', kind: 'bn' },
    { path: 'relu', kind: 'relu' },
    { path: 'pool', kind: 'maxpool', attributes: { kernel: [2, 2] } },
    { path: 'flatten', kind: 'flatten' },
    { path: 'dropout', kind: 'dropout', attributes: { rate: 0.25 } },
    { path: 'output', kind: 'dense', attributes: { units: 4 } },
  ],
);
const recipe = { ...smallRecipe, batch: 4, accumulate: 2, clip: 1, average: 0.9 };
const shape = [1, 6, 6] as const;

interface Trained {
  readonly losses: readonly number[];
  readonly middle: StateTensors;
  readonly end: StateTensors;
  readonly validationLoss: number;
}

async function trained(runtime: Runtime): Promise<Trained> {
  const runner = await StepRunner.create(network, recipe, runtime, initialState(network, recipe).tensors);
  const losses: number[] = [];
  let middle: StateTensors = new Map();
  for (let step = 0; step < 4; step++) {
    const stream = randomStream(3, 'batch', step);
    const images = Float32Array.from({ length: 8 * 36 }, () => stream.normal());
    const labels = Int32Array.from({ length: 8 }, () => stream.integer(4));
    losses.push((await runner.run({ images, labels }, { step, learningRate: 0.05 })).loss);
    if (step !== 1) continue;
    await runner.synchronize();
    middle = new Map(
      [...runner.tensors].map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]),
    );
  }
  await runner.synchronize();
  const evaluator = await Evaluator.create(network, 4, runtime);
  const data = { dataset: stripes([...shape], 4, 10, 5), loss: recipe.loss, streamBatches: streamMemory };
  const { loss } = await evaluator.evaluate(runner.tensors, data, new AbortController().signal);
  await evaluator.dispose();
  const end = new Map(runner.tensors);
  await runner.dispose();
  return { losses, middle, end, validationLoss: loss };
}

function differences(moment: string, one: StateTensors, other: StateTensors): [string, number][] {
  return [...other].map(([name, { data }]) => {
    const computed = one.get(name)!.data;
    // Math.max gives NaN for a NaN.
    return [
      `${moment} ${name}`,
      data.reduce((most, value, i) => Math.max(most, Math.abs(value - computed[i]!)), 0),
    ];
  });
}

async function report(): Promise<WebgpuTraining> {
  try {
    const webgpu = await trained(await createOnnxRuntime({ device: 'webgpu', threads: 1 }));
    const cpu = await trained(await createOnnxRuntime({ device: 'cpu', threads: 1 }));
    return {
      steps: webgpu.losses.map((loss, step) => ({ webgpu: loss, cpu: cpu.losses[step]! })),
      tensors: Object.fromEntries([
        ...differences('middle', webgpu.middle, cpu.middle),
        ...differences('end', webgpu.end, cpu.end),
      ]),
      inferred: Math.abs(webgpu.validationLoss - cpu.validationLoss),
    };
  } catch (error) {
    if (error instanceof UserError && error.code === 'device.unavailable')
      return { unavailable: error.message };
    throw error;
  }
}

console.log(JSON.stringify(await report()));
