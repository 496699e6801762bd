// Diagrams that flow to the right: nothing overlaps, lines leave at the right, and the keyboard follows them.

import { afterAll, describe, expect, test } from 'vitest';
import { neighbourOf } from '../../webview/diagram/interaction/navigation.ts';
import { openingViewport } from '../../webview/diagram/interaction/viewport.ts';
import { depthOf, foldsAtLevel } from '../../webview/diagram/layout/folding.ts';
import { layOutDiagram } from '../../webview/diagram/layout/layOutDiagram.ts';
import { createMeasure, isMerge } from '../../webview/diagram/layout/measure.ts';
import { outlineOf } from '../../webview/diagram/layout/outline.ts';
import { viewOf } from '../../webview/diagram/layout/view.ts';
import type { DiagramGraph } from '../../webview/protocol/diagram.ts';
import { createTestEngine } from './everyLevel.ts';
import { findGeometryProblems } from './geometry.ts';
import { denseBlock, hostile, inception, lenet5, resnetCifar } from './sampleGraphs.ts';

const engine = createTestEngine();
const measure = createMeasure(undefined, undefined, 'right');
afterAll(() => engine.dispose());

async function layOut(graph: DiagramGraph, level?: number) {
  const outline = outlineOf(graph);
  const view = viewOf(graph, outline, foldsAtLevel(outline, level ?? depthOf(outline)));
  const { layout, fallback } = await layOutDiagram(view, measure, engine, { deadlineMs: 60_000 });
  expect(fallback).toBeUndefined();
  return { layout, view };
}

const samples = [
  ['LeNet-5', lenet5],
  ['a residual network', () => resnetCifar(2)],
  ['inception modules', inception],
  ['a densely connected block', () => denseBlock(6)],
  ['hostile texts', hostile],
] as const;

describe('a diagram that flows to the right', () => {
  test.each(samples)('places %s cleanly at every folding level', async (_, sample) => {
    const graph = sample();
    for (let level = 0; level <= depthOf(outlineOf(graph)); level++) {
      const { layout, view } = await layOut(graph, level);
      expect(findGeometryProblems(layout, view)).toEqual([]);
    }
  });

  test('leads every line from the right of its source to the left of its target', async () => {
    const { layout } = await layOut(inception());
    const boxes = new Map(layout.nodes.map(({ node, box }) => [node.id, box]));
    for (const { source, target, points } of layout.edges) {
      const [from, to] = [boxes.get(source)!, boxes.get(target)!];
      expect(points[0]).toEqual({ x: from.x + from.width, y: from.y + from.height / 2 });
      expect(points.at(-1)).toEqual({ x: to.x, y: to.y + to.height / 2 });
    }
    expect(layout.width).toBeGreaterThan(layout.height);
  });

  test('is walked along its lines with the right and left arrows', async () => {
    const graph = lenet5();
    const { layout } = await layOut(graph);
    const ids = graph.nodes.map(({ id }) => id);
    const walked = [ids[0]!];
    for (let at = neighbourOf(layout, ids[0]!, 'right'); at; at = neighbourOf(layout, at, 'right'))
      walked.push(at);
    expect(walked).toEqual(ids);
    expect(neighbourOf(layout, ids[4]!, 'left')).toBe(ids[3]);
  });

  test('opens at its left, legibly', async () => {
    const area = { width: 800, height: 600 };
    const opening = openingViewport({ width: 5000, height: 400, direction: 'right' }, area, undefined);
    expect(opening).toEqual({ x: 24, y: 100, zoom: 1 });
  });

  test.each(samples)(
    'keeps its direction in the simple layout of %s, at every folding level',
    async (_, sample) => {
      const broken = { layout: () => Promise.reject(new Error('out of memory')), dispose: () => undefined };
      const graph = sample();
      const outline = outlineOf(graph);
      for (let level = 0; level <= depthOf(outline); level++) {
        const view = viewOf(graph, outline, foldsAtLevel(outline, level));
        const { layout, fallback } = await layOutDiagram(view, measure, broken, { deadlineMs: 1000 });
        expect(fallback).toBe('out of memory');
        expect(layout.direction).toBe('right');
        expect(findGeometryProblems(layout, view)).toEqual([]);
      }
    },
  );

  test('lets a shortcut end at the side of its merge, above or below', async () => {
    const { layout } = await layOut(resnetCifar(2));
    const boxes = new Map(layout.nodes.map(({ node, box }) => [node.id, box]));
    const ends = layout.edges.flatMap(({ target, points }) => {
      const { x, y, width, height } = boxes.get(target)!;
      const end = points.at(-1)!;
      return end.x === x + width / 2 && (end.y === y || end.y === y + height) ? [target] : [];
    });
    const merges = layout.nodes.filter(({ node }) => isMerge(node)).map(({ node }) => node.id);
    expect(ends).toEqual(merges);
  });
});
