// Layout level by level: the same picture as of the whole at once, with less work.

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
import { findGeometryProblems } from './geometry.ts';
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
  test('places branches that are tied to each other as the layout of the whole does', async () => {
    const { engine, asked } = counted();
    for (const view of viewsOf(denseBlock(6)))
      expect(await layOut(view, engine)).toEqual(await layOut(view, whole));
    expect(asked).toEqual([1]);
  });

  test('lays frames that are built alike out once', async () => {
    const { engine, asked } = counted();
    await layOut(viewsOf(denseBlock(3, 2)).at(-1)!, engine);
    // The first block shows the shape that it makes of the input; the others show none.
    expect(asked).toEqual([2]);
    await layOut(viewsOf(denseBlock(3, 9)).at(-1)!, engine);
    expect(asked).toEqual([2]);
  });

  test('lays out anew only what changed and what is around it', async () => {
    const { engine, asked } = counted();
    const graph = denseBlock(3, 5);
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

  test.each([
    ['a residual network', () => resnetCifar(3)],
    ['inception modules with an auxiliary head', inception],
    ['hostile texts', hostile],
  ])('asks nobody about %s, at every folding level', async (_, build) => {
    const { engine, asked } = counted();
    for (const view of viewsOf(build())) {
      const { layout, fallback } = await layOut(view, engine);
      expect(fallback).toBeUndefined();
      expect(findGeometryProblems(layout, view)).toEqual([]);
    }
    expect(asked).toEqual([]);
  });

  test('places layers that follow one another in a row as ELK does, whichever way they flow', async () => {
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
