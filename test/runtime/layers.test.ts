// Every layer, forwards and backwards, on ONNX Runtime against the interpreter, with every lowering in turn.

import { describe, expect, test } from 'vitest';
import { interpret } from '../../engine/graph/interpret.ts';
import { applicableLowerings } from '../../engine/onnx/chooseLowering.ts';
import { lowerings } from '../../engine/onnx/lowerings/registry.ts';
import { channelBlockOf, createOnnxRuntime } from '../../engine/runtime/onnxRuntime.ts';
import { computedKinds, type LayerCase, layerCases } from '../engine/layerCases.ts';
import { prepareLayerCase } from '../engine/layerSubject.ts';
import { expectClose } from './agreement.ts';
import { describeChoice, forcedLowerings } from './forcedLowerings.ts';
import { hostTensors } from './hostFeeds.ts';

/** Logits, loss and every gradient, once for each round of lowerings. */
async function checkOnRuntime(given: LayerCase): Promise<void> {
  const { graph, feeds } = prepareLayerCase(given);
  const expected = interpret(graph, feeds);
  for (const chooseLowering of forcedLowerings(graph, 'cpu', await channelBlockOf('cpu'))) {
    const runtime = await createOnnxRuntime({ device: 'cpu', threads: 1, chooseLowering });
    const program = await runtime.prepare(graph);
    try {
      const actual = await program.run(hostTensors(feeds));
      for (const [name, { data }] of expected) {
        const computed = Float64Array.from(actual.get(name)!.data as Float32Array);
        expectClose(computed, data, `${name} with ${describeChoice(graph, 'cpu', chooseLowering)}`);
      }
    } finally {
      await program.dispose();
    }
  }
}

describe.each([...computedKinds.keys()])('%s', (kind) => {
  const own = layerCases.filter((given) => given.kind === kind);
  test.each(own)('$title on ONNX Runtime is what the interpreter says', checkOnRuntime);
});

test('every lowering of every operation that training uses has a node that it applies to', async () => {
  const channelBlock = await channelBlockOf('cpu');
  const taken = new Map<string, Set<string>>();
  for (const given of layerCases) {
    for (const node of prepareLayerCase(given).graph.nodes) {
      const names = taken.get(node.operation) ?? new Set();
      for (const target of ['cpu', 'webgpu'] as const) {
        const block = target === 'cpu' ? channelBlock : undefined;
        for (const name of applicableLowerings(node, target, block)) names.add(name);
      }
      taken.set(node.operation, names);
    }
  }
  const missing = [...taken].flatMap(([operation, names]) =>
    lowerings[operation as keyof typeof lowerings]
      .map(({ name }) => name)
      .filter((name) => !names.has(name))
      // Not every processor has kernels for blocked channels.
      .filter((name) => channelBlock !== undefined || name !== 'blocked Conv')
      .map((name) => `${operation}: ${name}`),
  );
  expect(missing).toEqual([]);
});
