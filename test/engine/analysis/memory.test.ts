// Memory by liveness, against hand computations on small networks.

import { expect, test } from 'vitest';
import { estimateMemory } from '../../../engine/analysis/memory.ts';
import { buildNetwork, lenet5 } from '../training/buildNetwork.ts';

test('a chain holds, at its worst moment, one input and one output', () => {
  // Numbers for one image: input 1024, c1 4704, relu 4704, s2 1176, …: worst is c1 and its relu.
  const { inferenceBytes } = estimateMemory(lenet5(), 1);
  expect(inferenceBytes).toBe(4 * (61_706 + 4_704 + 4_704));
});

test('activations grow with the batch, and weights do not', () => {
  const one = estimateMemory(lenet5(), 1).inferenceBytes;
  expect(estimateMemory(lenet5(), 64).inferenceBytes - one).toBe(4 * 63 * 9_408);
  expect(estimateMemory(lenet5(), 64).batch).toBe(64);
});

const residual = buildNetwork(
  [1, 4, 4],
  [
    { path: 'a', kind: 'relu' },
    { path: 'b', kind: 'sigmoid' },
    { path: 'c', kind: 'tanh' },
    { path: 'identity', kind: 'identity', inputs: ['a'] },
    { path: 'add', kind: 'add', inputs: ['c', 'identity'] },
    { path: 'flatten', kind: 'flatten' },
    { path: 'dense', kind: 'dense', attributes: { units: 2, bias: false } },
  ],
);

test('a shortcut keeps its value alive beside the branch, and a view of it costs nothing', () => {
  // a, b and c of 16 numbers at once; 32 weights.
  expect(estimateMemory(residual, 1).inferenceBytes).toBe(4 * (32 + 48));
});

test('training keeps every output and the gradients under way, three times the weights', () => {
  // Outputs: input, a, b, c, add of 16 numbers and dense of 2: 82 numbers. Backward: dense adds its gradient
  // (2) and that of add (16): 100, and frees 4; add adds those of c and a (32): 128, the worst; then add's 32
  // go.
  expect(estimateMemory(residual, 1).trainingBytes).toBe(4 * (3 * 32 + 128));
});

test('dropout is free in inference and keeps its output in training', () => {
  const network = (kind: string) =>
    buildNetwork(
      [1, 4, 4],
      [
        { path: 'a', kind: 'relu' },
        { path: 'b', kind },
        { path: 'c', kind: 'relu' },
      ],
    );
  expect(estimateMemory(network('dropout'), 1).inferenceBytes).toBe(4 * 32);
  expect(estimateMemory(network('dropout'), 1).trainingBytes).toBe(
    estimateMemory(network('relu'), 1).trainingBytes,
  );
  expect(estimateMemory(network('identity'), 1).trainingBytes).toBeLessThan(
    estimateMemory(network('relu'), 1).trainingBytes,
  );
});

test('auxiliary heads cost memory in training only', () => {
  const head = (units: number) =>
    buildNetwork(
      [1, 4, 4],
      [
        { path: 'pool', kind: 'global_avgpool' },
        { path: 'aux', kind: 'dense', attributes: { units }, head: 'aux' },
        { path: 'output', kind: 'dense', attributes: { units: 10 }, inputs: ['pool'] },
      ],
      [{ name: 'aux', weight: 1, output: 'aux' }],
    );
  const [small, large] = [estimateMemory(head(10), 1), estimateMemory(head(1_000), 1)];
  expect(large.inferenceBytes).toBe(small.inferenceBytes);
  expect(large.trainingBytes).toBeGreaterThan(small.trainingBytes);
});

test('an output that nothing reads is alive only while it is made', () => {
  const network = buildNetwork(
    [1, 4, 4],
    [
      { path: 'unread', kind: 'relu' },
      { path: 'pool', kind: 'maxpool', attributes: { kernel: 2 }, inputs: ['input'] },
      { path: 'a', kind: 'upsample', attributes: { factor: 3 } },
      { path: 'b', kind: 'relu' },
    ],
  );
  // The worst are the two outputs of 36 numbers, without the unread 16.
  expect(estimateMemory(network, 1).inferenceBytes).toBe(4 * 72);
});
