// What happens to gradients between the backward pass and the optimizer, and to weights after it: where the update is made
// in this process' memory, and where it is part of the graph.

import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../engine/random.ts';
import type { Recipe } from '../../../engine/recipe/recipe.ts';
import type { Runtime } from '../../../engine/runtime/runtime.ts';
import { StepRunner } from '../../../engine/training/stepRunner.ts';
import { initialState, type StateTensors } from '../../../engine/training/trainingState.ts';
import { stepFactors } from '../../../engine/training/updateFormulas.ts';
import { buildNetwork, type LayerSketch } from './buildNetwork.ts';
import { interpreterRuntime, residentInterpreterRuntime } from './interpreterRuntime.ts';
import { smallRecipe } from './pytorchSteps.ts';

const layers: readonly LayerSketch[] = [
  { path: 'conv', kind: 'conv', attributes: { channels: 2, kernel: [3, 3] } },
  { path: 'bn', kind: 'bn' },
  { path: 'tanh', kind: 'tanh' },
  { path: 'flatten', kind: 'flatten' },
  { path: 'output', kind: 'dense', attributes: { units: 3 } },
];
const network = buildNetwork([1, 4, 4], layers);
const sgd = (lr: number) => ({
  kind: 'sgd',
  attributes: { lr, momentum: 0.9, nesterov: false, weight_decay: 0.01 },
});
const recipe: Recipe = { ...smallRecipe, optimizer: sgd(0.1), batch: 6 };
/** Without batch normalisation, a batch in parts is the same as a whole one. */
const plainNetwork = buildNetwork(
  [1, 4, 4],
  layers.filter(({ kind }) => kind !== 'bn'),
);

const stream = randomStream(4, 'images');
const batches = Array.from({ length: 3 }, () => ({
  images: Float32Array.from({ length: 6 * 16 }, () => stream.normal()),
  labels: Int32Array.from({ length: 6 }, () => stream.integer(3)),
}));

interface Trained {
  readonly losses: readonly number[];
  readonly tensors: StateTensors;
}

/** The loss of each step and the state after the last. */
async function steps(used: Recipe, runtime: Runtime, on = network, count = batches.length): Promise<Trained> {
  const runner = await StepRunner.create(on, used, runtime, initialState(on, used).tensors);
  const losses: number[] = [];
  for (const [step, batch] of batches.slice(0, count).entries()) {
    losses.push((await runner.run(batch, { step, learningRate: 0.1 })).loss);
  }
  await runner.synchronize();
  const { tensors } = runner;
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

const places: readonly [string, Runtime][] = [
  ['in place', interpreterRuntime],
  ['in the graph', residentInterpreterRuntime],
];

describe.each(places)('an update %s', (_, runtime) => {
  it.each([
    [2, 3],
    [3, 2],
    [6, 1],
  ])('by gradients of %i batches of %i images is that of one batch of 6', async (accumulate, batch) => {
    const whole = await steps(recipe, runtime, plainNetwork);
    const parts = await steps({ ...recipe, accumulate, batch }, runtime, plainNetwork);
    expectClose(parts.tensors, whole.tensors, 6);
    expect(parts.losses).toEqual(whole.losses.map((loss) => expect.closeTo(loss, 6)));
  });

  it('clips accumulated gradients together, after the last batch', async () => {
    const whole = await steps({ ...recipe, clip: 0.3 }, runtime, plainNetwork);
    const parts = await steps({ ...recipe, clip: 0.3, accumulate: 3, batch: 2 }, runtime, plainNetwork);
    expectClose(parts.tensors, whole.tensors, 6);
  });

  it('clips gradients to the norm of the bound where they are larger, and leaves them where not', async () => {
    const attributes = { lr: 1, momentum: 0, weight_decay: 0 };
    const plain = { ...recipe, optimizer: { kind: 'sgd', attributes } };
    const moved = async (used: Recipe) => {
      const initial = initialState(plainNetwork, plain).tensors;
      const { tensors } = await steps(used, runtime, plainNetwork, 1);
      return [...initial].flatMap(([name, { data }]) =>
        Array.from(data, (number, index) => (number - tensors.get(name)!.data[index]!) / 0.1),
      );
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

  it('averages the weights and statistics after each update, from the first weights on', async () => {
    const first = initialState(network, recipe).tensors;
    const after = await Promise.all([1, 2, 3].map((count) => steps(recipe, runtime, network, count)));
    const { tensors } = await steps({ ...recipe, average: 0.15 }, runtime);
    for (const name of ['conv.weight', 'bn.weight', 'bn.running_mean', 'bn.running_var']) {
      // Shares min(0.15, t / (t + 9)): 0.1, then 0.15.
      let average = [...first.get(name)!.data];
      for (const [index, share] of [0.1, 0.15, 0.15].entries()) {
        const { data } = after[index]!.tensors.get(name)!;
        average = average.map((number, place) => number * share + data[place]! * (1 - share));
      }
      const close = average.map((number) => expect.closeTo(number, 6));
      expect([...tensors.get(`average.${name}`)!.data], name).toEqual(close);
    }
  });
});

describe('updates in place and in the graph', () => {
  const adam = {
    kind: 'adam',
    attributes: { lr: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weight_decay: 0 },
  };
  const changes: readonly [string, Partial<Recipe>][] = [
    ['momentum', {}],
    ['accumulated, clipped gradients and averages', { accumulate: 2, batch: 3, clip: 0.3, average: 0.9 }],
    ['adam, with accumulated gradients', { optimizer: adam, accumulate: 3, batch: 2 }],
  ];
  it.each(changes)('are the same with %s', async (_, change) => {
    const used = { ...recipe, ...change };
    const [place, graph] = [
      await steps(used, interpreterRuntime),
      await steps(used, residentInterpreterRuntime),
    ];
    expectClose(place.tensors, graph.tensors, 5);
    expect(place.losses).toEqual(graph.losses.map((loss) => expect.closeTo(loss, 5)));
  });
});

describe('averaged weights', () => {
  it('forget the first weights soon', () => {
    const share = (updates: number) =>
      stepFactors({ ...recipe, average: 0.999 }, updates).get('factor.average');
    expect([1, 11, 91, 8991, 100_000].map(share)).toEqual([0.1, 0.55, 0.91, 0.999, 0.999]);
  });
});
