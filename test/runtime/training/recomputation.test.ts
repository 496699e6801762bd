// Training steps that compute activations again: the weights are those of a step that keeps them, and less memory is in use.

import { readdirSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diskFiles } from '../../../cli/diskFiles.ts';
import type { Graph } from '../../../engine/graph/graph.ts';
import { interpret } from '../../../engine/graph/interpret.ts';
import type { Tensor64 } from '../../../engine/graph/tensor64.ts';
import { inputShape, type Network } from '../../../engine/network/network.ts';
import { elementCount } from '../../../engine/network/shape.ts';
import { readKernelTrace } from '../../../engine/profiler/kernelTrace.ts';
import { randomStream } from '../../../engine/random.ts';
import { type Recipe, type Recomputation, recomputations } from '../../../engine/recipe/recipe.ts';
import { createOnnxRuntime } from '../../../engine/runtime/onnxRuntime.ts';
import type { Runtime } from '../../../engine/runtime/runtime.ts';
import { classCount } from '../../../engine/training/lossGraph.ts';
import { StepRunner } from '../../../engine/training/stepRunner.ts';
import { type FloatTensor, initialState, type StateTensors } from '../../../engine/training/trainingState.ts';
import { buildGradientStep } from '../../../engine/training/trainingStep.ts';
import { compile } from '../../../extension/language/compile.ts';
import { smallRecipe } from '../../engine/training/pytorchSteps.ts';
import { temporaryFolder } from '../../engine/training/temporaryFolder.ts';
import { networkOf } from '../../language/support/compileText.ts';
import { modelsFolder } from '../../models/zooNetworks.ts';
import { exactInputs, prepareSubject, type Subject } from '../../parity/comparedRun.ts';
import { shrinkNetwork } from '../../parity/shrinkNetwork.ts';
import { apart } from '../../parity/wellConditioned.ts';

const shipped = readdirSync(modelsFolder, { encoding: 'utf8' })
  .filter((file) => file.endsWith('.cnn'))
  .flatMap((file) => compile(join(modelsFolder, file), diskFiles).models)
  .map(({ name, network }): [string, Network] => [name, network!]);

/**
 * The runtime rounds their average pooling another way where it is repeated. Of one step they are held to the exact gradients;
 * two steps with random weights amplify any rounding until nothing can be compared.
 */
const rounded: ReadonlySet<string> = new Set(['InceptionV3', 'BNInception']);

const recipe: Recipe = { ...smallRecipe, batch: 4 };

/** The weights and statistics after two steps, and the losses. */
async function train(network: Network, used: Recipe, runtime: Runtime) {
  const runner = await StepRunner.create(network, used, runtime, initialState(network, used).tensors);
  const classes = classCount(network);
  const losses: number[] = [];
  for (let step = 0; step < 2; step++) {
    const random = randomStream(step, 'recomputation');
    const images = Float32Array.from({ length: used.batch * elementCount(inputShape(network)) }, () =>
      random.normal(),
    );
    const labels = Int32Array.from({ length: used.batch }, (_, image) => image % classes);
    losses.push((await runner.run({ images, labels }, { step, learningRate: 0.01 })).loss);
  }
  await runner.synchronize();
  const tensors: StateTensors = new Map(
    [...runner.tensors].map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]),
  );
  await runner.dispose();
  return { losses, tensors };
}

describe('a step that computes activations again', async () => {
  const runtime = await createOnnxRuntime({ device: 'cpu', threads: 2 });

  it.each(shipped.filter(([name]) => !rounded.has(name)))(
    'leaves the weights of %s that one leaves that keeps them',
    async (_, network) => {
      const small = shrinkNetwork(network, { macs: 1e6, neurons: 3e4 });
      const kept = await train(small, recipe, runtime);
      for (const recompute of recomputations) {
        expect(await train(small, { ...recipe, recompute }, runtime), recompute).toEqual(kept);
      }
    },
  );

  it.each(shipped.filter(([name]) => rounded.has(name)))(
    'finds gradients and statistics of %s as exactly as one that keeps them',
    async (_, network) => {
      const small = shrinkNetwork(network, { macs: 1e6, neurons: 3e4 });
      const subject = await prepareSubject(small, temporaryFolder(), wellConditioned);
      const inputs = await exactInputs(subject);
      const exact = interpret(gradientGraph(subject), inputs);
      const kept = await roundedResults(gradientGraph(subject), inputs, runtime);
      const error = apart(kept, exact);
      expect(error).toBeLessThan(2e-4);
      for (const recompute of recomputations) {
        const again = await roundedResults(gradientGraph(subject, recompute), inputs, runtime);
        expect(apart(again, exact), recompute).toBeLessThan(1.5 * error);
      }
    },
  );

  it("needs less of the runtime's memory", async () => {
    const dense = networkOf(`
block Layer() {
  concat {
    identity
    { bn -> relu -> conv(8, 3, padding: same) }
  }
}
model M {
  input 8x16x16
  repeat 12 { Layer }
  global_avgpool -> dense(4)
}`);
    const used = { ...recipe, batch: 8 };
    const kept = await arenaPeak(dense, used);
    expect(await arenaPeak(dense, { ...used, recompute: 'light' })).toBeLessThan(kept / 2);
    expect(await arenaPeak(dense, { ...used, recompute: 'blocks' })).toBeLessThan(kept / 2);
  });
});

/** Batch and offsets steady the statistics and keep rectifiers from their kinks, so that float32 can tell the gradients. */
const wellConditioned = { batch: 16, perturbation: 0.1, seed: 2, offset: 2 };

/** Gives the gradients and the next statistics, among others. */
function gradientGraph({ network, recipe: own }: Subject, recompute?: Recomputation): Graph {
  return buildGradientStep(network, { ...own, ...(recompute && { recompute }) }, { random: false }).graph;
}

async function roundedResults(
  graph: Graph,
  inputs: ReadonlyMap<string, Tensor64>,
  runtime: Runtime,
): Promise<StateTensors> {
  const program = await runtime.prepare(graph);
  const feeds = [...inputs].map(([name, { shape, data }]): [string, FloatTensor] => [
    name,
    { shape, data: Float32Array.from(data) },
  ]);
  try {
    const results = await program.run(new Map(feeds));
    return new Map([...results].map(([name, tensor]) => [name, tensor as FloatTensor]));
  } finally {
    await program.dispose();
  }
}

/** The most bytes that the runtime had in use during a step's kernels. */
async function arenaPeak(network: Network, used: Recipe): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'netwright-recomputation-'));
  try {
    const profilePrefix = join(folder, 'trace');
    await train(network, used, await createOnnxRuntime({ device: 'cpu', threads: 2, profilePrefix }));
    const traces = await Promise.all(
      (await readdir(folder)).map((file) => readFile(join(folder, file), 'utf8')),
    );
    const kernels = traces.flatMap(readKernelTrace).flatMap((run) => run.kernels);
    return Math.max(...kernels.map(({ memory }) => memory.peak));
  } finally {
    await rm(folder, { recursive: true });
  }
}
