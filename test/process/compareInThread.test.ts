// Comparing in a thread: the same answer as without one, and a sentence where the thread dies.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bytesInMemory } from '../../engine/onnx/reading/byteSource.ts';
import { readOnnx } from '../../engine/onnx/reading/readOnnx.ts';
import { type ComparedModel, compareModels } from '../../extension/comparison/compareModels.ts';
import { operatorGraph } from '../../extension/comparison/operators.ts';
import { onnxToDiagram } from '../../extension/diagram/onnx/onnxToDiagram.ts';
import { compareInThread } from '../../extension/onnx/compareInThread.ts';
import { bytesOf, modelOf, node } from '../engine/onnx/reading/sampleModels.ts';
import { networkOf } from '../language/support/compileText.ts';
import { useBundles } from './bundle.ts';

const bundles = useBundles('comparer');

function file(name: string, operators: readonly string[]): ComparedModel {
  const nodes = operators.map((type, at) => node(type, [at === 0 ? 'x' : `v${at}`], [`v${at + 1}`]));
  const source = bytesInMemory(bytesOf(modelOf(nodes)));
  const read = readOnnx(source);
  return { kind: 'onnx', name, graph: operatorGraph(source, read, onnxToDiagram(source, read, name), name) };
}

const text: ComparedModel = {
  kind: 'text',
  name: 'a.cnn',
  network: networkOf('model Net { input 3x8x8; conv(4, 3) -> relu -> softplus; global_avgpool -> dense(2) }'),
};

test.each([
  ['two files', file('a.onnx', ['Relu', 'Tanh']), file('b.onnx', ['Relu', 'Sigmoid', 'Tanh'])],
  ['a text and a file', text, file('b.onnx', ['Relu', 'Tanh'])],
])('%s are compared in a thread as beside it', async (_, before, after) => {
  const { comparison, diagram } = compareModels(before, after, { batch: 1 });
  const script = join(bundles.folder, 'comparer.js');
  const found = await compareInThread(script, { before, after, batch: 1 });
  expect(found).toEqual(JSON.parse(JSON.stringify({ comparison, graph: diagram() })));
});

test('a thread that dies says what it died of', async () => {
  const script = join(bundles.folder, 'dies.js');
  writeFileSync(script, "throw new Error('no memory');");
  await expect(compareInThread(script, { before: text, after: text, batch: 1 })).rejects.toThrow(
    'The two cannot be compared: no memory',
  );
});

test('a thread that ends without an answer is not waited for', async () => {
  const script = join(bundles.folder, 'ends.js');
  writeFileSync(script, '');
  await expect(compareInThread(script, { before: text, after: text, batch: 1 })).rejects.toThrow(
    'The two cannot be compared: the thread ended (0).',
  );
});
