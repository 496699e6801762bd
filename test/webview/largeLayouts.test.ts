// Large diagrams: the window that is kept in the page, and the blocks seen from afar.

import { describe, expect, test } from 'vitest';
import { type Colours, resolveColours } from '../../webview/diagram/drawing/colours.ts';
import { type Painter, paintBlocks } from '../../webview/diagram/drawing/paintBlocks.ts';
import { editorTheme } from '../../webview/diagram/drawing/themes.ts';
import { layOutSimply } from '../../webview/diagram/layout/layeredFallback.ts';
import type { Box } from '../../webview/diagram/layout/layout.ts';
import { indexLayout, windowOf } from '../../webview/diagram/layout/layoutWindow.ts';
import { createMeasure } from '../../webview/diagram/layout/measure.ts';
import { outlineOf } from '../../webview/diagram/layout/outline.ts';
import { viewOf } from '../../webview/diagram/layout/view.ts';
import type { DiagramGraph } from '../../webview/protocol/diagram.ts';
import { lenet5, resnetCifar } from './sampleGraphs.ts';

const layoutOf = (graph: DiagramGraph) =>
  layOutSimply(viewOf(graph, outlineOf(graph), new Set()), createMeasure());

describe('the window of a layout', () => {
  test('holds what is seen, the frames around it and the lines through it, and nothing far away', () => {
    const layout = layoutOf(resnetCifar(20));
    const box: Box = { x: 0, y: layout.height / 2, width: layout.width, height: 400 };
    const window = windowOf(indexLayout(layout), box, undefined);
    const seen = layout.nodes.filter(({ box: { y, height } }) => y + height > box.y && y < box.y + 400);
    expect(seen.length).toBeGreaterThan(3);
    for (const node of seen) expect(window.nodes).toContain(node);
    expect(window.nodes.length).toBeLessThan(seen.length + 8);
    expect(window.frames.length).toBeGreaterThan(1);
    for (const { source } of window.edges) {
      const place = layout.nodes.find(({ node }) => node.id === source)!.box;
      expect(Math.abs(place.y - box.y)).toBeLessThan(1500);
    }
  });

  test('keeps what has the keyboard, wherever it is', () => {
    const layout = layoutOf(resnetCifar(5));
    const last = layout.nodes.at(-1)!.node.id;
    const nowhere: Box = { x: Number.NEGATIVE_INFINITY, y: 0, width: 0, height: 0 };
    expect(windowOf(indexLayout(layout), nowhere, last).nodes.map(({ node }) => node.id)).toEqual([last]);
    expect(windowOf(indexLayout(layout), nowhere, undefined).edges).toEqual([]);
  });
});

describe('blocks', () => {
  const colours: Colours = resolveColours(editorTheme, 'sans-serif', (colour) => colour);

  /** What was filled, with its colour. */
  function paint(
    graph: DiagramGraph,
    state: Partial<Parameters<typeof paintBlocks>[3]> = {},
    seen?: Box,
    zoom = 0.3,
  ) {
    const layout = layoutOf(graph);
    const fills: (Box & { readonly colour: string; readonly alpha: number })[] = [];
    const strokes: string[] = [];
    const titles: string[] = [];
    const lines: string[] = [];
    const signs: string[] = [];
    const painter = {
      fillStyle: '',
      strokeStyle: '',
      lineWidth: 1,
      globalAlpha: 1,
      font: '',
      textBaseline: 'alphabetic',
      lineJoin: 'miter',
      lineCap: 'butt',
      beginPath() {},
      moveTo() {},
      lineTo() {},
      arc() {},
      fill: () => signs.push(String(painter.fillStyle)),
      stroke: () => lines.push(String(painter.strokeStyle)),
      strokeText() {},
      fillText: (text: string) => titles.push(text),
      strokeRect: () => strokes.push(String(painter.strokeStyle)),
      fillRect: (x: number, y: number, width: number, height: number) =>
        fills.push({ x, y, width, height, colour: String(painter.fillStyle), alpha: painter.globalAlpha }),
    };
    const look = {
      seen: seen ?? { x: 0, y: 0, width: layout.width, height: layout.height },
      scale: { x: zoom, y: zoom },
      titles: 11,
      signs: 6,
    };
    paintBlocks(
      painter as unknown as Painter,
      indexLayout(layout),
      look,
      { marks: new Set(), ...state },
      colours,
    );
    return { layout, fills, strokes, lines, titles, signs };
  }

  test('have the colour of their kind', () => {
    const { layout, fills } = paint(lenet5());
    const kinds = layout.nodes.map(({ node }) =>
      node.item.kind === 'leaf' ? node.item.node.category : 'output',
    );
    expect(fills.map(({ colour }) => colour)).toEqual(kinds.map((kind) => editorTheme.categories[kind]));
  });

  test('show errors, what was found, and what is selected', () => {
    const graph = lenet5();
    const problem = { severity: 'error', message: 'wrong' } as const;
    const nodes = graph.nodes.map((node, at) => (at === 1 ? { ...node, problem } : node));
    const found = new Set([graph.nodes[2]!.id]);
    const { fills, strokes } = paint({ ...graph, nodes }, { found, selected: graph.nodes[3]!.id });
    expect([fills[1]!.colour, fills[2]!.colour]).toEqual([editorTheme.error, editorTheme.foundFar]);
    expect(strokes).toEqual([editorTheme.focus]);
  });

  test('have signs of what is wrong and what differs, one where several would lie on each other', () => {
    const graph = lenet5();
    const withMore = (at: number, more: Partial<DiagramGraph['nodes'][number]>) =>
      graph.nodes.map((node, place) => (place === at ? { ...node, ...more } : node));
    const warned = { problem: { severity: 'warning', message: 'odd' } } as const;
    const changed = { change: { kind: 'removed', text: 'Removed' } } as const;
    expect(paint(graph).signs).toEqual([]);
    expect(paint({ ...graph, nodes: withMore(1, warned) }).signs).toEqual([editorTheme.warning]);
    expect(paint({ ...graph, nodes: withMore(1, { ...warned, ...changed }) }).signs).toEqual([
      editorTheme.warning,
      editorTheme.changes.removed,
    ]);
    const quiet = { change: { kind: 'equivalent', text: 'Written otherwise' } } as const;
    expect(paint({ ...graph, nodes: withMore(1, quiet) }).signs).toEqual([]);
    const all = resnetCifar(5).nodes.map((node) => ({ ...node, ...changed }));
    const near = paint({ ...resnetCifar(5), nodes: all });
    expect(near.signs).toHaveLength(near.layout.nodes.length);
    const far = paint({ ...resnetCifar(5), nodes: all }, {}, undefined, 0.05);
    expect(far.signs.length).toBeGreaterThan(20);
    expect(far.signs.length).toBeLessThan(far.layout.nodes.length / 2);
  });

  test('show the line and the node that something would be dropped on', () => {
    const graph = lenet5();
    const [line] = paint(graph).layout.edges;
    expect(paint(graph).lines).toEqual([editorTheme.edge]);
    expect(paint(graph, { aimed: line!.id }).lines).toEqual([editorTheme.edge, editorTheme.focus]);
    expect(paint(graph, { selected: line!.id }).lines).toEqual([editorTheme.edge, editorTheme.focus]);
    expect(paint(graph, { aimed: graph.nodes[3]!.id }).strokes).toEqual([editorTheme.focus]);
  });

  test('glow with the share of an overlay', () => {
    const hot = lenet5().nodes[1]!.id;
    const of = (id: string) => (id === hot ? { share: 1, text: '9', words: '9' } : undefined);
    const { fills } = paint(lenet5(), { heat: { of } });
    const glows = fills.filter(({ colour }) => colour === editorTheme.heat).map(({ alpha }) => alpha);
    expect(glows.slice(0, 3)).toEqual([0.04, 1, 0.04]);
  });

  test('are painted where they are seen only, with the titles of outermost frames', () => {
    const whole = paint(resnetCifar(5));
    const part = paint(resnetCifar(5), {}, { x: 0, y: 0, width: 2000, height: 300 });
    expect(part.fills.length).toBeLessThan(whole.fills.length / 4);
    expect(whole.titles).toEqual(['ConvBN', 'width = 16', 'width = 32', 'width = 64']);
  });
});
