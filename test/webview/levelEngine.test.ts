// Layout level by level: the same picture as of the whole at once, with less work.

import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { spawnElkThread } from '../../cli/elkThread.ts';
import type { ElkNode } from '../../webview/diagram/layout/elkGraph.ts';
import { depthOf, foldsAtLevel } from '../../webview/diagram/layout/folding.ts';
import { layOutDiagram } from '../../webview/diagram/layout/layOutDiagram.ts';
import { createWorkerEngine, type LayoutEngine } from '../../webview/diagram/layout/layoutEngine.ts';
import { createLevelEngine } from '../../webview/diagram/layout/levelEngine.ts';
import { createMeasure } from '../../webview/diagram/layout/measure.ts';
import { outlineOf } from '../../webview/diagram/layout/outline.ts';
import { type View, viewOf } from '../../webview/diagram/layout/view.ts';
import type { DiagramGraph } from '../../webview/protocol/diagram.ts';
import { arbitraryGraph } from './randomGraphs.ts';
import { denseBlock, hostile, inception, lenet5, resnetCifar } from './sampleGraphs.ts';

const measure = createMeasure();
const whole = createWorkerEngine(spawnElkThread);
afterAll(() => whole.dispose());

function viewsOf(graph: DiagramGraph): readonly View[] {
  const outline = outlineOf(graph);
  return Array.from({ length: depthOf(outline) + 1 }, (_, level) =>
    viewOf(graph, outline, foldsAtLevel(outline, level)),
  );
}

/** The level engine, and how many levels ELK was asked for in each question. */
function counted() {
  const asked: number[] = [];
  const inner: LayoutEngine = {
    layout: (graph, options) => {
      asked.push(graph.children?.length ?? 0);
      return whole.layout(graph, options);
    },
    dispose: () => undefined,
  };
  return { engine: createLevelEngine(inner), asked };
}

const layOut = (view: View, engine: LayoutEngine) =>
  layOutDiagram(view, measure, engine, { deadlineMs: 60_000 });

describe('layout level by level', () => {
  test.each([
    ['LeNet-5', lenet5],
    ['a residual network', () => resnetCifar(3)],
    ['inception modules with an auxiliary head', inception],
    ['a densely connected block', () => denseBlock(6)],
    ['hostile texts', hostile],
  ])('places %s as the layout of the whole does, at every folding level', async (_, build) => {
    const { engine } = counted();
    for (const view of viewsOf(build()))
      expect(await layOut(view, engine)).toEqual(await layOut(view, whole));
  });

  test('places random networks as the layout of the whole does', async () => {
    const { engine } = counted();
    await fc.assert(
      fc.asyncProperty(arbitraryGraph(), async (graph) => {
        for (const view of viewsOf(graph))
          expect(await layOut(view, engine)).toEqual(await layOut(view, whole));
      }),
      { seed: 4, numRuns: 10 },
    );
  });

  test('lays frames that are built alike out once', async () => {
    const { engine, asked } = counted();
    const short = viewsOf(resnetCifar(2)).at(-1)!;
    await layOut(short, engine);
    const levels = asked.reduce((total, count) => total + count, 0);
    asked.length = 0;
    // Nine times the blocks, and nothing new but the rows of them and the whole.
    await layOut(viewsOf(resnetCifar(18)).at(-1)!, engine);
    expect(asked.reduce((total, count) => total + count, 0)).toBeLessThan(levels);
  });

  test('lays out anew only what changed and what is around it', async () => {
    const { engine, asked } = counted();
    const graph = resnetCifar(3);
    await layOut(viewsOf(graph).at(-1)!, engine);
    asked.length = 0;
    await layOut(viewsOf(graph).at(-1)!, engine);
    expect(asked).toEqual([]);
    const last = graph.nodes.findLastIndex(({ kind }) => kind === 'conv');
    const nodes = graph.nodes.map((node, place) =>
      place === last ? { ...node, detail: 'another text' } : node,
    );
    // The block around it: what is around that is a row of blocks.
    await layOut(viewsOf({ ...graph, nodes }).at(-1)!, engine);
    expect(asked).toEqual([1]);
  });

  test('asks nobody where layers follow one another in a row, whichever way they flow', async () => {
    for (const direction of ['down', 'right'] as const) {
      const { engine, asked } = counted();
      const turned = createMeasure(undefined, undefined, direction);
      for (const view of viewsOf(lenet5())) {
        const options = { deadlineMs: 60_000 };
        const laidOut = await layOutDiagram(view, turned, engine, options);
        expect(laidOut).toEqual(await layOutDiagram(view, turned, whole, options));
        expect(laidOut.layout.nodes).not.toEqual([]);
      }
      expect(asked).toEqual([]);
    }
  });

  test('gives up together when the time is over, or when a newer layout is asked for', async () => {
    const never: LayoutEngine = {
      layout: (_, { signal }) =>
        new Promise<ElkNode>((_resolve, reject) =>
          signal?.addEventListener('abort', () => reject(new Error('ended'))),
        ),
      dispose: () => undefined,
    };
    const graph: ElkNode = { id: 'root', layoutOptions: {} };
    await expect(createLevelEngine(never).layout(graph, { deadlineMs: 5 })).rejects.toMatchObject({
      reason: 'deadline',
    });
    const engine = createLevelEngine(never);
    const first = engine.layout(graph, { deadlineMs: 60_000 });
    const ended = expect(first).rejects.toThrow('ended');
    void engine.layout(graph, { deadlineMs: 1 }).catch(() => undefined);
    await ended;
  });
});
