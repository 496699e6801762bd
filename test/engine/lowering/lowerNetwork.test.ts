// Whole networks as graphs: values, scopes, heads, statistics and chance.

import { describe, expect, test } from 'vitest';
import { createGraphBuilder } from '../../../engine/graph/builder.ts';
import type { Value } from '../../../engine/graph/graph.ts';
import { interpret } from '../../../engine/graph/interpret.ts';
import { type Tensor64, tensor64 } from '../../../engine/graph/tensor64.ts';
import { verifyGraph } from '../../../engine/graph/verify.ts';
import { type LoweringOptions, lowerNetwork } from '../../../engine/lowering/lowerNetwork.ts';
import { inputShape, type Network } from '../../../engine/network/network.ts';
import { initializeParameters } from '../../../engine/training/initializeParameters.ts';
import { buildNetwork, lenet5 } from '../training/buildNetwork.ts';

/** Lowers a network with graph inputs for images and parameters. */
function lower(network: Network, options: Partial<LoweringOptions> = {}, batch = 2) {
  const builder = createGraphBuilder();
  const images = builder.input('images', [batch, ...inputShape(network)]);
  const parameters = new Map<string, Value>(
    network.layers
      .flatMap((layer) => layer.parameters)
      .map(({ name, shape }) => [name, builder.input(name, shape)]),
  );
  const lowered = lowerNetwork(network, builder, {
    batch,
    mode: 'inference',
    heads: false,
    images,
    parameters,
    ...options,
  });
  return { builder, lowered };
}

function run(network: Network, images: Tensor64, options: Partial<LoweringOptions> = {}) {
  const { builder, lowered } = lower(network, options, images.shape[0]);
  builder.output('logits', lowered.logits);
  for (const { name, logits } of lowered.heads) builder.output(`head ${name}`, logits);
  for (const [name, value] of lowered.updates) builder.output(name, value);
  const graph = builder.finish();
  verifyGraph(graph);
  const first = initializeParameters(network, 1);
  const shapes = new Map(
    network.layers.flatMap((layer) => layer.parameters.map(({ name, shape }) => [name, shape])),
  );
  const feeds = new Map<string, Tensor64>([['images', images]]);
  for (const [name, data] of first) feeds.set(name, tensor64(shapes.get(name)!, data));
  return interpret(graph, feeds);
}

const sum = (shape: readonly number[]) => shape.reduce((product, extent) => product * extent, 1);
const ramp = (shape: readonly number[]) =>
  tensor64(
    shape,
    Array.from({ length: sum(shape) }, (_, i) => Math.sin(i)),
  );

test('LeNet-5 gives ten scores for each image, the same for each whatever the batch', () => {
  const both = ramp([2, 1, 32, 32]);
  const together = run(lenet5(), both).get('logits')!;
  expect(together.shape).toEqual([2, 10]);
  const alone = run(lenet5(), tensor64([1, 1, 32, 32], both.data.slice(1024))).get('logits')!;
  expect([...together.data.slice(10)]).toEqual([...alone.data].map((score) => expect.closeTo(score, 12)));
});

test('every node carries the path of the layer it comes from', () => {
  const { builder, lowered } = lower(lenet5());
  expect(builder.nodes.map(({ scope, operation }) => [scope, operation])).toEqual([
    ['c1', 'convolution'],
    ['c1.relu', 'relu'],
    ['s2', 'maxPool'],
    ['c3', 'convolution'],
    ['c3.relu', 'relu'],
    ['s4', 'maxPool'],
    ['c5', 'convolution'],
    ['c5.relu', 'relu'],
    ['flatten', 'reshape'],
    ['f6', 'matmul'],
    ['f6.relu', 'relu'],
    ['output', 'matmul'],
  ]);
  expect([...lowered.values.keys()]).toEqual(lenet5().layers.map(({ path }) => path));
  expect(lowered.values.get('s4')?.shape).toEqual([2, 16, 5, 5]);
});

const withHead = buildNetwork(
  [1, 4, 4],
  [
    { path: 'conv', kind: 'conv', attributes: { channels: 3, kernel: 1 } },
    { path: 'bn', kind: 'bn' },
    { path: 'aux.pool', kind: 'global_avgpool', head: 'aux' },
    { path: 'aux.dense', kind: 'dense', attributes: { units: 5 }, head: 'aux' },
    { path: 'pool', kind: 'global_maxpool', inputs: ['bn'] },
    { path: 'dropout', kind: 'dropout' },
    { path: 'dense', kind: 'dense', attributes: { units: 5 } },
  ],
  [{ name: 'aux', weight: 0.3, output: 'aux.dense' }],
);

describe('a network with a head, bn and dropout', () => {
  test('lowers the head with its weight only where asked', () => {
    const { lowered } = lower(withHead, { mode: 'training', heads: true });
    expect(lowered.heads).toEqual([{ name: 'aux', weight: 0.3, logits: lowered.values.get('aux.dense') }]);
    const without = lower(withHead).lowered;
    expect(without.heads).toEqual([]);
    expect([...without.values.keys()]).not.toContain('aux.pool');
  });

  test('updates the statistics in training and not in inference', () => {
    expect([...lower(withHead, { mode: 'training' }).lowered.updates.keys()]).toEqual([
      'bn.running_mean',
      'bn.running_var',
    ]);
    expect(lower(withHead).lowered.updates.size).toBe(0);
  });

  test('asks for random numbers in training, unless chance is off', () => {
    const { randomInputs } = lower(withHead, { mode: 'training' }).lowered;
    expect(randomInputs.map(({ name, distribution, value }) => [name, distribution, value.shape])).toEqual([
      ['dropout/uniform', 'uniform', [2, 3]],
    ]);
    expect(lower(withHead, { mode: 'training', random: false }).lowered.randomInputs).toEqual([]);
    expect(lower(withHead).lowered.randomInputs).toEqual([]);
  });

  test('computes on the interpreter what the layers say', () => {
    const results = run(withHead, ramp([2, 1, 4, 4]), { mode: 'training', heads: true, random: false });
    expect(results.get('logits')?.shape).toEqual([2, 5]);
    expect(results.get('head aux')?.shape).toEqual([2, 5]);
    expect(results.get('bn.running_var')?.shape).toEqual([3]);
    // Batch normalisation makes the mean over batch and places zero, so the head's pooled means cancel.
    const aux = results.get('head aux')!.data;
    for (let unit = 0; unit < 5; unit++) expect(aux[unit]! + aux[5 + unit]!).toBeCloseTo(0, 10);
  });
});

test('a softmax at the end is passed over: logits are the scores before it', () => {
  const network = buildNetwork(
    [1, 2, 2],
    [
      { path: 'flatten', kind: 'flatten' },
      { path: 'dense', kind: 'dense', attributes: { units: 3 } },
      { path: 'softmax', kind: 'softmax' },
    ],
  );
  const { lowered } = lower(network);
  expect(lowered.logits).toBe(lowered.values.get('dense'));
  expect(lowered.values.has('softmax')).toBe(true);
});

test('scores in a map of 1x1 places are read as a vector', () => {
  const network = buildNetwork(
    [1, 2, 2],
    [{ path: 'conv', kind: 'conv', attributes: { channels: 3, kernel: 2 } }],
  );
  expect(lower(network).lowered.logits.shape).toEqual([2, 3]);
});

describe('mistakes of ours are named', () => {
  test('images of another shape', () => {
    const builder = createGraphBuilder();
    const images = builder.input('images', [2, 1, 28, 28]);
    const options = { batch: 2, mode: 'inference', heads: false, images, parameters: new Map() } as const;
    expect(() => lowerNetwork(lenet5(), builder, options)).toThrow(
      'Small takes images [2, 1, 32, 32], not [2, 1, 28, 28].',
    );
  });

  test('a parameter that is missing', () => {
    expect(() => lower(lenet5(), { parameters: new Map() })).toThrow('The parameter c1.weight is missing.');
  });

  test('an unknown kind', () => {
    const network = lenet5();
    const layers = network.layers.map((layer) =>
      layer.path === 's2' ? { ...layer, kind: 'minpool' } : layer,
    );
    expect(() => lower({ ...network, layers })).toThrow('s2 is of the unknown kind minpool.');
  });
});
