// The geometry of every network that ships, at every folding level, in both directions: by itself, compared with the
// next one of the list, and as the ONNX file that it is exported to.

import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { diskFiles } from '../../cli/diskFiles.ts';
import { compareNetworks } from '../../engine/analysis/comparison/compareNetworks.ts';
import type { Network } from '../../engine/network/network.ts';
import { lowerGraph } from '../../engine/onnx/encodeOnnx.ts';
import { serializeModel } from '../../engine/onnx/model.ts';
import { bytesInMemory } from '../../engine/onnx/reading/byteSource.ts';
import { readOnnx } from '../../engine/onnx/reading/readOnnx.ts';
import { buildEvaluationGraph, inferenceShapes } from '../../engine/training/evaluationGraph.ts';
import { comparisonToDiagram } from '../../extension/diagram/comparisonToDiagram.ts';
import { networkToDiagram } from '../../extension/diagram/networkToDiagram.ts';
import { onnxToDiagram } from '../../extension/diagram/onnx/onnxToDiagram.ts';
import type { Compilation } from '../../extension/language/compilation.ts';
import { compile, elaborateModel } from '../../extension/language/compile.ts';
import type { Layout } from '../../webview/diagram/layout/layout.ts';
import { type LayoutEngine, LayoutFailure } from '../../webview/diagram/layout/layoutEngine.ts';
import { createLevelEngine } from '../../webview/diagram/layout/levelEngine.ts';
import { isMerge } from '../../webview/diagram/layout/measure.ts';
import type { DiagramGraph } from '../../webview/protocol/diagram.ts';
import { entries, modelsFolder } from '../models/zooNetworks.ts';
import { createTestEngine, everyLevel, problemsAtEveryLevel } from './everyLevel.ts';
import { axesOf, trunkOf } from './trunk.ts';

const engine = createTestEngine();
const compilations = new Map<string, Compilation>();
afterAll(() => engine.dispose());

type Entry = (typeof entries)[number];

function networkOf({ file, model, arguments: given }: Entry): Network {
  const compilation = compilations.get(file) ?? compile(join(modelsFolder, file), diskFiles);
  compilations.set(file, compilation);
  return elaborateModel(compilation, model, given).network!;
}

/** Without its numbers, which no picture shows. */
function onnxGraphOf(entry: Entry): DiagramGraph {
  const network = networkOf(entry);
  const numbers = new Float32Array(200_000_000);
  const weights = [...inferenceShapes(network)].map(([name, shape]) => {
    const count = shape.reduce((product, extent) => product * extent, 1);
    return [name, numbers.subarray(0, count)] as const;
  });
  const model = lowerGraph(buildEvaluationGraph(network, 1), {
    target: 'portable',
    modelName: network.name,
    initializers: new Map(weights),
    dynamicBatch: true,
  });
  const none = new Float32Array(0);
  const initializers = model.initializers.map((tensor) =>
    tensor.data instanceof Float32Array ? { ...tensor, data: none } : tensor,
  );
  const source = bytesInMemory(serializeModel({ ...model, initializers }));
  return onnxToDiagram(source, readOnnx(source), entry.name).graph;
}

describe('every network that ships', () => {
  test.each(entries)(
    '$name: nothing overlaps, is crossed, slants or is cut',
    async (entry) => {
      const graph = networkToDiagram(networkOf(entry), []);
      expect(await problemsAtEveryLevel(graph, engine)).toEqual([]);
    },
    300_000,
  );
});

describe('the trunk of every network that ships', () => {
  const nobody: LayoutEngine = {
    layout: () => Promise.reject(new LayoutFailure('failed', 'ELK was asked.')),
    dispose: () => undefined,
  };

  test.each(entries)('$name: is straight at every folding level, and laid out without ELK', async (entry) => {
    const graph = networkToDiagram(networkOf(entry), []);
    for (const { level, direction, layout, fallback } of await everyLevel(graph, createLevelEngine(nobody))) {
      expect({ level, direction, fallback, axes: axesOf(layout).size }).toEqual({
        level,
        direction,
        fallback: undefined,
        axes: 1,
      });
      expect(trunkOf(layout).length).toBeGreaterThan(2);
    }
  });
});

describe('beside the trunk', () => {
  const named = (name: string) => entries.find((entry) => entry.name === name)!;
  const levelsOf = (name: string) => everyLevel(networkToDiagram(networkOf(named(name)), []), engine);

  test('shortcuts end at the sides of their sums, also out of open blocks', async () => {
    for (const { level, direction, layout } of await levelsOf('ResNet-50')) {
      const sums = new Map(
        layout.nodes.filter(({ node }) => isMerge(node)).map(({ node, box }) => [node.id, box]),
      );
      const atSides = layout.edges.filter(({ target, points }) => {
        const [sum, end] = [sums.get(target), points.at(-1)!];
        return sum && (direction === 'down' ? end.y > sum.y : end.x > sum.x);
      });
      expect({ level, direction, atSides: atSides.length }).toEqual({ level, direction, atSides: sums.size });
    }
  });

  test('heads stand in one column, each beside what comes after the layer that it hangs on', async () => {
    const layout: Layout = (await levelsOf('GoogLeNet'))[0]!.layout;
    const boxes = new Map(layout.nodes.map(({ node, box }) => [node.id, box]));
    const heads = ['aux1', 'aux2'].map((id) => boxes.get(id)!);
    expect(new Set(heads.map(({ x }) => x)).size).toBe(1);
    expect(heads.map(({ y }) => y)).toEqual(['i4b', 'i4e'].map((id) => boxes.get(id)!.y));
  });
});

describe('every network that ships, compared with the next one of the list', () => {
  test.each(
    entries.map((entry, place) => ({
      entry,
      name: entry.name,
      next: entries[(place + 1) % entries.length]!,
    })),
  )(
    '$name and $next.name: nothing overlaps, is crossed, slants or is cut',
    async ({ entry, next }) => {
      const networks = { before: networkOf(entry), after: networkOf(next) };
      const graph = comparisonToDiagram(
        compareNetworks(networks.before, networks.after, { batch: 1 }),
        networks,
      );
      expect(await problemsAtEveryLevel(graph, engine)).toEqual([]);
    },
    300_000,
  );
});

describe('every network that ships, exported as an ONNX file', () => {
  test.each(entries)(
    '$name: nothing overlaps, is crossed, slants or is cut',
    async (entry) => {
      const graph = onnxGraphOf(entry);
      expect(graph.nodes.length).toBeGreaterThan(networkOf(entry).layers.length / 2);
      expect(await problemsAtEveryLevel(graph, engine)).toEqual([]);
    },
    300_000,
  );
});
