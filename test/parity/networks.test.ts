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
  gradientsInEveryLowering,
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

/**
 * Networks whose gradients float32 cannot give to 1e-4 with room to spare: on every try, PyTorch's own in float32 are off
 * by more than a tenth of that from its own in float64, which the test holds too. The best of the tries, seen on AVX-512:
 *
 * | network | PyTorch's float32 | ours |
 * |---|---|---|
 * | BNInception, 69 normalisations in a row | 2.2e-4 | 9.4e-5 |
 * | DenseNet, 121 | 1.6e-4 | 2.6e-4 |
 * | GoogLeNetBN, 59 | 6.0e-5 | 8.6e-5 |
 * | InceptionResNetV2, 204 | 1.0e-4 | 3.0e-4 |
 * | InceptionV3, 96 | 9.1e-5 | 2.0e-4 |
 * | random 2 | 1.5e-5 | 1.1e-4 |
 * | random 4 | 4.4e-5 | 8.1e-5 |
 * | random 19 | 6.6e-3 | 7.2e-4 |
 * | random 41 | 8.2e-4 | 1.2e-4 |
 * | random 54 | 2.0e-3 | 2.0e-3 |
 *
 * In float64 all of them agree to 1e-10 like the others; the largest difference seen there is 1.2e-11.
 */
const beyondFloat32: ReadonlySet<string> = new Set([
  'BNInception',
  'DenseNet',
  'GoogLeNetBN',
  'InceptionResNetV2',
  'InceptionV3',
  'random 2',
  'random 4',
  'random 19',
  'random 41',
  'random 54',
]);

/** No further try is made where PyTorch's own float32 is no further from its float64 than this. */
const sufficient = 1e-5;

/**
 * [seed, images, offset]. Larger batches steady the statistics, and offsets of batch normalisation open the rectifiers
 * behind it: an error of rounding is enlarged less, and fewer numbers lie so near a kink that they may fall either way.
 */
const tries = [
  [1, 4, 0],
  [2, 2, 0],
  [3, 8, 0],
  [4, 2, 0],
  [5, 4, 2],
  [6, 8, 2],
  [7, 8, 4],
  [8, 16, 4],
] as const;

/** Weights and a batch on which float32 suffices, as PyTorch alone sees it, or the best of all tries. */
async function findReference(network: Network, perturbation: number): Promise<Reference> {
  let best: Reference | undefined;
  for (const [seed, batch, offset] of tries) {
    const subject = await prepareSubject(network, temporaryFolder(), { batch, perturbation, seed, offset });
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
async function compareWithPytorch(
  network: Network,
  name: string,
  { perturbation, everyLowering }: { readonly perturbation: number; readonly everyLowering: boolean },
): Promise<void> {
  const { subject, exact, rounding } = await findReference(network, perturbation);
  expect(apart(await exactGradients(subject), exact)).toBeLessThan(1e-10);
  const ways = [
    await engineGradients(subject),
    ...(everyLowering ? await gradientsInEveryLowering(subject) : []),
  ];
  const difference = Math.max(...ways.map((tensors) => apart(tensors, exact)));
  if (!beyondFloat32.has(name)) {
    expect(difference).toBeLessThan(1e-4);
    return;
  }
  expect(rounding).toBeGreaterThan(sufficient);
  // Another order of the same sums lands elsewhere, not much further away.
  expect(difference).toBeLessThan(20 * rounding);
}

describe('a network that ships', () => {
  it.each(shipped)(
    '$name of $file has the logits, loss and gradients of PyTorch',
    async ({ name, network }) => {
      await compareWithPytorch(shrinkNetwork(network!, { macs: 1e6, neurons: 3e4 }), name, {
        perturbation: 0,
        everyLowering: false,
      });
    },
  );
});

describe('a random network', () => {
  const seeds = Array.from({ length: 60 }, (_, index) => index + 1);

  it('may have a layer of every kind', () => {
    const kinds = seeds.flatMap((seed) => randomNetwork(seed).layers.map(({ kind }) => kind));
    expect(comparedKinds.filter((kind) => !kinds.includes(kind))).toEqual([]);
  });

  it.each(seeds)(
    'with seed %i has the logits, loss and gradients of PyTorch, in every lowering',
    async (seed) => {
      await compareWithPytorch(randomNetwork(seed), `random ${seed}`, {
        perturbation: 0.1,
        everyLowering: true,
      });
    },
  );
});
