// Every network against PyTorch: logits, loss and every gradient, of those that ship and of random ones.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diskFiles } from '../../cli/diskFiles.ts';
import type { Network } from '../../engine/network/network.ts';
import { compile } from '../../extension/language/compile.ts';
import { engineGradients, exactGradients, gradientsInEveryLowering } from './comparedRun.ts';
import { PytorchServer } from './pytorchServer.ts';
import { comparedKinds, randomNetwork } from './randomNetwork.ts';
import { shrinkNetwork } from './shrinkNetwork.ts';
import { apart, findReference, type ReferenceOptions } from './wellConditioned.ts';

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

/** The first network that float32 can tell apart: on the interpreter in float64, and on ONNX Runtime in float32. */
async function compareWithPytorch(networks: Iterable<Network>, options: ComparisonOptions): Promise<void> {
  for (const network of networks) {
    const reference = await findReference(network, server, options);
    if (reference === undefined) continue;
    const { subject, exact } = reference;
    expect(apart(await exactGradients(subject), exact)).toBeLessThan(1e-10);
    expect(apart(await engineGradients(subject), exact)).toBeLessThan(1e-4);
    if (!options.everyLowering) return;
    for (const tensors of await gradientsInEveryLowering(subject)) {
      expect(apart(tensors, exact)).toBeLessThan(1e-4);
    }
    return;
  }
  expect.fail('float32 cannot tell the gradients of any of these networks, whatever the weights.');
}

interface ComparisonOptions extends ReferenceOptions {
  readonly everyLowering: boolean;
}

describe('a network that ships', () => {
  it.each(shipped)('$name of $file has the logits, loss and gradients of PyTorch', async ({ network }) => {
    const shrunk = shrinkNetwork(network!, { macs: 1e6, neurons: 3e4 });
    await compareWithPytorch([shrunk], { perturbation: 0, sufficient: 3e-5, everyLowering: false });
  });
});

describe('a random network', () => {
  const seeds = Array.from({ length: 60 }, (_, index) => index + 1);

  /** The network of the seed, then others: chance puts some together whose gradients are nothing but rounding. */
  function* draws(seed: number): Iterable<Network> {
    for (let draw = 0; draw < 4; draw++) yield randomNetwork(seed + 1000 * draw);
  }

  it('may have a layer of every kind', () => {
    const kinds = seeds.flatMap((seed) => randomNetwork(seed).layers.map(({ kind }) => kind));
    expect(comparedKinds.filter((kind) => !kinds.includes(kind))).toEqual([]);
  });

  it.each(seeds)(
    'with seed %i has the logits, loss and gradients of PyTorch, in every lowering',
    async (seed) => {
      await compareWithPytorch(draws(seed), { perturbation: 0.1, sufficient: 1.5e-5, everyLowering: true });
    },
  );
});
