// Steps that compute activations again against those that keep them: the same numbers, and what is kept.

import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { diskFiles } from '../../../cli/diskFiles.ts';
import { createGraphBuilder } from '../../../engine/graph/builder.ts';
import type { Graph, Value } from '../../../engine/graph/graph.ts';
import { interpret } from '../../../engine/graph/interpret.ts';
import { tensor64 } from '../../../engine/graph/tensor64.ts';
import { tensorSize } from '../../../engine/graph/tensorShape.ts';
import { verifyGraph } from '../../../engine/graph/verify.ts';
import type { Network } from '../../../engine/network/network.ts';
import { partitionBatch } from '../../../engine/partition/partitionBatch.ts';
import { randomStream } from '../../../engine/random.ts';
import { type Recomputation, recomputations } from '../../../engine/recipe/recipe.ts';
import { buildTrainingStep } from '../../../engine/training/trainingStep.ts';
import { compile } from '../../../extension/language/compile.ts';
import { networkOf } from '../../language/support/compileText.ts';
import { modelsFolder } from '../../models/zooNetworks.ts';
import { randomNetwork } from '../../parity/randomNetwork.ts';
import { shrinkNetwork } from '../../parity/shrinkNetwork.ts';
import { smallRecipe } from '../training/pytorchSteps.ts';

const batch = 2;

function stepOf(network: Network, recompute?: Recomputation): Graph {
  return buildTrainingStep(network, { ...smallRecipe, batch, ...(recompute && { recompute }) }).graph;
}

/** Random numbers from 0 to 1, which suit all inputs. */
function outputsOf(graph: Graph) {
  const feeds = graph.inputs.map(({ name, value: { shape } }) => {
    const random = randomStream(1, name);
    return [
      name,
      tensor64(
        shape,
        Array.from({ length: tensorSize(shape) }, () => random.next()),
      ),
    ] as const;
  });
  return interpret(graph, new Map(feeds));
}

/** The layers of whose outputs the backward pass reads or awaits some that the forward pass made. */
function keptLayers(network: Network, recompute?: Recomputation): readonly string[] {
  const graph = stepOf(network, recompute);
  const paths = new Set(network.layers.map(({ path }) => path));
  const made = new Map<Value, string>();
  const kept = new Set<string>();
  for (const { scope, inputs, outputs } of graph.nodes) {
    if (!paths.has(scope)) for (const input of inputs) kept.add(made.get(input) ?? '');
    else for (const output of outputs) if (output.shape[0] === batch) made.set(output, scope);
  }
  return network.layers.map(({ path }) => path).filter((path) => kept.has(path));
}

describe('a step that computes activations again', () => {
  const seeds = Array.from({ length: 40 }, (_, index) => index + 1);

  it.each(seeds)('gives the same numbers for the random network %i, shared by replicas too', (seed) => {
    const network = randomNetwork(seed);
    const graph = stepOf(network);
    const expected = outputsOf(graph);
    for (const recompute of recomputations) {
      const again = stepOf(network, recompute);
      verifyGraph(again);
      expect(outputsOf(again)).toEqual(expected);
      const batched = again.inputs.filter(({ batched: rows }) => rows).map(({ name }) => name);
      const shared = partitionBatch(again, new Set(batched), batch).graph;
      verifyGraph(shared);
      for (const [name, { data }] of outputsOf(shared)) {
        const own = expected.get(name)!.data;
        const size = own.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1e-3);
        const difference = data.reduce((most, value, i) => Math.max(most, Math.abs(value - own[i]!)), 0);
        expect(difference / size, name).toBeLessThan(1e-7);
      }
    }
  });
});

it.each(['inception_v3.cnn', 'bn_inception.cnn'])('gives the same numbers for %s made small', (file) => {
  const [shipped] = compile(join(modelsFolder, file), diskFiles).models;
  const network = shrinkNetwork(shipped!.network!, { macs: 1e5, neurons: 3e3 });
  const expected = outputsOf(stepOf(network));
  for (const recompute of recomputations) expect(outputsOf(stepOf(network, recompute))).toEqual(expected);
});

const chain = networkOf(`
block Three(channels) {
  conv(channels, 3, padding: same) -> bn -> relu
}
model M {
  input 3x8x8
  a = Three(4)
  b = Three(4)
  c = Three(4)
  global_avgpool -> dense(4)
}`);

const residual = networkOf(`
block Unit() {
  add {
    { conv(4, 3, padding: same) -> bn -> relu -> conv(4, 3, padding: same) -> bn }
    identity
  } -> relu
}
model M {
  input 4x8x8
  repeat 3 { Unit }
  global_avgpool -> dense(4)
}`);

const dense = networkOf(`
block Layer() {
  concat {
    identity
    { bn -> relu -> conv(4, 3, padding: same) }
  }
}
model M {
  input 4x8x8
  repeat 4 { Layer }
  global_avgpool -> dense(4)
}`);

describe('what is kept for the backward pass', () => {
  const tail = ['global_avgpool1', 'dense1'];
  const units = (...layers: readonly string[]) =>
    [1, 2, 3].flatMap((unit) => layers.map((layer) => `unit${unit}.${layer}`));

  test.each([
    [
      'of a chain, what convolutions read and normalisation reads',
      chain,
      undefined,
      ['a.conv1', 'a.relu1', 'b.conv1', 'b.relu1', 'c.conv1', 'c.relu1', ...tail],
    ],
    [
      'of a chain, what passes from block to block, and all of the last block',
      chain,
      'blocks',
      ['a.relu1', 'b.relu1', 'c.conv1', 'c.relu1', ...tail],
    ],
    [
      'of a chain, what convolutions give',
      chain,
      'light',
      ['a.conv1', 'b.conv1', 'c.conv1', 'c.relu1', ...tail],
    ],
    [
      'of residual units, what passes from unit to unit, and all of the last unit',
      residual,
      'blocks',
      [
        'unit1.relu2',
        'unit2.relu2',
        ...['conv1', 'relu1', 'conv2', 'relu2'].map((layer) => `unit3.${layer}`),
        ...tail,
      ],
    ],
    [
      'of residual units, what convolutions give, and what passes from unit to unit',
      residual,
      'light',
      [...units('conv1', 'conv2', 'relu2'), ...tail],
    ],
    [
      'of a dense block, what convolutions give, and all of the last layer',
      dense,
      'light',
      ['layer1.conv1', 'layer2.conv1', 'layer3.concat1', 'layer4.relu1', ...tail],
    ],
    [
      'of a dense block, the same where blocks are repeated',
      dense,
      'blocks',
      ['layer1.conv1', 'layer2.conv1', 'layer3.concat1', 'layer4.relu1', ...tail],
    ],
  ] as const)('%s', (_, network, mode, expected) => {
    expect(keptLayers(network, mode)).toEqual(expected);
  });

  it('is everything where nothing is to be computed again', () => {
    const graph = stepOf(chain);
    expect(graph.nodes.some(({ operation }) => operation === 'after')).toBe(false);
  });
});

test('a value that waits for another is itself, whatever the other is', () => {
  const builder = createGraphBuilder();
  const [x, signal] = [builder.input('x', [2, 2]), builder.input('signal', [3])];
  builder.output('y', builder.apply('after', [x, signal]));
  const given = tensor64([2, 2], [1, 2, 3, 4]);
  const feeds = new Map([
    ['x', given],
    ['signal', tensor64([3], [Number.NaN, 1, 2])],
  ]);
  expect(interpret(builder.finish(), feeds).get('y')).toEqual(given);
});
