// Every gradient rule against finite differences, and what differentiation leaves out.

import { describe, expect, test } from 'vitest';
import { differentiate } from '../../../engine/autodiff/differentiate.ts';
import { gradientRules } from '../../../engine/autodiff/rules/registry.ts';
import { createGraphBuilder } from '../../../engine/graph/builder.ts';
import type { Graph, GraphBuilder, Value } from '../../../engine/graph/graph.ts';
import { interpret } from '../../../engine/graph/interpret.ts';
import { type Tensor64, tensor64 } from '../../../engine/graph/tensor64.ts';
import { verifyGraph } from '../../../engine/graph/verify.ts';
import { randomStream } from '../../../engine/random.ts';
import { applyCase, drawFeeds, drawTensor, operationCases } from '../operationCases.ts';

/** Operations that are not differentiated a second time, and constants. */
const withoutRule = ['batchNormalizationGradient', 'constant', 'maxPoolGradient'];

/** Their derivative is zero, but the cases step on the jumps. */
const steps = ['greater', 'equal'];

/** Adds up every output, each element weighted by a number of its own, so that no gradient cancels. */
function weightedSum(builder: GraphBuilder, outputs: readonly Value[]): Value {
  const random = randomStream(3, 'weights');
  const terms = outputs.map((output) => {
    const weights = builder.constant(output.shape, [...drawTensor(random, output.shape, 'normal').data]);
    const weighted = builder.apply('multiply', [output, weights]);
    return builder.apply('reduceSum', [weighted], {
      axes: output.shape.map((_, axis) => axis),
      keepDimensions: false,
    });
  });
  return terms.reduce((sum, term) => builder.apply('add', [sum, term]));
}

function moved(feeds: ReadonlyMap<string, Tensor64>, name: string, direction: Tensor64, step: number) {
  const from = feeds.get(name)!;
  const data = from.data.map((value, i) => value + step * direction.data[i]!);
  return new Map(feeds).set(name, tensor64(from.shape, data));
}

function lossAt(graph: Graph, feeds: ReadonlyMap<string, Tensor64>): number {
  return interpret(graph, feeds).get('loss')!.data[0]!;
}

/**
 * Compares the gradient along a random direction with central differences at two steps, extrapolated:
 * (4 D(h) - D(2h)) / 3 has an error of order h⁴.
 */
function checkDirection(
  graph: Graph,
  feeds: ReadonlyMap<string, Tensor64>,
  name: string,
  gradient: Tensor64,
  seed: number,
) {
  const direction = drawTensor(randomStream(seed, name), gradient.shape, 'normal');
  const difference = (h: number) =>
    (lossAt(graph, moved(feeds, name, direction, h)) - lossAt(graph, moved(feeds, name, direction, -h))) /
    (2 * h);
  const measured = (4 * difference(1e-3) - difference(2e-3)) / 3;
  const claimed = gradient.data.reduce((sum, value, i) => sum + value * direction.data[i]!, 0);
  const scale = Math.max(...gradient.data.map(Math.abs), Math.abs(measured), 1e-3);
  // Not toBeLessThan alone: a NaN must fail.
  expect(
    Number.isFinite(claimed) && Math.abs(claimed - measured) <= 1e-6 * scale,
    `${claimed} is not ${measured}`,
  ).toBe(true);
}

describe('every gradient rule agrees with finite differences', () => {
  for (const given of operationCases.filter((item) => ![...withoutRule, ...steps].includes(item.operation))) {
    test(given.title, () => {
      const builder = createGraphBuilder();
      const { operands, outputs } = applyCase(builder, given);
      const loss = weightedSum(builder, outputs);
      const gradients = differentiate(builder, loss, operands);
      builder.output('loss', loss);
      operands.forEach((operand, i) => {
        builder.output(`gradient ${i}`, gradients.get(operand)!);
      });
      const graph = builder.finish();
      verifyGraph(graph);
      const feeds = drawFeeds(given);
      const results = interpret(graph, feeds);
      for (const [name] of feeds) {
        const gradient = results.get(`gradient ${name}`)!;
        checkDirection(graph, feeds, name, gradient, 4);
        checkDirection(graph, feeds, name, gradient, 5);
      }
    });
  }
});

test('comparisons have gradient zero', () => {
  const builder = createGraphBuilder();
  const x = builder.input('x', [3]);
  const steps = (['greater', 'equal'] as const).map((operation) =>
    builder.apply('toFloat', [builder.apply(operation, [x, builder.scalar(1)])]),
  );
  const loss = weightedSum(builder, steps);
  builder.output('gradient', differentiate(builder, loss, [x]).get(x)!);
  const results = interpret(builder.finish(), new Map([['x', tensor64([3], [0, 1, 2])]]));
  expect([...results.get('gradient')!.data]).toEqual([0, 0, 0]);
});

test('every operation with a rule has a case', () => {
  const covered = new Set<string>([...operationCases.map((given) => given.operation), 'toFloat']);
  expect(Object.keys(gradientRules).filter((name) => !covered.has(name))).toEqual([]);
});

test('all operations but constants and two gradients have a rule', () => {
  expect(Object.keys(gradientRules).length).toBe(44);
});

test('an operation without a rule is refused by name', () => {
  const builder = createGraphBuilder();
  const x = builder.input('x', [1, 1, 4, 4]);
  builder.setScope('s2');
  const attributes = {
    kernel: [2, 2],
    stride: [2, 2],
    dilation: [1, 1],
    padding: [0, 0, 0, 0],
    ceil: false,
  } as const;
  const y = builder.apply('maxPool', [x], attributes);
  const dx = builder.apply('maxPoolGradient', [x, y, y], attributes);
  const loss = builder.apply('reduceSum', [dx], { axes: [0, 1, 2, 3], keepDimensions: false });
  expect(() => differentiate(builder, loss, [x])).toThrow(
    'maxPoolGradient in scope `s2` cannot be differentiated.',
  );
});

test('only what lies between the wanted values and the loss is differentiated', () => {
  const builder = createGraphBuilder();
  const images = builder.input('images', [2, 1, 6, 6]);
  const w = builder.input('w', [3, 1, 3, 3]);
  builder.setScope('conv1');
  const attributes = { stride: [1, 1], dilation: [1, 1], padding: [0, 0, 0, 0], groups: 1 } as const;
  const y = builder.apply('convolution', [images, w], attributes);
  builder.setScope('loss');
  const loss = builder.apply('reduceSum', [y], { axes: [0, 1, 2, 3], keepDimensions: false });
  const before = builder.nodes.length;
  differentiate(builder, loss, [w]);
  const added = builder.nodes.slice(before).map((node) => `${node.scope}: ${node.operation}`);
  expect(added).toEqual([
    'loss: constant',
    'loss/gradient: broadcast',
    'conv1/gradient: convolutionWeightGradient',
  ]);
  expect(builder.scope).toBe('loss');
});

test('a value that the loss does not depend on has gradient zero', () => {
  const builder = createGraphBuilder();
  const [x, unused] = [builder.input('x', [2]), builder.input('unused', [3])];
  const loss = builder.apply('reduceSum', [x], { axes: [0], keepDimensions: false });
  builder.output('gradient', differentiate(builder, loss, [unused]).get(unused)!);
  const feeds = new Map([
    ['x', tensor64([2], [1, 2])],
    ['unused', tensor64([3], [1, 2, 3])],
  ]);
  expect([...interpret(builder.finish(), feeds).get('gradient')!.data]).toEqual([0, 0, 0]);
});

test('only a float scalar can be differentiated', () => {
  const builder = createGraphBuilder();
  const x = builder.input('x', [2]);
  expect(() => differentiate(builder, x, [x])).toThrow(
    'Only a float scalar can be differentiated, not float[2].',
  );
});
