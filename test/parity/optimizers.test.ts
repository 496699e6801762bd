// Ten steps of every optimizer against PyTorch: the weights, the statistics and the optimizer's own tensors.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Call } from '../../engine/network/attribute.ts';
import type { Network } from '../../engine/network/network.ts';
import { optimizers } from '../../engine/recipe/optimizers.ts';
import { lenet5 } from '../engine/training/buildNetwork.ts';
import { smallResidual } from '../engine/training/pytorchSteps.ts';
import { temporaryFolder } from '../engine/training/temporaryFolder.ts';
import { engineSteps, exactSteps, prepareSubject, pytorchSteps } from './comparedRun.ts';
import { largestDifference } from './difference.ts';
import { PytorchServer } from './pytorchServer.ts';
import { shrinkNetwork } from './shrinkNetwork.ts';

let server: PytorchServer;
beforeAll(() => {
  server = new PytorchServer();
});
afterAll(() => server.stop());

const variants: readonly Call[] = [
  ['sgd', { lr: 0.1 }],
  ['sgd', { lr: 0.05, momentum: 0.9, weight_decay: 0.01 }],
  ['sgd', { lr: 0.05, momentum: 0.9, weight_decay: 0.01, nesterov: true }],
  ['adam', {}],
  ['adam', { lr: 0.01, beta1: 0.8, beta2: 0.95, epsilon: 1e-3, weight_decay: 0.1 }],
  ['adamw', {}],
  ['adamw', { lr: 0.01, weight_decay: 0.3 }],
  ['rmsprop', { lr: 0.001 }],
  ['rmsprop', { lr: 0.001, alpha: 0.9, epsilon: 1e-3, momentum: 0.9, centered: true, weight_decay: 0.1 }],
  ['lars', { lr: 1, trust: 0.02 }],
  ['lars', { lr: 2, momentum: 0.8, trust: 0.01, weight_decay: 0.1 }],
].map(([kind, given]) => {
  const { attributes } = optimizers.get(kind as string)!.read(given as Call['attributes']);
  return { kind: kind as string, attributes };
});

const networks: readonly [string, Network][] = [
  ['a residual network', smallResidual],
  ['LeNet-5', shrinkNetwork(lenet5(), { macs: 1e5, neurons: 1e5 })],
];

const cases = variants.flatMap((optimizer) =>
  networks.map(([title, network]) => ({
    title: `${optimizer.kind}(${Object.values(optimizer.attributes).join(', ')}) on ${title}`,
    network,
    optimizer,
  })),
);

describe('ten steps', () => {
  it('are taken with every optimizer', () => {
    expect(new Set(variants.map(({ kind }) => kind))).toEqual(new Set(optimizers.keys()));
  });

  it.each([0.05, 1])('with gradients clipped to %d are those of PyTorch', async (clip) => {
    const options = { batch: 4, perturbation: 0.1, clip, optimizer: variants[2]! };
    const subject = await prepareSubject(smallResidual, temporaryFolder(), options);
    const expected = await pytorchSteps(subject, 10, server);
    const exact = await exactSteps(subject, 10);
    const state = new Map([...expected].filter(([name]) => exact.has(name)));
    expect([...state.keys()].sort()).toEqual([...exact.keys()].sort());
    expect(largestDifference(exact, state, 1e-6).share).toBeLessThan(1e-10);
  });

  it.each(cases)('of $title are those of PyTorch', async ({ network, optimizer }) => {
    const subject = await prepareSubject(network, temporaryFolder(), {
      batch: 4,
      perturbation: 0.1,
      optimizer,
    });
    const expected = await pytorchSteps(subject, 10, server);
    const { loss: _, logits: __, ...state } = Object.fromEntries(expected);
    const exact = await exactSteps(subject, 10);
    expect([...exact.keys()].sort()).toEqual(Object.keys(state).sort());
    expect(largestDifference(exact, new Map(Object.entries(state)), 1e-6).share).toBeLessThan(1e-10);
    const weights = [...expected].filter(([name]) => !name.startsWith('optimizer.'));
    expect(largestDifference(await engineSteps(subject, 10), new Map(weights), 1e-2)).toMatchObject({
      share: expect.toSatisfy((share: number) => share < 1e-4),
    });
  });
});
