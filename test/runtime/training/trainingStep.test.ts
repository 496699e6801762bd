// Whole training steps on ONNX Runtime: equal to the interpreter's and to PyTorch's, and the same every time.

import { describe, expect, it } from 'vitest';
import { interpret } from '../../../engine/graph/interpret.ts';
import { tensor64 } from '../../../engine/graph/tensor64.ts';
import type { Network } from '../../../engine/network/network.ts';
import { randomStream } from '../../../engine/random.ts';
import type { Recipe } from '../../../engine/recipe/recipe.ts';
import { createOnnxRuntime } from '../../../engine/runtime/onnxRuntime.ts';
import type { Runtime } from '../../../engine/runtime/runtime.ts';
import { buildEvaluationGraph } from '../../../engine/training/evaluationGraph.ts';
import { stepsOnBatch } from '../../../engine/training/oneBatch.ts';
import { nextName } from '../../../engine/training/stateNames.ts';
import { StepRunner } from '../../../engine/training/stepRunner.ts';
import { type FloatTensor, initialState } from '../../../engine/training/trainingState.ts';
import { buildTrainingStep } from '../../../engine/training/trainingStep.ts';
import { buildNetwork, lenet5 } from '../../engine/training/buildNetwork.ts';
import { interpreterRuntime } from '../../engine/training/interpreterRuntime.ts';
import { recordedSteps, smallRecipe, smallResidual } from '../../engine/training/pytorchSteps.ts';
import { model, networkOf } from '../../language/support/compileText.ts';

const conv = (channels: number, stride = 1) => ({
  channels,
  kernel: [3, 3],
  stride: [stride, stride],
  padding: 'same',
});

const strided = buildNetwork(
  [3, 9, 8],
  [
    { path: 'conv1', kind: 'conv', attributes: conv(4, 2) },
    { path: 'bn1', kind: 'bn' },
    { path: 'relu1', kind: 'relu' },
    { path: 'conv2', kind: 'conv', attributes: { ...conv(4), groups: 2 } },
    { path: 'dropout', kind: 'dropout', attributes: { rate: 0.3 } },
    { path: 'aux.pool', kind: 'global_avgpool', head: 'aux' },
    { path: 'aux.output', kind: 'dense', attributes: { units: 5 }, head: 'aux' },
    { path: 'pool', kind: 'avgpool', attributes: { kernel: [2, 2] }, inputs: ['dropout'] },
    { path: 'flatten', kind: 'flatten' },
    { path: 'output', kind: 'dense', attributes: { units: 5 } },
  ],
  [{ name: 'aux', weight: 0.3, output: 'aux.output' }],
);

/** Channels that fill whole blocks, one shortcut in them and one that leaves them. */
const blocked = networkOf(
  model(
    [
      '  conv(16, 3x3, padding: same) -> bn -> relu',
      '  add {',
      '    conv(32, 3x3, stride: 2, padding: same) -> bn -> relu -> conv(32, 3x3, padding: same) -> bn',
      '    subsample(2) -> channel_pad(32, side: both)',
      '  }',
      '  relu',
      '  add {',
      '    conv(32, 3x3, padding: same) -> relu -> conv(32, 3x3, padding: same)',
      '    identity',
      '  }',
      '  relu -> maxpool(2x2) -> conv(16, 3x3, padding: same) -> bn -> dropout(0.3) -> global_avgpool -> dense(5)',
    ].join('\n'),
    '3x8x9',
  ),
);

const networks: readonly [string, Network][] = [
  ['a residual network with batch normalisation', smallResidual],
  ['a strided, grouped network with dropout and an auxiliary head', strided],
  ['LeNet-5', lenet5()],
  ['a residual network in blocks of channels', blocked],
];

/** A batch that depends on the step alone. */
function batchOf(network: Network, recipe: Recipe, step: number) {
  const stream = randomStream(21, 'batch', step);
  const shape = network.layers[0]!.outputShape!;
  const classes = network.layers.find(({ path }) => path === network.output)!.outputShape![0]!;
  const size = recipe.batch * shape.reduce((product, extent) => product * extent, 1);
  const images = Float32Array.from({ length: size }, () => stream.normal());
  return { images, labels: Int32Array.from({ length: recipe.batch }, () => stream.integer(classes)) };
}

async function steps(network: Network, runtime: Runtime, count: number): Promise<StepRunner> {
  const runner = await StepRunner.create(
    network,
    smallRecipe,
    runtime,
    initialState(network, smallRecipe).tensors,
  );
  for (let step = 0; step < count; step++) {
    await runner.run(batchOf(network, smallRecipe, step), { step, learningRate: 0.05 });
  }
  return runner;
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Math.max(...Array.from(a, (value, index) => Math.abs(value - b[index]!)));
}

describe('a training step on ONNX Runtime', async () => {
  const runtime = await createOnnxRuntime({ device: 'cpu', threads: 1 });

  it.each(networks)('of %s leaves the weights that the interpreter leaves', async (_, network) => {
    const fast = await steps(network, runtime, 3);
    const exact = await steps(network, interpreterRuntime, 3);
    expect(largestDifference(fast.lastLogits.data, exact.lastLogits.data)).toBeLessThan(1e-4);
    expect([...fast.tensors.keys()]).toEqual([...exact.tensors.keys()]);
    for (const [name, { data }] of exact.tensors) {
      // A float32 has 24 bits, about 1e-7 of the largest.
      const bound = 1e-6 * Math.max(20, ...data.map(Math.abs));
      expect(largestDifference(fast.tensors.get(name)!.data, data), name).toBeLessThan(bound);
    }
    await fast.dispose();
  });

  it('with accumulated, clipped gradients and averaged weights leaves what the interpreter leaves', async () => {
    const used = { ...smallRecipe, batch: 2, accumulate: 2, clip: 0.5, average: 0.9 };
    const trainedOn = async (on: Runtime) => {
      const runner = await StepRunner.create(
        smallResidual,
        used,
        on,
        initialState(smallResidual, used).tensors,
      );
      for (let step = 0; step < 3; step++) {
        await runner.run(batchOf(smallResidual, smallRecipe, step), { step, learningRate: 0.05 });
      }
      return runner;
    };
    const [fast, exact] = [await trainedOn(runtime), await trainedOn(interpreterRuntime)];
    expect([...fast.tensors.keys()]).toContain('average.conv1.weight');
    for (const [name, { data }] of exact.tensors) {
      expect(largestDifference(fast.tensors.get(name)!.data, data), name).toBeLessThan(2e-5);
    }
    await fast.dispose();
  });

  it('leaves the weights and statistics that PyTorch leaves', async () => {
    const recorded = await recordedSteps();
    const floats = (data: ArrayLike<number>) => Float32Array.from(data);
    const parameters = new Map(
      [...recorded.before].map(([name, { shape, data }]): [string, FloatTensor] => [
        name,
        { shape, data: floats(data as Float64Array) },
      ]),
    );
    const { loss, tensors } = await stepsOnBatch(
      {
        network: smallResidual,
        recipe: smallRecipe,
        runtime,
        parameters,
        images: { count: 4, images: floats(recorded.images.data as Float64Array), labels: recorded.labels },
      },
      3,
      new AbortController().signal,
    );
    expect(Math.abs(loss - recorded.losses[2]!)).toBeLessThan(1e-5);
    for (const [name, { data }] of recorded.after) {
      const own = tensors.get(name)!.data;
      expect(largestDifference(own, data as Float64Array), name).toBeLessThan(1e-5);
    }
  });

  it.each([1, 2])('gives the same bits every time with %i threads', async (threads) => {
    const threaded = await createOnnxRuntime({ device: 'cpu', threads });
    const [first, second] = [await steps(lenet5(), threaded, 10), await steps(lenet5(), threaded, 10)];
    for (const [name, { data }] of first.tensors) {
      expect(Buffer.from(data.buffer).equals(Buffer.from(second.tensors.get(name)!.data.buffer)), name).toBe(
        true,
      );
    }
    await first.dispose();
    await second.dispose();
  });

  it.each(networks)('classifies with %s as the interpreter does', async (_, network) => {
    const graph = buildEvaluationGraph(network, 3);
    const { tensors } = initialState(network, smallRecipe);
    const feeds = new Map<string, FloatTensor>(
      graph.inputs.map(({ name, value }) => [
        name,
        tensors.get(name) ?? {
          shape: value.shape,
          data: batchOf(network, { ...smallRecipe, batch: 3 }, 0).images,
        },
      ]),
    );
    const program = await runtime.prepare(graph);
    const logits = (await program.run(feeds)).get('logits')!.data as Float32Array;
    const exact = interpret(
      graph,
      new Map([...feeds].map(([name, { shape, data }]) => [name, tensor64(shape, data)])),
    );
    expect(largestDifference(logits, exact.get('logits')!.data)).toBeLessThan(1e-5);
    await program.dispose();
  });

  it('has every state tensor as an input and as an output', () => {
    const { graph } = buildTrainingStep(strided, smallRecipe);
    const { tensors } = initialState(strided, smallRecipe);
    const inputs = graph.inputs.map(({ name }) => name);
    expect(new Set(inputs)).toEqual(
      new Set([...tensors.keys(), 'images', 'targets', 'learning_rate', 'dropout/uniform']),
    );
    const outputs = graph.outputs.map(({ name }) => name);
    const measured = ['loss', 'logits', 'loss.aux', 'logits.aux'];
    expect(new Set(outputs)).toEqual(new Set([...measured, ...[...tensors.keys()].map(nextName)]));
  });
});
