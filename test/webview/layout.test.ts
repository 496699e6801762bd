// The geometry of diagrams: nothing overlaps, nothing is crossed, and the same graph gives the same picture.

import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { depthOf, foldsAtLevel, framesAround } from '../../webview/diagram/layout/folding.ts';
import { framesOf } from '../../webview/diagram/layout/frame.ts';
import { layOutSimply } from '../../webview/diagram/layout/layeredFallback.ts';
import { layOutDiagram } from '../../webview/diagram/layout/layOutDiagram.ts';
import type { Box, Layout, PlacedNode } from '../../webview/diagram/layout/layout.ts';
import { createMeasure } from '../../webview/diagram/layout/measure.ts';
import { outlineOf } from '../../webview/diagram/layout/outline.ts';
import { withRiders } from '../../webview/diagram/layout/riders.ts';
import { viewOf } from '../../webview/diagram/layout/view.ts';
import type { DiagramGraph } from '../../webview/protocol/diagram.ts';
import { createTestEngine } from './everyLevel.ts';
import { findGeometryProblems } from './geometry.ts';
import { arbitraryGraph } from './randomGraphs.ts';
import { denseBlock, hostile, inception, lenet5, resnetCifar } from './sampleGraphs.ts';

const samples: readonly (readonly [string, () => DiagramGraph])[] = [
  ['LeNet-5', lenet5],
  ['a residual network with batch normalisation', () => resnetCifar(2)],
  ['inception modules with an auxiliary head', inception],
  ['a densely connected block', () => denseBlock(6)],
  ['hostile texts', hostile],
];

const engine = createTestEngine();
const measure = createMeasure();
afterAll(() => engine.dispose());

async function checkEveryLevel(graph: DiagramGraph) {
  const outline = outlineOf(graph);
  for (let level = 0; level <= depthOf(outline); level++) {
    const view = viewOf(graph, outline, foldsAtLevel(outline, level));
    const { layout, fallback } = await layOutDiagram(view, measure, engine, { deadlineMs: 60_000 });
    expect(fallback).toBeUndefined();
    expect({ level, problems: findGeometryProblems(layout, view) }).toEqual({ level, problems: [] });
    expect(layout.edges.length).toBe(view.edges.length);
  }
}

test('the geometry check sees nodes that overlap, lines through nodes, and lines that slant', async () => {
  const graph = lenet5();
  const view = viewOf(graph, outlineOf(graph), new Set());
  const layout = layOutSimply(view, measure);
  const [first, second, third] = layout.nodes;
  const onFirst = { ...second!, box: { ...second!.box, y: first!.box.y } };
  expect(
    findGeometryProblems({ ...layout, nodes: [first!, onFirst, third!, ...layout.nodes.slice(3)] }, view),
  ).toContain(`${first!.node.id} overlaps ${second!.node.id}`);
  const [edge, ...others] = layout.edges;
  const through = { ...edge!, points: [edge!.points[0]!, { x: edge!.points[0]!.x, y: layout.height }] };
  expect(findGeometryProblems({ ...layout, edges: [through, ...others] }, view)).toContain(
    `${edge!.id} crosses ${third!.node.id}`,
  );
  const slanted = { ...edge!, points: [edge!.points[0]!, { x: 0, y: 0 }, edge!.points.at(-1)!] };
  expect(findGeometryProblems({ ...layout, edges: [slanted, ...others] }, view)).toContain(
    `${edge!.id} has a slanted stretch`,
  );
});

describe('the geometry check', () => {
  const graph = resnetCifar(1);
  const view = viewOf(graph, outlineOf(graph), new Set());
  const layout = layOutSimply(view, measure);
  const named = layout.nodes.find(({ tag }) => tag) ?? layout.nodes[0]!;
  const shaped = layout.nodes.find(({ shape }) => shape)!;
  const [frame] = layout.frames;
  const inner = layout.nodes.find(({ node }) => view.items.every(({ id }) => id !== node.id))!;
  const withNode = (changed: PlacedNode): Layout => ({
    ...layout,
    nodes: layout.nodes.map((placed) => (placed.node === changed.node ? changed : placed)),
  });
  const moved = (box: Box, x: number, y: number): Box => ({ ...box, x: box.x + x, y: box.y + y });

  test.each<readonly [string, Layout, string]>([
    [
      'a text that is wider than its node',
      withNode({ ...shaped, box: { ...shaped.box, width: 20 } }),
      `the text of ${shaped.node.id} does not fit into it`,
    ],
    [
      'a header that is narrower than its text',
      {
        ...layout,
        frames: [{ ...frame!, header: { ...frame!.header, width: 30 } }, ...layout.frames.slice(1)],
      },
      `the text of ${frame!.frame.id} does not fit into its header`,
    ],
    [
      'a shape on its own node',
      withNode({ ...shaped, shape: { ...shaped.shape!, box: moved(shaped.shape!.box, 0, -20) } }),
      `the shape of ${shaped.node.id} is not where its line is`,
    ],
    [
      'a shape in the way of a line',
      withNode({ ...shaped, shape: { ...shaped.shape!, box: moved(shaped.shape!.box, -30, 0) } }),
      `${layout.edges.find(({ source }) => source === shaped.node.id)!.id} crosses the shape of ${shaped.node.id}`,
    ],
    [
      'a node outside its frame',
      withNode({ ...inner, box: moved(inner.box, 5000, 0) }),
      `${inner.node.id} leaves ${framesAround(outlineOf(graph), inner.node.id)[0]!.id}`,
    ],
    [
      'a node outside the picture',
      withNode({ ...named, box: moved(named.box, -5000, 0) }),
      `${named.node.id} is outside the picture`,
    ],
  ])('sees %s', (_, broken, complaint) => {
    expect(findGeometryProblems(layout, view)).toEqual([]);
    expect(findGeometryProblems(broken, view)).toContain(complaint);
  });
});

describe('the layout', () => {
  test.each(samples)('places %s cleanly at every folding level', (_name, build) => checkEveryLevel(build()));

  test('places random networks cleanly at every folding level', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryGraph(), (graph) => checkEveryLevel(graph)),
      { seed: 1, numRuns: 15 },
    );
  }, 300_000);

  test('places layers with chips cleanly', async () => {
    for (const graph of [lenet5(), resnetCifar(2), inception()]) {
      const view = viewOf(graph, withRiders(outlineOf(graph), graph.edges), new Set());
      const { layout } = await layOutDiagram(view, measure, engine, { deadlineMs: 60_000 });
      expect(findGeometryProblems(layout, view)).toEqual([]);
    }
  });

  test('is the same every time', async () => {
    const graph = resnetCifar(2);
    const view = viewOf(graph, outlineOf(graph), new Set());
    const first = await layOutDiagram(view, measure, engine, { deadlineMs: 60_000 });
    const other = createTestEngine();
    const second = await layOutDiagram(view, measure, other, { deadlineMs: 60_000 });
    other.dispose();
    expect(second).toEqual(first);
  });

  test('keeps a residual block in line and lets its shortcut enter the sum from the right', async () => {
    const graph = resnetCifar(1);
    const view = viewOf(graph, outlineOf(graph), new Set());
    const { layout } = await layOutDiagram(view, measure, engine, { deadlineMs: 60_000 });
    const middle = ({ x, width }: { readonly x: number; readonly width: number }) => x + width / 2;
    const sum = layout.nodes.find(({ node: { item } }) => item.kind === 'leaf' && item.node.kind === 'add')!;
    const after = layout.edges.find((edge) => edge.source === sum.node.id)!.target;
    const relu = layout.nodes.find(({ node }) => node.id === after)!;
    expect(middle(relu.box)).toBe(middle(sum.box));
    const [branch, shortcut] = layout.edges.filter((edge) => edge.target === sum.node.id);
    expect(branch!.points).toHaveLength(2);
    expect(shortcut!.points.at(-1)).toEqual({
      x: sum.box.x + sum.box.width,
      y: sum.box.y + sum.box.height / 2,
    });
  });

  test('puts an auxiliary head beside the main line, which stays straight', async () => {
    const graph = inception();
    const outline = outlineOf(graph);
    const view = viewOf(graph, outline, foldsAtLevel(outline, 0));
    const { layout } = await layOutDiagram(view, measure, engine, { deadlineMs: 60_000 });
    const lefts = layout.nodes.map(({ node, box }) => ({ id: node.id, middle: box.x + box.width / 2 }));
    const main = lefts.filter(({ id }) => !id.startsWith('aux1'));
    expect(new Set(main.map(({ middle }) => middle)).size).toBe(1);
    expect(lefts.find(({ id }) => id.startsWith('aux1'))!.middle).toBeGreaterThan(main[0]!.middle);
  });
});

describe('the simple layout', () => {
  test.each(samples)('places %s cleanly at every folding level', (_name, build) => {
    const graph = build();
    const outline = outlineOf(graph);
    for (let level = 0; level <= depthOf(outline); level++) {
      const view = viewOf(graph, outline, foldsAtLevel(outline, level));
      expect(findGeometryProblems(layOutSimply(view, measure), view)).toEqual([]);
    }
  });

  test('places random networks cleanly, with any frames folded', () => {
    fc.assert(
      fc.property(arbitraryGraph(), fc.infiniteStream(fc.boolean()), (graph, coins) => {
        const outline = outlineOf(graph);
        const folded = framesOf(outline).filter(() => coins.next().value);
        const view = viewOf(graph, outline, new Set(folded.map(({ frame }) => frame.id)));
        expect(findGeometryProblems(layOutSimply(view, measure), view)).toEqual([]);
      }),
      { seed: 2, numRuns: 100 },
    );
  });

  test('ends on a graph whose edges run in a circle', () => {
    const graph = lenet5();
    const [first, last] = [graph.nodes[0]!.id, graph.nodes.at(-1)!.id];
    const circle = { ...graph, edges: [...graph.edges, { id: 'back', source: last, target: first }] };
    const view = viewOf(circle, outlineOf(circle), new Set());
    expect(layOutSimply(view, measure).edges).toHaveLength(graph.edges.length + 1);
  });
});
