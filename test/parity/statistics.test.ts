// What batch normalisation tracks over several steps, against PyTorch: its momentum, and its unbiased variance.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../engine/training/temporaryFolder.ts';
import { model, networkOf } from '../language/support/compileText.ts';
import { engineSteps, exactSteps, prepareSubject, pytorchSteps } from './comparedRun.ts';
import { largestDifference } from './difference.ts';
import { PytorchServer } from './pytorchServer.ts';

let server: PytorchServer;
beforeAll(() => {
  server = new PytorchServer();
});
afterAll(() => server.stop());

/** On maps and on vectors, where the unbiased variance of few numbers differs most; with every choice of attributes. */
const statements = [
  'bn',
  'bn(momentum: 0.7)',
  'bn(momentum: 1)',
  'bn(momentum: 0)',
  'bn(affine: false)',
  'bn(epsilon: 0.1)',
  'bn(zero_gamma: true)',
].map((bn) => `  conv(4, 3, padding: same) -> ${bn} -> tanh -> flatten -> dense(5) -> ${bn} -> dense(3)`);

describe('the statistics after ten steps', () => {
  it.each(statements)('of %s are those of PyTorch', async (body) => {
    const network = networkOf(model(body, '2x4x3'));
    const subject = await prepareSubject(network, temporaryFolder(), { batch: 3, perturbation: 0.1 });
    const isState = ([name]: readonly [string, unknown]) => /\.running_(mean|var)$/.test(name);
    const expected = new Map([...(await pytorchSteps(subject, 10, server))].filter(isState));
    expect(expected.size).toBe(4);
    expect(largestDifference(await exactSteps(subject, 10), expected, 1e-6).share).toBeLessThan(1e-10);
    expect(largestDifference(await engineSteps(subject, 10), expected, 1e-3).share).toBeLessThan(1e-4);
  });
});
