// The requests that work on weights files: first weights, gradients, steps, export, and a look at data.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BatchRequest } from '../../engine/protocol/messages.ts';
import { createOnnxRuntime } from '../../engine/runtime/onnxRuntime.ts';
import { initializeParameters } from '../../engine/training/initializeParameters.ts';
import { readSafetensors, writeSafetensors } from '../../engine/training/safetensors.ts';
import { recordedSteps, smallRecipe, smallResidual } from '../engine/training/pytorchSteps.ts';
import { network, recipe } from '../engine/training/smallRun.ts';
import { temporaryFolder } from '../engine/training/temporaryFolder.ts';
import { start, useBuiltEngine } from './builtEngine.ts';

const built = useBuiltEngine();

/** PyTorch's recorded batch and weights as files, and a request on them. */
async function recordedRequest(): Promise<BatchRequest & { readonly folder: string }> {
  const folder = temporaryFolder();
  const recorded = await recordedSteps();
  const float = ({ shape, data }: { shape: readonly number[]; data: ArrayLike<unknown> }) => ({
    shape,
    data: Float32Array.from(data as Float64Array),
  });
  await writeSafetensors(join(folder, 'batch'), {
    tensors: new Map<string, { shape: readonly number[]; data: Float32Array | BigInt64Array }>([
      ['images', float(recorded.images)],
      ['labels', { shape: [4], data: BigInt64Array.from(recorded.labels, BigInt) }],
    ]),
    metadata: {},
  });
  const weights = new Map([...recorded.before].map(([name, tensor]) => [name, float(tensor)]));
  await writeSafetensors(join(folder, 'weights'), { tensors: weights, metadata: {} });
  return {
    folder,
    network: smallResidual,
    // The file's batch counts, not the recipe's.
    recipe: { ...smallRecipe, batch: 64 },
    weights: join(folder, 'weights'),
    batch: join(folder, 'batch'),
    out: join(folder, 'out'),
    device: 'cpu',
    threads: 1,
  };
}

function largestDifference(a: ArrayLike<unknown>, b: ArrayLike<unknown>): number {
  expect(a.length).toBe(b.length);
  return Math.max(...Array.from(a, (value, index) => Math.abs(Number(value) - Number(b[index]))));
}

describe('requests on weights', () => {
  it('initialize writes the first weights in the order of the network', async () => {
    const engine = await start(built.modulePath);
    const file = join(temporaryFolder(), 'first.safetensors');
    const { parameters } = await engine.request('initialize', { network, seed: 5, file });
    expect(parameters).toEqual([
      { name: 'conv.weight', shape: [4, 1, 5, 5] },
      { name: 'conv.bias', shape: [4] },
      { name: 'bn.weight', shape: [4] },
      { name: 'bn.bias', shape: [4] },
      { name: 'bn.running_mean', shape: [4] },
      { name: 'bn.running_var', shape: [4] },
      { name: 'output.weight', shape: [10, 144] },
      { name: 'output.bias', shape: [10] },
    ]);
    const { tensors } = await readSafetensors(file);
    const expected = initializeParameters(network, 5);
    expect([...tensors.keys()]).toEqual([...expected.keys()]);
    for (const [name, { data }] of tensors) expect(data).toEqual(expected.get(name));
  });

  it("gradients are PyTorch's", async () => {
    const engine = await start(built.modulePath);
    const request = await recordedRequest();
    const recorded = await recordedSteps();
    const { loss } = await engine.request('gradients', request);
    expect(Math.abs(loss - recorded.losses[0]!)).toBeLessThan(1e-5);
    const { tensors } = await readSafetensors(request.out);
    expect([...tensors.keys()].sort()).toEqual(
      [
        'loss',
        'logits',
        'grad.images',
        ...[...recorded.gradients.keys()].map((name) => `grad.${name}`),
      ].sort(),
    );
    expect(tensors.get('grad.images')!.shape).toEqual([4, 2, 6, 6]);
    expect(tensors.get('loss')).toEqual({ shape: [], data: Float32Array.of(loss) });
    for (const [name, { data }] of recorded.gradients) {
      expect(largestDifference(tensors.get(`grad.${name}`)!.data, data), name).toBeLessThan(1e-5);
    }
  });

  it("steps are PyTorch's", async () => {
    const engine = await start(built.modulePath);
    const request = await recordedRequest();
    const recorded = await recordedSteps();
    const { loss } = await engine.request('step', { ...request, steps: 3 });
    expect(Math.abs(loss - recorded.losses[2]!)).toBeLessThan(1e-5);
    const { tensors } = await readSafetensors(request.out);
    expect([...tensors.keys()].sort()).toEqual(['loss', 'logits', ...recorded.after.keys()].sort());
    for (const [name, { data }] of recorded.after) {
      expect(largestDifference(tensors.get(name)!.data, data), name).toBeLessThan(1e-5);
    }
    await expect(engine.request('step', { ...request, steps: 0 })).rejects.toMatchObject({
      code: 'batch.steps',
    });
  });

  it('exportModel writes a model that any number of images may be run through', async () => {
    const engine = await start(built.modulePath);
    const { weights, folder } = await recordedRequest();
    const file = join(folder, 'model.onnx');
    const classes = ['a', 'b', 'c', 'd'];
    const result = await engine.request('exportModel', { network: smallResidual, weights, file, classes });
    expect(result).toEqual({ file, bytes: expect.any(Number), opset: 17 });
    // Both normalisations follow a convolution, which has taken them in.
    expect((await readFile(file)).includes('BatchNormalization')).toBe(false);
    const { InferenceSession, Tensor } = await loadedLibrary();
    const session = await InferenceSession.create(file);
    expect(session.inputNames).toEqual(['images']);
    expect(session.outputNames).toEqual(['logits']);
    const recorded = await recordedSteps();
    const pixels = Float32Array.from(recorded.images.data as Float64Array);
    const all = await session.run({ images: new Tensor('float32', pixels, [4, 2, 6, 6]) });
    const one = await session.run({ images: new Tensor('float32', pixels.slice(72, 144), [1, 2, 6, 6]) });
    expect(all['logits']!.dims).toEqual([4, 4]);
    const second = (all['logits']!.data as Float32Array).slice(4, 8);
    expect(largestDifference(one['logits']!.data as Float32Array, second)).toBeLessThan(1e-6);
  });

  it('describeData tells counts, classes, shape and the pixels of the training images', async () => {
    const engine = await start(built.modulePath);
    const padded = {
      ...recipe,
      transforms: [{ kind: 'pad', attributes: { amount: [2, 2, 2, 2] } }],
    };
    const description = await engine.request('describeData', { recipe: padded, dataRoot: '/' });
    expect(description).toMatchObject({ count: 200, validationCount: 70, shape: [1, 32, 32] });
    expect(description.classes).toHaveLength(10);
    expect(description.mean[0]).toBeGreaterThan(0.02);
    expect(description.mean[0]).toBeLessThan(0.5);
    expect(description.deviation[0]).toBeGreaterThan(0.05);
  });
});

/** ONNX Runtime itself, loaded with its telemetry off. */
async function loadedLibrary() {
  await createOnnxRuntime({ device: 'cpu', threads: 1 });
  return import('onnxruntime-node');
}
