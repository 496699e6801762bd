// The training step's graph: against PyTorch's recorded steps, and against finite differences on the whole of LeNet-5.

import { describe, expect, it } from 'vitest';
import type { Graph } from '../../../engine/graph/graph.ts';
import { interpret } from '../../../engine/graph/interpret.ts';
import { type Tensor64, tensor64, zeros64 } from '../../../engine/graph/tensor64.ts';
import { verifyGraph } from '../../../engine/graph/verify.ts';
import type { Network } from '../../../engine/network/network.ts';
import { randomStream } from '../../../engine/random.ts';
import type { Recipe } from '../../../engine/recipe/recipe.ts';
import { lossRule } from '../../../engine/training/losses/loss.ts';
import { nextName } from '../../../engine/training/stateNames.ts';
import { initialState, networkParameters, stateShapes } from '../../../engine/training/trainingState.ts';
import { buildGradients, buildTrainingStep } from '../../../engine/training/trainingStep.ts';
import { buildNetwork, lenet5 } from './buildNetwork.ts';
import { recordedSteps, smallRecipe, smallResidual } from './pytorchSteps.ts';

type Tensors = Map<string, Tensor64>;

function targetsOf(recipe: Recipe, labels: ArrayLike<number>, classes: number): Tensor64 {
  const rule = lossRule(recipe.loss, classes);
  const rows = Array.from(labels, (label) => {
    const row = new Float64Array(classes);
    rule.writeTarget(label, row);
    return [...row];
  });
  return tensor64([labels.length, classes], rows.flat());
}

function step(graph: Graph, state: Tensors, feeds: Tensors): { results: Tensors; next: Tensors } {
  const results = interpret(graph, new Map([...state, ...feeds]));
  return { results, next: new Map([...state.keys()].map((name) => [name, results.get(nextName(name))!])) };
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Math.max(...Array.from(a, (value, index) => Math.abs(value - b[index]!)));
}

describe('the training step', () => {
  it('takes the steps that PyTorch takes: gradients, Nesterov momentum, weight decay, running statistics', async () => {
    const recorded = await recordedSteps();
    const tolerance = 1e-12;
    const { graph } = buildTrainingStep(smallResidual, smallRecipe);
    verifyGraph(graph);
    let state: Tensors = new Map(
      [...stateShapes(smallResidual, smallRecipe)].map(([name, shape]) => {
        const stored = recorded.before.get(name);
        return [name, stored ? tensor64(shape, stored.data as Float64Array) : zeros64(shape)];
      }),
    );
    const feeds: Tensors = new Map([
      ['images', tensor64(recorded.images.shape, recorded.images.data as Float64Array)],
      ['targets', targetsOf(smallRecipe, recorded.labels, 4)],
      ['learning_rate', tensor64([], [0.1])],
    ]);
    const gradients = interpret(
      buildGradients(smallResidual, smallRecipe).graph,
      new Map([...state].filter(([name]) => !name.startsWith('optimizer.')).concat([...feeds].slice(0, 2))),
    );
    for (const [name, { data }] of recorded.gradients) {
      const own = gradients.get(`grad.${name}`)!.data;
      expect(largestDifference(own, data as Float64Array), name).toBeLessThan(tolerance);
    }
    for (const loss of recorded.losses) {
      const { results, next } = step(graph, state, feeds);
      expect(Math.abs(results.get('loss')!.data[0]! - loss)).toBeLessThan(tolerance);
      state = next;
    }
    expect(recorded.after.size).toBe(12);
    for (const [name, { data }] of recorded.after) {
      const difference = largestDifference(state.get(name)!.data, data as Float64Array);
      expect(difference, name).toBeLessThan(tolerance);
    }
  });

  it('differentiates the whole of LeNet-5: equal to finite differences along random directions', () => {
    checkGradient(lenet5(), 2, 3);
  });

  it('adds the losses of auxiliary heads by their weights', () => {
    const network = buildNetwork(
      [1, 6, 6],
      [
        { path: 'conv', kind: 'conv', attributes: { channels: 3, kernel: [3, 3] } },
        { path: 'aux.pool', kind: 'global_avgpool', head: 'aux' },
        { path: 'aux.output', kind: 'dense', attributes: { units: 4 }, head: 'aux' },
        { path: 'flatten', kind: 'flatten', inputs: ['conv'] },
        { path: 'output', kind: 'dense', attributes: { units: 4 } },
      ],
      [{ name: 'aux', weight: 0.3, output: 'aux.output' }],
    );
    const feeds = randomFeeds(network, 2);
    const whole = run(network, feeds);
    const alone = run({ ...network, heads: [] }, feeds);
    const onlyHead = run({ ...network, heads: [], output: 'aux.output' }, feeds);
    expect(whole.get('loss')!.data[0]).toBeCloseTo(
      alone.get('loss')!.data[0]! + 0.3 * onlyHead.get('loss')!.data[0]!,
      12,
    );
    expect(whole.get('logits')).toEqual(alone.get('logits'));
    checkGradient(network, 2, 2);
  });

  it('leaves statistics alone that no layer updates, and gives zeros for weights without influence', () => {
    const network = buildNetwork(
      [1, 4, 4],
      [
        { path: 'unused', kind: 'conv', attributes: { channels: 2, kernel: [3, 3] } },
        { path: 'flatten', kind: 'flatten', inputs: ['input'] },
        { path: 'output', kind: 'dense', attributes: { units: 3 } },
      ],
    );
    const gradients = run(network, randomFeeds(network, 2));
    expect([...gradients.get('grad.unused.weight')!.data]).toEqual(new Array(18).fill(0));
  });
});

function recipeOf(batch: number): Recipe {
  return { ...smallRecipe, batch, loss: { kind: 'cross_entropy', attributes: { label_smoothing: 0 } } };
}

function randomFeeds(network: Network, batch: number): Tensors {
  const stream = randomStream(11, 'feeds');
  const images = [batch, ...network.layers[0]!.outputShape!];
  const size = images.reduce((product, extent) => product * extent, 1);
  const classes = network.layers.find(({ path }) => path === network.output)!.outputShape![0]!;
  const state = initialState(network, recipeOf(batch)).tensors;
  const parameters = networkParameters(network).map(({ name, shape }): [string, Tensor64] => [
    name,
    tensor64(shape, state.get(name)!.data),
  ]);
  return new Map([
    ...parameters,
    [
      'images',
      tensor64(
        images,
        Array.from({ length: size }, () => stream.normal()),
      ),
    ],
    [
      'targets',
      targetsOf(
        recipeOf(batch),
        Array.from({ length: batch }, () => stream.integer(classes)),
        classes,
      ),
    ],
  ]);
}

function run(network: Network, feeds: Tensors): Tensors {
  const { graph } = buildGradients(network, recipeOf(feeds.get('images')!.shape[0]!));
  return interpret(graph, feeds);
}

/** (loss(w + h d) - loss(w - h d)) / 2h against gradient . d, for random d over all parameters and the images. */
function checkGradient(network: Network, batch: number, directions: number): void {
  const { graph } = buildGradients(network, recipeOf(batch));
  const feeds = randomFeeds(network, batch);
  const gradients = interpret(graph, feeds);
  const stream = randomStream(12, 'directions');
  const names = [...feeds.keys()].filter((name) => name !== 'targets');
  for (let count = 0; count < directions; count++) {
    const direction = new Map(
      names.map((name) => [name, feeds.get(name)!.data.map(() => stream.normal())] as const),
    );
    const lossAt = (h: number) => {
      const moved = new Map(feeds);
      for (const [name, d] of direction) {
        const { shape, data } = feeds.get(name)!;
        moved.set(name, { shape, data: data.map((value, index) => value + h * d[index]!) });
      }
      return interpret(graph, moved).get('loss')!.data[0]!;
    };
    const h = 1e-6;
    const numeric = (lossAt(h) - lossAt(-h)) / (2 * h);
    let exact = 0;
    for (const [name, d] of direction) {
      const gradient = gradients.get(`grad.${name}`)!.data;
      d.forEach((value, index) => {
        exact += value * gradient[index]!;
      });
    }
    expect(Math.abs(numeric - exact) / Math.max(1, Math.abs(exact))).toBeLessThan(1e-6);
  }
}
