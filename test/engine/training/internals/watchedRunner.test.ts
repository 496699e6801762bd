// Looks inside: the figures of a network small enough to work out by hand, and steps that stay what they are.

import { describe, expect, it } from 'vitest';
import { verifyGraph } from '../../../../engine/graph/verify.ts';
import type { Network } from '../../../../engine/network/network.ts';
import type { InternalsEvent } from '../../../../engine/protocol/internals.ts';
import { randomStream } from '../../../../engine/random.ts';
import type { Recipe } from '../../../../engine/recipe/recipe.ts';
import { buildProbeGraph } from '../../../../engine/training/internals/probeGraph.ts';
import { WatchedRunner } from '../../../../engine/training/internals/watchedRunner.ts';
import type { FloatTensor, StateTensors } from '../../../../engine/training/trainingState.ts';
import { initialState, stateShapes } from '../../../../engine/training/trainingState.ts';
import { buildNetwork } from '../buildNetwork.ts';
import { interpreterRuntime } from '../interpreterRuntime.ts';
import { smallRecipe } from '../pytorchSteps.ts';

const plain: Recipe = {
  ...smallRecipe,
  optimizer: { kind: 'sgd', attributes: { lr: 0.1, momentum: 0, nesterov: false, weight_decay: 0 } },
  loss: { kind: 'cross_entropy', attributes: { label_smoothing: 0 } },
  batch: 4,
};

const dense = buildNetwork(
  [1, 1, 2],
  [
    { path: 'flatten', kind: 'flatten' },
    { path: 'hidden', kind: 'dense', attributes: { units: 2 } },
    { path: 'relu', kind: 'relu' },
    { path: 'output', kind: 'dense', attributes: { units: 2 } },
  ],
);

const weights: Readonly<Record<string, readonly number[]>> = {
  'hidden.weight': [1, 0, 0, -2],
  'hidden.bias': [0, 0],
  'output.weight': [0, 0, 0, 0],
  'output.bias': [2, 2],
};

function stateOf(network: Network, recipe: Recipe, given: Readonly<Record<string, readonly number[]>>) {
  return new Map<string, FloatTensor>(
    [...stateShapes(network, recipe)].map(([name, shape]) => {
      const size = shape.reduce((product, extent) => product * extent, 1);
      return [name, { shape, data: Float32Array.from(given[name] ?? new Array<number>(size).fill(0)) }];
    }),
  );
}

async function looks(
  subject: { readonly network: Network; readonly recipe: Recipe; readonly state: StateTensors },
  batches: readonly { readonly images: Float32Array; readonly labels: Int32Array }[],
  internals: number,
): Promise<{ readonly events: readonly (InternalsEvent | undefined)[]; readonly after: StateTensors }> {
  const { network, recipe, state } = subject;
  let time = 0;
  const now = () => time++ * 250;
  const runner = await WatchedRunner.create(
    { network, recipe, runtime: interpreterRuntime, internals, now },
    state,
  );
  const events = [];
  for (const [step, batch] of batches.entries()) {
    events.push((await runner.run(batch, { step, learningRate: 0.1 })).internals);
  }
  const after = new Map(
    [...runner.tensors].map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]),
  );
  await runner.dispose();
  return { events, after };
}

/** Counts of a histogram by their bins. */
function inBins(counts: Readonly<Record<number, number>>): readonly number[] {
  return Array.from({ length: 24 }, (_, bin) => counts[bin] ?? 0);
}

describe('a look inside', () => {
  it('tells what flows through each layer, dead units, gradients and how far the step goes', async () => {
    const images = Float32Array.of(1, 1, 2, 1, 3, 1, -4, 1);
    const labels = Int32Array.of(0, 0, 0, 1);
    const subject = { network: dense, recipe: plain, state: stateOf(dense, plain, weights) };
    const [event] = (await looks(subject, [{ images, labels }], 1)).events;
    // The images are 1, 1, 2, 1, 3, 1, -4, 1, and `hidden` is the first number and minus twice the second.
    const input = { p15: 1, p50: 1, p85: 1.95, mean: 0.75, deviation: 1.92 };
    const hidden = { p15: -2, p50: -2, p85: 1.95, mean: -0.75, deviation: 2.278 };
    const rectified = { p15: 0, p50: 0, p85: 1.95, mean: 0.75, deviation: 1.09 };
    const scores = { p15: 2, p50: 2, p85: 2, mean: 2, deviation: 0 };
    expect(event).toEqual({
      event: 'internals',
      step: 1,
      layers: [
        { path: 'input', inputs: [], output: input },
        { path: 'flatten', inputs: [input], output: input },
        { path: 'hidden', inputs: [input], output: hidden },
        // 5 of 8 outputs; the second unit lets nothing through.
        { path: 'relu', inputs: [hidden], output: rectified, zeros: 0.625, dead: 0.5 },
        { path: 'output', inputs: [rectified], output: scores },
      ],
      parameters: [
        // Nothing comes back through weights of zero.
        {
          name: 'hidden.weight',
          weight: 2.236,
          gradient: 0,
          update: 0,
          // -2, 0, 0, 1 in 24 parts of 0.125.
          weights: { low: -2, high: 1, counts: inBins({ 0: 1, 16: 2, 23: 1 }) },
          gradients: { low: 0, high: 0, counts: [4] },
        },
        {
          name: 'hidden.bias',
          weight: 0,
          gradient: 0,
          update: null,
          weights: { low: 0, high: 0, counts: [2] },
          gradients: { low: 0, high: 0, counts: [2] },
        },
        // Both classes have the probability 1/2: the mean of (p - t) h is -(1 + 2 + 3) / 8 and its opposite.
        {
          name: 'output.weight',
          weight: 0,
          gradient: 1.061,
          update: null,
          weights: { low: 0, high: 0, counts: [4] },
          gradients: { low: -0.75, high: 0.75, counts: inBins({ 0: 1, 12: 2, 23: 1 }) },
        },
        // (-1/4, 1/4), of which a step takes a tenth from (2, 2).
        {
          name: 'output.bias',
          weight: 2.828,
          gradient: 0.3536,
          update: 0.0125,
          weights: { low: 2, high: 2, counts: [2] },
          gradients: { low: -0.25, high: 0.25, counts: inBins({ 0: 1, 23: 1 }) },
        },
      ],
      statistics: [],
      seconds: 0.5,
    });
  });

  const maps = buildNetwork(
    [1, 6, 6],
    [
      { path: 'conv', kind: 'conv', attributes: { channels: 3, kernel: [3, 3], padding: 'same' } },
      { path: 'bn', kind: 'bn' },
      { path: 'relu', kind: 'relu' },
      { path: 'dropout', kind: 'dropout', attributes: { rate: 0.5 } },
      { path: 'aux.pool', kind: 'global_avgpool', head: 'aux' },
      { path: 'aux.output', kind: 'dense', attributes: { units: 2 }, head: 'aux' },
      { path: 'add', kind: 'add', inputs: ['dropout', 'bn'] },
      { path: 'flatten', kind: 'flatten' },
      { path: 'output', kind: 'dense', attributes: { units: 2 } },
    ],
    [{ name: 'aux', weight: 0.3, output: 'aux.output' }],
  );
  const recipe: Recipe = { ...plain, accumulate: 2, optimizer: smallRecipe.optimizer };
  const batches = Array.from({ length: 5 }, (_, step) => {
    const stream = randomStream(3, 'batch', step);
    return {
      images: Float32Array.from({ length: 8 * 36 }, () => stream.normal()),
      labels: Int32Array.from({ length: 8 }, () => stream.integer(2)),
    };
  });

  it('comes every so many steps, heads, chance and merges among it, and leaves the steps as they are', async () => {
    const subject = () => ({ network: maps, recipe, state: initialState(maps, recipe).tensors });
    const watched = await looks(subject(), batches, 2);
    const alone = await looks(subject(), batches, 0);
    expect(watched.events.map((event) => event?.step)).toEqual([1, undefined, 3, undefined, 5]);
    expect(alone.events.every((event) => event === undefined)).toBe(true);
    for (const [name, { data }] of alone.after) expect(watched.after.get(name)!.data, name).toEqual(data);
    const [first] = watched.events;
    const layer = (path: string) => first!.layers.find((found) => found.path === path)!;
    // In training mode: normalised over the batch, half of what is rectified zero, half of that dropped.
    expect(layer('bn').output).toMatchObject({ mean: expect.closeTo(0, 3), deviation: expect.closeTo(1, 3) });
    expect(layer('dropout').output.p50).toBe(0);
    expect(layer('add').inputs).toEqual([layer('dropout').output, layer('bn').output]);
    expect(layer('aux.output').inputs).toEqual([layer('aux.pool').output]);
    expect(first!.parameters.map(({ name }) => name)).toContain('aux.output.weight');
    for (const { update } of first!.parameters.filter(({ weight }) => weight !== 0)) {
      expect(update).toBeGreaterThan(0);
    }
  });

  it('takes at most 4096 numbers of a layer, at distances that fall in with no row, map or image', () => {
    const network = buildNetwork(
      [3, 64, 64],
      [
        { path: 'conv', kind: 'conv', attributes: { channels: 2, kernel: [3, 3], padding: 'same' } },
        { path: 'pool', kind: 'global_avgpool' },
        { path: 'output', kind: 'dense', attributes: { units: 2 } },
      ],
    );
    const { graph } = buildProbeGraph(network, plain);
    verifyGraph(graph);
    const sizes = new Map(graph.outputs.map(({ name, value }) => [name, value.shape]));
    // 4 * 3 * 64 * 64 is 12 * 4096: 12 has divisors in common with it, 13 has none.
    expect(sizes.get('sample.input')).toEqual([3781]);
    // 8 * 4096: 9 in place of 8.
    expect(sizes.get('sample.conv')).toEqual([3641]);
    expect(sizes.get('sample.output')).toEqual([8]);
  });
});
