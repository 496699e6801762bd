// `export` with heads, unfolded normalisation and a fixed batch: scores by ONNX Runtime, and the metadata in the file.

import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readRun } from '../../engine/client/readRun.ts';
import { interpret } from '../../engine/graph/interpret.ts';
import { type Tensor64, tensor64 } from '../../engine/graph/tensor64.ts';
import { createOnnxRuntime } from '../../engine/runtime/onnxRuntime.ts';
import { buildEvaluationGraph } from '../../engine/training/evaluationGraph.ts';
import { readSafetensors } from '../../engine/training/safetensors.ts';
import { folderWith, jsonOf, useCli } from './builtCli.ts';

const cli = useCli();

// The head reads a convolution whose normalisation must then stay apart from it.
const text = [
  'model Headed {',
  '  input 1x28x28',
  '  maxpool(4)',
  '  c = conv(4, 3)',
  '  head aux(weight: 0.3) { conv(3, 3) -> bn -> flatten -> dense(10) }',
  '  bn -> relu -> conv(4, 3) -> bn -> flatten',
  '  output = dense(10)',
  '}',
  'train Headed {',
  '  data digits(64), validation: digits(60, seed: 2)',
  '  epochs 1',
  '}',
  '',
].join('\n');

/** Three images. */
const pixels = Float32Array.from({ length: 3 * 784 }, (_, index) => Math.sin(index));

async function scoresOf(file: string, images = 3): Promise<ReadonlyMap<string, Float32Array>> {
  // Loading it this way switches its telemetry off.
  await createOnnxRuntime({ device: 'cpu', threads: 1 });
  const { InferenceSession, Tensor } = await import('onnxruntime-node');
  const session = await InferenceSession.create(file);
  const fed = new Tensor('float32', pixels.subarray(0, 784 * images), [images, 1, 28, 28]);
  const result = await session.run({ images: fed });
  return new Map(Object.entries(result).map(([name, { data }]) => [name, data as Float32Array]));
}

function expectClose(actual: Float32Array, expected: Float32Array): void {
  expect(actual.length).toBe(expected.length);
  for (const [index, score] of actual.entries())
    expect(Math.abs(score - expected[index]!)).toBeLessThanOrEqual(1e-5);
}

it('gives heads only where asked for, and the same scores folded and unfolded', async () => {
  const folder = folderWith({ 'headed.cnn': text });
  expect((await cli.run(['train', 'headed.cnn', '--out', 'run', '--json'], { folder })).code).toBe(0);
  const exported = async (name: string, ...options: string[]) => {
    jsonOf(await cli.run(['export', 'run', '-o', name, '--json', ...options], { folder }));
    return readFileSync(join(folder, name));
  };
  const plain = await exported('plain.onnx');
  expect(plain.equals(readFileSync(join(folder, 'run/model.onnx')))).toBe(true);
  const both = await exported('both.onnx', '--with-heads');
  expect(both.equals(await exported('again.onnx', '--with-heads'))).toBe(true);
  const unfolded = await exported('unfolded.onnx', '--with-heads', '--no-fold');
  const count = (bytes: Buffer) => bytes.toString('latin1').split('BatchNormalization').length - 1;
  expect([count(plain), count(both), count(unfolded)].map((nodes) => nodes > 0)).toEqual([false, true, true]);

  const reference = await scoresOf(join(folder, 'unfolded.onnx'));
  const folded = await scoresOf(join(folder, 'both.onnx'));
  const alone = await scoresOf(join(folder, 'plain.onnx'));
  expect([...reference.keys()]).toEqual(['logits', 'logits.aux']);
  expect([...alone.keys()]).toEqual(['logits']);
  expectClose(alone.get('logits')!, reference.get('logits')!);
  expectClose(folded.get('logits')!, reference.get('logits')!);
  expectClose(folded.get('logits.aux')!, reference.get('logits.aux')!);

  // The same as the reference kernels make of the run's weights in inference mode.
  const { network } = await readRun(join(folder, 'run'));
  const { tensors } = await readSafetensors(join(folder, 'run/best.safetensors'));
  const graph = buildEvaluationGraph(network, 3, { heads: true });
  const feeds = graph.inputs.map(({ name, value }): [string, Tensor64] => [
    name,
    tensor64(value.shape, name === 'images' ? [...pixels] : Array.from(tensors.get(name)!.data, Number)),
  ]);
  const interpreted = interpret(graph, new Map(feeds));
  for (const name of ['logits', 'logits.aux'])
    expectClose(reference.get(name)!, Float32Array.from(interpreted.get(name)!.data));

  const digest = createHash('sha256').update(text).digest('hex');
  for (const entry of ['sourceSha256', digest, 'opset', 'Headed', '"kind":"digits"', 'Netwright 0.'])
    expect(both.includes(entry), entry).toBe(true);
});

it('leaves the number of images open, and fixes it with --batch', async () => {
  const folder = folderWith({ 'headed.cnn': text });
  const exported = async (...options: string[]) => {
    const { log, code } = await cli.run(['export', 'headed.cnn', '-o', 'm.onnx', ...options], { folder });
    expect([code, log]).toEqual([
      0,
      'No weights are given: the file gets first weights, as before any training.\n',
    ]);
    return join(folder, 'm.onnx');
  };
  const open = await exported();
  const three = await scoresOf(open);
  const two = await scoresOf(open, 2);
  expectClose(two.get('logits')!, three.get('logits')!.subarray(0, 20));

  const fixed = await exported('--batch', '3', '--with-heads');
  expect(readFileSync(fixed).includes('batch')).toBe(true);
  expectClose((await scoresOf(fixed)).get('logits')!, three.get('logits')!);
  await expect(scoresOf(fixed, 2)).rejects.toThrow(/Got: 2 Expected: 3/);

  const refused = await cli.run(['export', 'headed.cnn', '-o', 'm.onnx', '--batch', '0'], { folder });
  expect(refused.code).toBe(2);
  expect(refused.log).toContain('--batch must be a whole number, at least 1; it is "0".');
});

it('tells by one digest when the text or one that it imports is another', async () => {
  const parts = 'block Part(n) { conv(n, 3) -> relu }\n';
  const main =
    'import "parts.cnn"\nmodel M { input 1x28x28 -> Part(2) -> flatten -> dense(10) }\ntrain M { data digits(64); epochs 1 }\n';
  const folder = folderWith({ 'parts.cnn': parts, 'main.cnn': main });
  const exported = async (...words: string[]) => {
    expect((await cli.run(['export', ...words, '-o', 'm.onnx'], { folder })).code).toBe(0);
    return readFileSync(join(folder, 'm.onnx'));
  };
  const digest = createHash('sha256')
    .update(main + parts)
    .digest('hex');
  expect((await exported('main.cnn')).includes(digest)).toBe(true);
  expect((await cli.run(['train', 'main.cnn', '--out', 'run'], { folder })).code).toBe(0);
  expect(readFileSync(join(folder, 'run/model.onnx')).includes(digest)).toBe(true);
  writeFileSync(join(folder, 'parts.cnn'), `${parts}// Another text.\n`);
  expect((await exported('run')).includes(digest)).toBe(true);
  expect((await exported('main.cnn')).includes(digest)).toBe(false);
});
