// Training steps shared by replicas: the same weights as without them, bit for bit the same every time.

import { MessageChannel } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { inputShape, type Network } from '../../../engine/network/network.ts';
import { elementCount } from '../../../engine/network/shape.ts';
import { randomStream } from '../../../engine/random.ts';
import type { Recipe } from '../../../engine/recipe/recipe.ts';
import { createOnnxRuntime } from '../../../engine/runtime/onnxRuntime.ts';
import type { SessionThread } from '../../../engine/runtime/replicas/replicaProgram.ts';
import type { ToSession } from '../../../engine/runtime/replicas/sessionMessages.ts';
import type { Runtime } from '../../../engine/runtime/runtime.ts';
import { StepRunner } from '../../../engine/training/stepRunner.ts';
import { initialState, type StateTensors } from '../../../engine/training/trainingState.ts';
import { lenet5 } from '../../engine/training/buildNetwork.ts';
import { interpreterRuntime } from '../../engine/training/interpreterRuntime.ts';
import { smallRecipe, smallResidual } from '../../engine/training/pytorchSteps.ts';
import { model, networkOf } from '../../language/support/compileText.ts';
import { replicaRuntime } from '../replicaThread.ts';

const withChance = networkOf(
  model(
    '  conv(6, 3x3) -> bn -> relu -> dropout(0.3) -> conv(6, 3x3) -> bn -> relu -> global_avgpool -> dense(4)',
    '3x8x8',
  ),
);

interface Trained {
  readonly tensors: StateTensors;
  readonly losses: readonly number[];
  readonly logits: Float32Array;
}

async function train(network: Network, recipe: Recipe, runtime: Runtime): Promise<Trained> {
  const runner = await StepRunner.create(network, recipe, runtime, initialState(network, recipe).tensors);
  const { batch, accumulate = 1 } = recipe;
  const losses: number[] = [];
  for (let step = 0; step < 3; step++) {
    const random = randomStream(step, 'replicas');
    const size = batch * accumulate * elementCount(inputShape(network));
    const images = Float32Array.from({ length: size }, () => random.normal());
    const labels = Int32Array.from({ length: batch * accumulate }, (_, image) => image % 4);
    const { loss } = await runner.run({ images, labels }, { step, learningRate: 0.05 });
    losses.push(loss);
  }
  await runner.synchronize();
  const logits = runner.lastLogits.data.slice();
  const tensors = new Map(
    [...runner.tensors].map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]),
  );
  await runner.dispose();
  return { tensors, losses, logits };
}

/** `share` is what any number may differ by, of the largest of its tensor, or of 1 where that is less. */
function expectSame(actual: Trained, expected: Trained, share: number): void {
  expect([...actual.tensors.keys()]).toEqual([...expected.tensors.keys()]);
  for (const [name, { data }] of expected.tensors) {
    expect(difference(actual.tensors.get(name)!.data, data), name).toBeLessThanOrEqual(share);
  }
  expect(difference(actual.losses, expected.losses)).toBeLessThanOrEqual(share);
  expect(difference(actual.logits, expected.logits)).toBeLessThanOrEqual(share);
}

function difference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(actual.length).toBe(expected.length);
  const size = Math.max(1, ...Array.from(expected, Math.abs));
  return Math.max(...Array.from(expected, (value, index) => Math.abs(value - actual[index]!))) / size;
}

/** A thread that is gone when it is asked for `last`, and only says yes before. */
function threadUntil(last: ToSession['kind']): SessionThread {
  const { port1, port2 } = new MessageChannel();
  port2.on('message', ({ kind }: ToSession) => {
    if (kind === last) port2.close();
    else port2.postMessage({ kind: 'done' });
  });
  return port1 as SessionThread;
}

const recipe: Recipe = { ...smallRecipe, batch: 4 };
const everything: Recipe = { ...recipe, accumulate: 2, clip: 0.5, average: 0.9 };

describe('replicas that share the batch', async () => {
  const [two, four] = [await replicaRuntime(2), await replicaRuntime(4)];

  it.each([
    ['LeNet-5', lenet5(), recipe],
    ['a residual network with batch normalization', smallResidual, recipe],
    ['a network with dropout', withChance, recipe],
    ['accumulated, clipped gradients and averaged weights', withChance, everything],
  ] as const)('leave the weights that one session leaves: %s', async (_, network, used) => {
    const expected = await train(network, used, interpreterRuntime);
    expectSame(await train(network, used, two), expected, 2e-5);
    expectSame(await train(network, used, four), expected, 2e-5);
  });

  it('give the same bits every time', async () => {
    const [first, second] = [
      await train(withChance, everything, two),
      await train(withChance, everything, two),
    ];
    expectSame(first, second, 0);
  });

  it('tell when their thread is gone, instead of waiting for it', async () => {
    const trainedUntil = async (last: ToSession['kind']) => {
      const replicas = { most: 2, startThread: () => threadUntil(last) };
      const runtime = await createOnnxRuntime({ device: 'cpu', threads: 2, replicas });
      return train(smallResidual, recipe, runtime);
    };
    await expect(trainedUntil('run')).rejects.toThrow('The thread of a session ended before its time.');
    await expect(trainedUntil('prepare')).rejects.toThrow(
      'Replicas could not be started: The thread of a session ended before its time. Train in one session: ' +
        '`--replicas 1`, or 1 in the setting `netwright.training.replicas`.',
    );
  });

  it('are as many as get equally many images, and one session where there are none', async () => {
    const odd = { ...recipe, batch: 3 };
    expectSame(
      await train(smallResidual, odd, four),
      await train(smallResidual, odd, interpreterRuntime),
      2e-5,
    );
    const alone = await createOnnxRuntime({ device: 'cpu', threads: 2 });
    expectSame(await train(smallResidual, odd, two), await train(smallResidual, odd, alone), 0);
  });
});
