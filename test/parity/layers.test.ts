// Every layer, in every combination of its attributes and every lowering, against PyTorch: logits, loss and every gradient.

import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { interpret } from '../../engine/graph/interpret.ts';
import type { Tensor64 } from '../../engine/graph/tensor64.ts';
import { channelBlockOf, createOnnxRuntime } from '../../engine/runtime/onnxRuntime.ts';
import { readSafetensors, type StoredTensor, writeSafetensors } from '../../engine/training/safetensors.ts';
import { networkParameters } from '../../engine/training/trainingState.ts';
import { computedKinds, type LayerCase, layerCases } from '../engine/layerCases.ts';
import { type LayerSubject, plainCrossEntropy, prepareLayerCase } from '../engine/layerSubject.ts';
import { temporaryFolder } from '../engine/training/temporaryFolder.ts';
import { describeChoice, forcedLowerings } from '../runtime/forcedLowerings.ts';
import { hostTensors } from '../runtime/hostFeeds.ts';
import type { Tensors } from './comparedRun.ts';
import { largestDifference, largestEntry } from './difference.ts';
import { PytorchServer } from './pytorchServer.ts';

let server: PytorchServer;
beforeAll(() => {
  server = new PytorchServer();
});
afterAll(() => server.stop());

/** In float64, from the same files as any other program would read. */
async function askPytorch({ network }: LayerCase, { feeds, labels }: LayerSubject): Promise<Tensors> {
  const folder = temporaryFolder();
  const [weights, batch, out] = ['weights', 'batch', 'out'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const stored = ({ shape, data }: Tensor64): StoredTensor => ({ shape, data: Float32Array.from(data) });
  const parameters = new Set(networkParameters(network).map(({ name }) => name));
  const given = [...feeds].map(([name, tensor]) => [name, stored(tensor)] as const);
  await writeSafetensors(weights, {
    tensors: new Map(given.filter(([name]) => parameters.has(name))),
    metadata: {},
  });
  // The images, and what chance drew for the layers that act by it.
  const rest = given.filter(([name]) => !parameters.has(name) && name !== 'targets');
  const labelled: StoredTensor = { shape: [labels.length], data: BigInt64Array.from(labels, BigInt) };
  await writeSafetensors(batch, { tensors: new Map([...rest, ['labels', labelled]]), metadata: {} });
  await server.request({
    method: 'gradients',
    network,
    loss: plainCrossEntropy,
    weights,
    batch,
    out,
    type: 'float64',
  });
  return (await readSafetensors(out)).tensors;
}

async function compareWithPytorch(given: LayerCase): Promise<void> {
  const subject = prepareLayerCase(given);
  const expected = await askPytorch(given, subject);
  const exact = interpret(subject.graph, subject.feeds);
  expect([...exact.keys()].sort()).toEqual([...expected.keys()].sort());
  const largest = largestEntry(expected, 'grad.');
  expect(largestDifference(exact, expected, 1e-6 * largest)).toMatchObject({ share: below(1e-10) });
  for (const chooseLowering of forcedLowerings(subject.graph, 'cpu', await channelBlockOf('cpu'))) {
    const runtime = await createOnnxRuntime({ device: 'cpu', threads: 1, chooseLowering });
    const program = await runtime.prepare(subject.graph);
    try {
      const rounded = await program.run(hostTensors(subject.feeds));
      const difference = largestDifference(rounded, expected, 1e-3 * largest);
      expect(difference, describeChoice(subject.graph, 'cpu', chooseLowering)).toMatchObject({
        share: below(1e-4),
      });
    } finally {
      await program.dispose();
    }
  }
}

function below(limit: number): number {
  return expect.toSatisfy((share: number) => share < limit, `below ${limit}`);
}

describe.each([...computedKinds.keys()])('%s', (kind) => {
  const own = layerCases.filter((given) => given.kind === kind);
  it.each(own)('$title has the logits, loss and gradients of PyTorch', compareWithPytorch);
});
