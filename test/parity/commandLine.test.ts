// The built command line from a text to gradients and steps, as a user runs it, against PyTorch on the same files.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSafetensors } from '../../engine/training/safetensors.ts';
import { useCli } from '../cli/builtCli.ts';
import { temporaryFolder } from '../engine/training/temporaryFolder.ts';
import { networkOf } from '../language/support/compileText.ts';
import { prepareSubject, pytorchGradients, pytorchSteps, type Subject } from './comparedRun.ts';
import { largestDifference, largestEntry } from './difference.ts';
import { PytorchServer } from './pytorchServer.ts';

let server: PytorchServer;
beforeAll(() => {
  server = new PytorchServer();
});
afterAll(() => server.stop());

const text = `
model Small {
  input 1x28x28
  maxpool(4)
  conv(6, 3, padding: same, bias: false) -> bn -> relu
  add { depthwise_conv(3, padding: same) -> group_norm(2); identity } -> prelu
  head aux(weight: 0.4) { global_avgpool -> dense(10) }
  maxpool(2) -> conv(8, 2, groups: 2) -> elu(trainable: true)
  flatten -> dense(10) -> softmax
}

train Small {
  data       digits(100)
  optimizer  sgd(lr: 0.05, momentum: 0.9, weight_decay: 0.01, nesterov: true)
  loss       cross_entropy
  batch      4
}
`;

const optimizer = {
  kind: 'sgd',
  attributes: { lr: 0.05, momentum: 0.9, weight_decay: 0.01, nesterov: true },
};

describe('the command line', () => {
  const cli = useCli();

  async function prepared(): Promise<Subject> {
    const folder = temporaryFolder();
    await writeFile(join(folder, 'small.cnn'), text);
    return prepareSubject(networkOf(text), folder, { batch: 4, perturbation: 0.1, optimizer });
  }

  async function run(subject: Subject, words: readonly string[]) {
    const { folder } = subject;
    const files = ['small.cnn', '--weights', 'weights', '--batch', 'batch', '-o', 'out'];
    const { code, log } = await cli.run([words[0]!, ...files, ...words.slice(1)], { folder });
    expect(log).toBe('');
    expect(code).toBe(0);
    return (await readSafetensors(join(folder, 'out'))).tensors;
  }

  it('writes the logits, the loss and the gradients of PyTorch', async () => {
    const subject = await prepared();
    const expected = await pytorchGradients(subject, server);
    const written = await run(subject, ['gradients']);
    expect([...written.keys()].sort()).toEqual([...expected.keys()].sort());
    const noise = 1e-3 * largestEntry(expected, 'grad.');
    expect(largestDifference(written, expected, noise).share).toBeLessThan(1e-4);
  });

  it('takes the ten steps of PyTorch', async () => {
    const subject = await prepared();
    const taken = [...(await pytorchSteps(subject, 10, server))];
    const expected = new Map(taken.filter(([name]) => !name.startsWith('optimizer.')));
    const written = await run(subject, ['step', '--steps', '10']);
    expect(largestDifference(written, expected, 1e-2).share).toBeLessThan(1e-4);
  });
});
