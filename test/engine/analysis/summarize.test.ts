// Figures of whole networks against published and hand-computed numbers.

import { describe, expect, test } from 'vitest';
import { type NetworkSummary, summarize } from '../../../engine/analysis/summarize.ts';
import type { Network } from '../../../engine/network/network.ts';
import { buildNetwork, lenet5 } from '../training/buildNetwork.ts';
import { resnetCifar } from './sketches.ts';

describe('LeNet-5 with full connections in C3', () => {
  const summary = summarize(lenet5(), { batch: 1 });

  test('has 61,706 parameters and 416,520 multiply-adds', () => {
    expect(summary.parameters).toEqual({
      total: 61_706,
      inference: 61_706,
      trainable: 61_706,
      statistics: 0,
    });
    expect(summary.macs).toEqual({ total: 416_520, inference: 416_520 });
  });

  test('has the neurons and connections that follow from the paper', () => {
    // 6x28x28 + 16x10x10 + 120 + 84 + 10 neurons.
    expect(summary.neurons).toBe(6_518);
    // C1 122,304, C5 48,120 and F6 10,164 are the paper's; C3 is 241,600 with full connections, the output
    // 850.
    expect(summary.connections).toBe(122_304 + 241_600 + 48_120 + 10_164 + 850);
  });

  test('has rows for every layer in order', () => {
    expect(
      summary.layers.map(({ path, outputShape, parameters, macs }) => [path, outputShape, parameters, macs]),
    ).toEqual([
      ['input', [1, 32, 32], 0, 0],
      ['c1', [6, 28, 28], 156, 117_600],
      ['c1.relu', [6, 28, 28], 0, 0],
      ['s2', [6, 14, 14], 0, 0],
      ['c3', [16, 10, 10], 2_416, 240_000],
      ['c3.relu', [16, 10, 10], 0, 0],
      ['s4', [16, 5, 5], 0, 0],
      ['c5', [120, 1, 1], 48_120, 48_000],
      ['c5.relu', [120, 1, 1], 0, 0],
      ['flatten', [120], 0, 0],
      ['f6', [84], 10_164, 10_080],
      ['f6.relu', [84], 0, 0],
      ['output', [10], 850, 840],
    ]);
  });

  test('counts two operations for each multiply-add, one for each bias, activation and comparison', () => {
    const biases = 6 * 784 + 16 * 100 + 120 + 84 + 10;
    const activations = 6 * 784 + 16 * 100 + 120 + 84;
    const comparisons = 3 * (6 * 196 + 16 * 25);
    expect(summary.flops).toBe(2 * 416_520 + biases + activations + comparisons);
  });

  test('is five weighted layers deep, from 1x32x32 to 10, and its output sees the whole image', () => {
    expect(summary.depth).toBe(5);
    expect([summary.model, summary.input, summary.output]).toEqual(['Small', [1, 32, 32], [10]]);
    expect(summary.receptiveField).toEqual({ size: [32, 32], stride: [4, 4], offset: [0, 0] });
  });
});

// Parameters and multiply-adds as computed from the paper's option A; the paper prints 0.27M and 0.85M.
test.each([
  [20, 3, 269_722, 40_551_040],
  [56, 9, 853_018, 125_485_696],
])('ResNet-%i for CIFAR-10 has its published size', (depth, n, parameters, macs) => {
  const summary = summarize(resnetCifar(n), { batch: 1 });
  expect(summary.parameters.total).toBe(parameters);
  expect(summary.macs.total).toBe(macs);
  expect(summary.depth).toBe(depth);
});

test('tracked statistics of bn are counted apart: two for each of the 688 channels of ResNet-20', () => {
  expect(summarize(resnetCifar(3), { batch: 1 }).parameters.statistics).toBe(2 * (7 * 16 + 6 * 32 + 6 * 64));
});

const withHead = buildNetwork(
  [1, 8, 8],
  [
    { path: 'conv', kind: 'conv', attributes: { channels: 2, kernel: 3 } },
    { path: 'aux.pool', kind: 'global_avgpool', head: 'aux' },
    { path: 'aux.dense', kind: 'dense', attributes: { units: 10 }, head: 'aux' },
    { path: 'flatten', kind: 'flatten', inputs: ['conv'] },
    { path: 'dense', kind: 'dense', attributes: { units: 10 } },
  ],
  [{ name: 'aux', weight: 0.3, output: 'aux.dense' }],
);

test('auxiliary heads count in the totals and not in inference', () => {
  const summary = summarize(withHead, { batch: 1 });
  // conv 18 + 2, dense 720 + 10, head 20 + 10.
  expect(summary.parameters).toEqual({ total: 780, inference: 750, trainable: 780, statistics: 0 });
  expect(summary.macs).toEqual({ total: 36 * 18 + 720 + 20, inference: 36 * 18 + 720 });
  expect(summary.neurons).toBe(72 + 10);
  expect(summary.layers.map(({ head }) => head)).toEqual([
    undefined,
    undefined,
    'aux',
    'aux',
    undefined,
    undefined,
  ]);
});

test('layers of unknown shape or kind count nothing, and the others still count', () => {
  const network = lenet5();
  const broken: Network = {
    ...network,
    layers: network.layers.map((layer) => {
      if (layer.path === 'c3') return { ...layer, kind: 'convolute' };
      const unknown = ['c3.relu', 's4', 'c5', 'c5.relu', 'flatten', 'f6', 'f6.relu', 'output'];
      return unknown.includes(layer.path) ? { ...layer, outputShape: undefined, parameters: [] } : layer;
    }),
  };
  const summary: NetworkSummary = summarize(broken, { batch: 2 });
  expect(summary.macs.total).toBe(117_600);
  expect(summary.parameters.total).toBe(156 + 2_416);
  expect(summary.output).toBeUndefined();
  expect(summary.receptiveField).toBeUndefined();
  expect(summary.layers.find(({ path }) => path === 's2')?.receptiveField?.size).toEqual([6, 6]);
  expect(summary.layers.find(({ path }) => path === 'c5')).toMatchObject({
    macs: 0,
    receptiveField: undefined,
  });
});

test('AlexNet of 2012, with its two groups, has 60,965,224 parameters, 724,406,816 MACs and 650,000 neurons', () => {
  const conv = (path: string, channels: number, kernel: number, padding: number, groups: number) => [
    { path, kind: 'conv', attributes: { channels, kernel, padding, groups, stride: path === 'c1' ? 4 : 1 } },
    { path: `${path}.relu`, kind: 'relu' },
  ];
  const pool = (path: string) => ({ path, kind: 'maxpool', attributes: { kernel: 3, stride: 2 } });
  const dense = (path: string, units: number) => ({ path, kind: 'dense', attributes: { units } });
  const network = buildNetwork(
    [3, 227, 227],
    [
      ...conv('c1', 96, 11, 0, 1),
      { path: 'n1', kind: 'lrn' },
      pool('p1'),
      ...conv('c2', 256, 5, 2, 2),
      { path: 'n2', kind: 'lrn' },
      pool('p2'),
      ...conv('c3', 384, 3, 1, 1),
      ...conv('c4', 384, 3, 1, 2),
      ...conv('c5', 256, 3, 1, 2),
      pool('p5'),
      { path: 'flatten', kind: 'flatten' },
      dense('f6', 4096),
      dense('f7', 4096),
      dense('f8', 1000),
    ],
  );
  const summary = summarize(network, { batch: 128 });
  expect(summary.parameters.total).toBe(60_965_224);
  expect(summary.macs.total).toBe(724_406_816);
  // 55x55x96 + 27x27x256 + 13x13x(384 + 384 + 256) + 4096 + 4096 + 1000; the paper says 650,000.
  expect(summary.neurons).toBe(659_272);
  expect(summary.depth).toBe(8);
  expect(summary.layers.find(({ path }) => path === 'p5')?.receptiveField?.size).toEqual([195, 195]);
});
