// Programs, whole training steps and exported models on ONNX Runtime.

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { lenetStep } from '../../bench/lenetGraph.ts';
import { createGraphBuilder } from '../../engine/graph/builder.ts';
import type { Graph } from '../../engine/graph/graph.ts';
import { interpret } from '../../engine/graph/interpret.ts';
import { type Tensor64, tensor64 } from '../../engine/graph/tensor64.ts';
import { tensorSize } from '../../engine/graph/tensorShape.ts';
import { encodeOnnx } from '../../engine/onnx/encodeOnnx.ts';
import { readKernelTrace } from '../../engine/profiler/kernelTrace.ts';
import { randomStream } from '../../engine/random.ts';
import { createOnnxRuntime, runtimeVersion } from '../../engine/runtime/onnxRuntime.ts';
import type { HostTensor } from '../../engine/runtime/runtime.ts';
import { expectAgreement, expectClose } from './agreement.ts';
import { hostTensors, roundedFeeds } from './hostFeeds.ts';

const cpu = { device: 'cpu', threads: 1 } as const;

/** y = 2 x, for x [2]. */
function doubling() {
  const builder = createGraphBuilder();
  const x = builder.input('x', [2]);
  builder.output('y', builder.apply('multiply', [x, builder.scalar(2)]));
  return builder.finish();
}

function lenetFeeds(batch: number): Map<string, Tensor64> {
  return new Map(
    lenetStep(batch).inputs.map(({ name, value: { shape } }) => {
      const random = randomStream(7, name);
      const bound = 1 / Math.sqrt(tensorSize(shape.slice(1)));
      const draw: () => number =
        name === 'learningRate'
          ? () => 0.1
          : name === 'targets'
            ? () => 0.1
            : () => bound * (2 * random.next() - 1);
      return [name, tensor64(shape, Array.from({ length: tensorSize(shape) }, draw))];
    }),
  );
}

test('the version is the pinned one', async () => {
  expect(await runtimeVersion()).toBe('1.30.0');
});

/** Bytes that the runtime has in use after the kernel of each operator, in one run of `graph` on zeros. */
async function memoryAfter(graph: Graph): Promise<ReadonlyMap<string, number>> {
  const folder = await mkdtemp(join(tmpdir(), 'netwright-memory-'));
  try {
    const runtime = await createOnnxRuntime({ ...cpu, profilePrefix: join(folder, 'trace') });
    const program = await runtime.prepare(graph);
    const feeds = graph.inputs.map(({ name, value: { shape } }): [string, HostTensor] => [
      name,
      { shape, data: new Float32Array(tensorSize(shape)) },
    ]);
    await program.run(new Map(feeds));
    await program.dispose();
    const [file] = await readdir(folder);
    const [run] = readKernelTrace(await readFile(join(folder, file!), 'utf8'));
    return new Map(run!.kernels.map(({ operator, memory }) => [operator, memory.inUse]));
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('what is dead of the forward pass does not wait for a gradient of the same shape', async () => {
  const builder = createGraphBuilder();
  const shape = [4, 2 ** 18];
  const x = builder.input('x', shape, 'float', { batched: true });
  const whole = { axes: [0, 1], keepDimensions: false };
  const sum = builder.apply('reduceSum', [builder.apply('exp', [x])], whole);
  const gradient = builder.apply('broadcast', [builder.apply('tanh', [sum])], { shape });
  builder.output('y', builder.apply('reduceSum', [builder.apply('multiply', [x, gradient])], whole));
  const bytes = await memoryAfter(builder.finish());
  const batchBytes = 4 * 2 ** 20;
  expect(bytes.get('Exp')).toBeGreaterThanOrEqual(batchBytes);
  expect(bytes.get('Tanh')).toBeLessThan(batchBytes);
});

describe('a program', () => {
  test('writes results in place where it is given tensors for them', async () => {
    const program = await (await createOnnxRuntime(cpu)).prepare(doubling());
    const y = { shape: [2], data: new Float32Array(2) };
    const results = await program.run(
      new Map([['x', { shape: [2], data: Float32Array.of(1, 2) }]]),
      new Map([['y', y]]),
    );
    expect(results.get('y')).toBe(y);
    expect([...y.data]).toEqual([2, 4]);
    await program.dispose();
  });

  test('keeps constants, which are not fed', async () => {
    const builder = createGraphBuilder();
    const [x, w] = [builder.input('x', [2]), builder.input('w', [2])];
    builder.output('y', builder.apply('multiply', [x, w]));
    const w3 = new Map([['w', { shape: [2], data: Float32Array.of(3, 4) }]]);
    const program = await (await createOnnxRuntime(cpu)).prepare(builder.finish(), w3);
    const results = await program.run(new Map([['x', { shape: [2], data: Float32Array.of(1, 2) }]]));
    expect([...results.get('y')!.data]).toEqual([3, 8]);
    await program.dispose();
  });

  test('reads a feed anew each time, though the tensor is the same', async () => {
    const program = await (await createOnnxRuntime(cpu)).prepare(doubling());
    const x = { shape: [2], data: Float32Array.of(1, 2) };
    await program.run(new Map([['x', x]]));
    x.data[0] = 5;
    const results = await program.run(new Map([['x', x]]));
    expect([...results.get('y')!.data]).toEqual([10, 4]);
    await program.dispose();
  });

  test('names a missing feed and a feed of another shape', async () => {
    const program = await (await createOnnxRuntime(cpu)).prepare(doubling());
    await expect(program.run(new Map())).rejects.toThrow('The feed for input x is missing.');
    const wrong = { shape: [3], data: new Float32Array(3) };
    await expect(program.run(new Map([['x', wrong]]))).rejects.toThrow('The input x has shape [2], not [3].');
    await program.dispose();
  });
});

test('a device that this build lacks is refused with what to do', async () => {
  const missing = process.platform === 'darwin' ? 'dml' : 'coreml';
  await expect(createOnnxRuntime({ device: missing, threads: 1 })).rejects.toMatchObject({
    name: 'UserError',
    code: 'device.unavailable',
    message: expect.stringContaining('Choose `auto` or `cpu`'),
  });
});

test("LeNet-5's whole training step equals the interpreter's", async () => {
  const graph = lenetStep(3);
  const program = await (await createOnnxRuntime(cpu)).prepare(graph);
  await expectAgreement(graph, program, lenetFeeds(3));
  await program.dispose();
});

test('the fetch of one step is the feed of the next: two sets of buffers swap roles', async () => {
  const graph = lenetStep(2);
  const program = await (await createOnnxRuntime(cpu)).prepare(graph);
  const feeds = roundedFeeds(lenetFeeds(2));
  const emptyOutputs = () =>
    new Map<string, HostTensor>(
      graph.outputs.map(({ name, value: { shape } }) => [
        name,
        { shape, data: new Float32Array(tensorSize(shape)) },
      ]),
    );
  const fixed = hostTensors(feeds);
  let [read, write] = [new Map<string, HostTensor>([...emptyOutputs(), ...fixed]), emptyOutputs()];
  let expected: ReadonlyMap<string, Tensor64> = feeds;
  for (let step = 0; step < 3; step++) {
    await program.run(new Map([...fixed, ...read]), write);
    expected = interpret(graph, new Map([...feeds, ...expected]));
    for (const [name, { data }] of expected)
      expectClose(write.get(name)!.data as Float32Array, data, `${name} after step ${step}`);
    [read, write] = [write, read];
  }
  await program.dispose();
});

test('an exported model has its weights inside and takes any number of images', async () => {
  const builder = createGraphBuilder();
  const x = builder.input('images', [1, 2, 6, 6]);
  const w = builder.input('conv1.weight', [3, 2, 3, 3]);
  const dense = builder.input('dense1.weight', [4, 12]);
  builder.setScope('conv1');
  const attributes = { stride: [1, 1], dilation: [1, 1], padding: [0, 0, 0, 0], groups: 1 } as const;
  const features = builder.apply('relu', [builder.apply('convolution', [x, w], attributes)]);
  const pooled = builder.apply('averagePool', [features], {
    kernel: [2, 2],
    stride: [2, 2],
    dilation: [1, 1],
    padding: [0, 0, 0, 0],
    ceil: false,
    countIncludePad: false,
  });
  const flat = builder.apply('reshape', [pooled], { shape: [1, 12] });
  const logits = builder.apply('matmul', [flat, dense], { transposeA: false, transposeB: true });
  builder.output('probabilities', builder.apply('softmax', [logits], { axis: 1 }));
  const graph = builder.finish();
  const random = randomStream(1, 'export');
  const draw = (size: number) => Float32Array.from({ length: size }, () => random.normal());
  const initializers = new Map([
    ['conv1.weight', draw(54)],
    ['dense1.weight', draw(48)],
  ]);
  const metadata = new Map([['classes', '["a","b","c","d"]']]);
  const session = await InferenceSession.create(
    encodeOnnx(graph, { target: 'portable', initializers, metadata, dynamicBatch: true, modelName: 'Tiny' }),
  );
  expect(session.inputNames).toEqual(['images']);
  const images = draw(3 * 72);
  const { probabilities } = await session.run({ images: new Tensor('float32', images, [3, 2, 6, 6]) });
  expect(probabilities!.dims).toEqual([3, 4]);
  for (let image = 0; image < 3; image++) {
    const feeds = new Map([
      ['images', tensor64([1, 2, 6, 6], images.subarray(image * 72, image * 72 + 72))],
      ['conv1.weight', tensor64([3, 2, 3, 3], initializers.get('conv1.weight')!)],
      ['dense1.weight', tensor64([4, 12], initializers.get('dense1.weight')!)],
    ]);
    const row = (probabilities!.data as Float32Array).subarray(image * 4, image * 4 + 4);
    expectClose(row, interpret(graph, feeds).get('probabilities')!.data, `image ${image}`);
  }
  await session.release();
});
