// What happens to gradients between the backward pass and the optimizer, and to weights after it.

import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../engine/random.ts';
import type { Recipe } from '../../../engine/recipe/recipe.ts';
import { StepRunner } from '../../../engine/training/stepRunner.ts';
import { initialState, type StateTensors } from '../../../engine/training/trainingState.ts';
import { stepFactors } from '../../../engine/training/updateGraph.ts';
import { buildNetwork } from './buildNetwork.ts';
import { interpreterRuntime } from './interpreterRuntime.ts';
import { smallRecipe } from './pytorchSteps.ts';

const network = buildNetwork(
  [1, 4, 4],
  [
    { path: 'conv', kind: 'conv', attributes: { channels: 2, kernel: [3, 3] } },
    { path: 'tanh', kind: 'tanh' },
    { path: 'flatten', kind: 'flatten' },
    { path: 'output', kind: 'dense', attributes: { units: 3 } },
  ],
);
const sgd = (lr: number) => ({
  kind: 'sgd',
  attributes: { lr, momentum: 0.9, nesterov: false, weight_decay: 0.01 },
});
const recipe: Recipe = { ...smallRecipe, optimizer: sgd(0.1), batch: 6 };

const stream = randomStream(4, 'images');
const batches = Array.from({ length: 3 }, () => ({
  images: Float32Array.from({ length: 6 * 16 }, () => stream.normal()),
  labels: Int32Array.from({ length: 6 }, () => stream.integer(3)),
}));

/** The loss of each step and the state after the last. */
async function steps(used: Recipe): Promise<{ losses: readonly number[]; tensors: StateTensors }> {
  const initial = initialState(network, used).tensors;
  const runner = await StepRunner.create(network, used, interpreterRuntime, initial);
  const losses: number[] = [];
  for (const [step, batch] of batches.entries()) {
    losses.push((await runner.run(batch, { step, learningRate: 0.1 })).loss);
  }
  const tensors = new Map(
    [...runner.tensors].map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]),
  );
  await runner.dispose();
  return { losses, tensors };
}

function expectClose(actual: StateTensors, expected: StateTensors, digits: number): void {
  expect([...actual.keys()]).toEqual([...expected.keys()]);
  for (const [name, { data }] of expected) {
    const close = Array.from(data, (number) => expect.closeTo(number, digits));
    expect([...actual.get(name)!.data], name).toEqual(close);
  }
}

describe('accumulated gradients', () => {
  it.each([
    [2, 3],
    [3, 2],
    [6, 1],
  ])('of %i batches of %i images update as one batch of 6 does', async (accumulate, batch) => {
    const whole = await steps(recipe);
    const parts = await steps({ ...recipe, accumulate, batch });
    expectClose(parts.tensors, whole.tensors, 6);
    expect(parts.losses).toEqual(whole.losses.map((loss) => expect.closeTo(loss, 6)));
  });

  it('are clipped together, after the last batch', async () => {
    const whole = await steps({ ...recipe, clip: 0.3 });
    const parts = await steps({ ...recipe, clip: 0.3, accumulate: 3, batch: 2 });
    expectClose(parts.tensors, whole.tensors, 6);
  });
});

describe('clipped gradients', () => {
  it('have the norm of the bound where they were larger, and stay as they are where not', async () => {
    const plain = {
      ...recipe,
      optimizer: { kind: 'sgd', attributes: { lr: 1, momentum: 0, weight_decay: 0 } },
    };
    const initial = initialState(network, plain).tensors;
    const moved = async (used: Recipe) => {
      const runner = await StepRunner.create(network, used, interpreterRuntime, initial);
      await runner.run(batches[0]!, { step: 0, learningRate: 1 });
      const differences = [...initial].flatMap(([name, { data }]) =>
        Array.from(data, (number, index) => number - runner.tensors.get(name)!.data[index]!),
      );
      return differences;
    };
    const norm = (numbers: readonly number[]) => Math.hypot(...numbers);
    const free = await moved(plain);
    expect(norm(free)).toBeGreaterThan(0.2);
    const bound = await moved({ ...plain, clip: 0.2 });
    expect(norm(bound)).toBeCloseTo(0.2, 5);
    const factor = 0.2 / norm(free);
    expect(bound).toEqual(free.map((number) => expect.closeTo(number * factor, 5)));
    expect(await moved({ ...plain, clip: 100 })).toEqual(free);
  });
});

describe('averaged weights', () => {
  it('are moving averages of the weights after each update, from the first weights on', async () => {
    const first = initialState(network, recipe).tensors.get('conv.weight')!.data;
    const weights = await Promise.all(
      [1, 2, 3].map(async (count) => {
        const runner = await StepRunner.create(
          network,
          recipe,
          interpreterRuntime,
          initialState(network, recipe).tensors,
        );
        for (const [step, batch] of batches.slice(0, count).entries()) {
          await runner.run(batch, { step, learningRate: 0.1 });
        }
        return runner.tensors.get('conv.weight')!.data;
      }),
    );
    // Shares min(0.15, t / (t + 9)): 0.1, then 0.15.
    let average = [...first];
    for (const [index, share] of [0.1, 0.15, 0.15].entries()) {
      average = average.map((number, place) => number * share + weights[index]![place]! * (1 - share));
    }
    const { tensors } = await steps({ ...recipe, average: 0.15 });
    const close = average.map((number) => expect.closeTo(number, 6));
    expect([...tensors.get('average.conv.weight')!.data]).toEqual(close);
  });

  it('forget the first weights soon', () => {
    const share = (updates: number) =>
      stepFactors({ ...recipe, average: 0.999 }, updates).get('factor.average');
    expect([1, 11, 91, 8991, 100_000].map(share)).toEqual([0.1, 0.55, 0.91, 0.999, 0.999]);
  });
});
