// Every network against PyTorch: logits, loss and every gradient, of those that ship and of random ones.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diskFiles } from '../../cli/diskFiles.ts';
import type { Network } from '../../engine/network/network.ts';
import { compile } from '../../extension/language/compile.ts';
import { temporaryFolder } from '../engine/training/temporaryFolder.ts';
import {
  engineGradients,
  exactGradients,
  prepareSubject,
  pytorchGradients,
  type Subject,
  type Tensors,
} from './comparedRun.ts';
import { largestDifference, largestEntry } from './difference.ts';
import { PytorchServer } from './pytorchServer.ts';
import { comparedKinds, randomNetwork } from './randomNetwork.ts';
import { shrinkNetwork } from './shrinkNetwork.ts';

let server: PytorchServer;
beforeAll(() => {
  server = new PytorchServer();
});
afterAll(() => server.stop());

const models = join(import.meta.dirname, '../../models');
const shipped = readdirSync(models, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.cnn'))
  .flatMap((file) =>
    compile(join(models, file), diskFiles).models.map(({ name, network }) => ({ file, name, network })),
  );

interface Reference {
  readonly subject: Subject;
  /** PyTorch's, in float64. */
  readonly exact: Tensors;
  /** How far PyTorch's own float32 is from that. */
  readonly rounding: number;
}

/** Float32 suffices where PyTorch's own is no further from its float64 than this. */
const sufficient = 1e-5;

/**
 * Weights and a batch on which float32 suffices, as PyTorch alone sees it, or the best of eight: deep networks with batch
 * normalisation enlarge every error of rounding, and a rectifier near 0 or two equal maxima may fall either way.
 */
async function findReference(network: Network, perturbation: number): Promise<Reference> {
  let best: Reference | undefined;
  for (const [seed, batch] of [
    [1, 4],
    [2, 2],
    [3, 8],
    [4, 2],
    [5, 4],
    [6, 2],
    [7, 8],
    [8, 2],
  ] as const) {
    const subject = await prepareSubject(network, temporaryFolder(), { batch, perturbation, seed });
    const exact = await pytorchGradients(subject, server);
    const rounding = apart(await pytorchGradients(subject, server, 'float32'), exact);
    if (best === undefined || rounding < best.rounding) best = { subject, exact, rounding };
    if (rounding <= sufficient) break;
  }
  return best!;
}

function apart(actual: Parameters<typeof largestDifference>[0], expected: Tensors): number {
  return largestDifference(actual, expected, 1e-3 * largestEntry(expected, 'grad.')).share;
}

/** On ONNX Runtime in float32, and on the interpreter in float64. */
async function compareWithPytorch(network: Network, perturbation: number): Promise<void> {
  const { subject, exact, rounding } = await findReference(network, perturbation);
  expect(rounding).toBeLessThan(0.02);
  // Where float32 does not suffice, another order of the same sums lands elsewhere, not much further away.
  const allowed = rounding <= sufficient ? 1e-4 : 20 * rounding;
  expect(apart(await engineGradients(subject), exact)).toBeLessThan(allowed);
  // Float64 rounds 2^29 times finer.
  const exactly = Math.max(1e-10, (64 * rounding) / 2 ** 29);
  expect(apart(await exactGradients(subject), exact)).toBeLessThan(exactly);
}

describe('a network that ships', () => {
  it.each(shipped)('$name of $file has the logits, loss and gradients of PyTorch', async ({ network }) => {
    await compareWithPytorch(shrinkNetwork(network!, { macs: 1e6, neurons: 3e4 }), 0);
  });
});

describe('a random network', () => {
  const seeds = Array.from({ length: 60 }, (_, index) => index + 1);

  it('may have a layer of every kind', () => {
    const kinds = seeds.flatMap((seed) => randomNetwork(seed).layers.map(({ kind }) => kind));
    expect(comparedKinds.filter((kind) => !kinds.includes(kind))).toEqual([]);
  });

  it.each(seeds)('with seed %i has the logits, loss and gradients of PyTorch', async (seed) => {
    await compareWithPytorch(randomNetwork(seed), 0.1);
  });
});
