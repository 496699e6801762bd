// Every loss against PyTorch, on a network with an auxiliary head: loss, logits and gradients.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Call } from '../../engine/network/attribute.ts';
import { losses } from '../../engine/recipe/losses.ts';
import { temporaryFolder } from '../engine/training/temporaryFolder.ts';
import { engineGradients, exactGradients, prepareSubject, pytorchGradients } from './comparedRun.ts';
import { largestDifference } from './difference.ts';
import { PytorchServer } from './pytorchServer.ts';
import { randomNetwork } from './randomNetwork.ts';

let server: PytorchServer;
beforeAll(() => {
  server = new PytorchServer();
});
afterAll(() => server.stop());

const network = randomNetwork(8);
const classes = network.layers.find(({ path }) => path === network.output)!.outputShape![0]!;
const weights = Array.from({ length: classes }, (_, label) => 0.25 + label / 2);

const variants: readonly Call[] = [
  { kind: 'cross_entropy', attributes: { label_smoothing: 0, weights: [] } },
  { kind: 'cross_entropy', attributes: { label_smoothing: 0.1, weights: [] } },
  { kind: 'cross_entropy', attributes: { label_smoothing: 0, weights } },
  { kind: 'cross_entropy', attributes: { label_smoothing: 0.3, weights } },
  { kind: 'focal', attributes: { gamma: 0 } },
  { kind: 'focal', attributes: { gamma: 2 } },
  { kind: 'focal', attributes: { gamma: 0.5 } },
  { kind: 'mse', attributes: {} },
];

describe('a loss', () => {
  it('is compared for every name that a recipe may give', () => {
    expect(new Set(variants.map(({ kind }) => kind))).toEqual(new Set(losses.keys()));
    expect(network.heads).toHaveLength(1);
  });

  it.each(variants)('$kind $attributes is that of PyTorch, with its gradients', async (loss) => {
    const subject = await prepareSubject(network, temporaryFolder(), { batch: 8, perturbation: 0.1, loss });
    const expected = await pytorchGradients(subject, server);
    expect(largestDifference(await exactGradients(subject), expected, 1e-6).share).toBeLessThan(1e-10);
    expect(largestDifference(await engineGradients(subject), expected, 1e-3).share).toBeLessThan(1e-4);
  });
});
