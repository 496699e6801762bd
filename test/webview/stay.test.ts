// What stays in place when the text, and with it the layout, changes.

import { describe, expect, test } from 'vitest';
import { type Stay, viewportAfter } from '../../webview/diagram/interaction/stay.ts';
import {
  type Area,
  fitWhole,
  isLegibleWhole,
  overlaps,
  seenBox,
  type Viewport,
} from '../../webview/diagram/interaction/viewport.ts';
import { type Folds, foldsAtLevel, toggleFold } from '../../webview/diagram/layout/folding.ts';
import { framesOf } from '../../webview/diagram/layout/frame.ts';
import { layOutSimply } from '../../webview/diagram/layout/layeredFallback.ts';
import type { Box, FlowDirection, Layout } from '../../webview/diagram/layout/layout.ts';
import { createMeasure } from '../../webview/diagram/layout/measure.ts';
import { outlineOf } from '../../webview/diagram/layout/outline.ts';
import { viewOf } from '../../webview/diagram/layout/view.ts';
import type { DiagramGraph } from '../../webview/protocol/diagram.ts';
import { inception, lenet5 } from './sampleGraphs.ts';

const area = { width: 500, height: 420 };
const start: Viewport = { x: 100, y: -150, zoom: 1 };

function layOut(graph: DiagramGraph, direction: FlowDirection): Layout {
  return layOutSimply(
    viewOf(graph, outlineOf(graph), new Set()),
    createMeasure(undefined, undefined, direction),
  );
}

/** By how much each node that is seen moves in the window, where its line comes in; of layers of both graphs. */
function moves(
  before: DiagramGraph,
  after: DiagramGraph,
  direction: FlowDirection,
  viewport = start,
  stay: Stay = 'middle',
) {
  const [old, now] = [layOut(before, direction), layOut(after, direction)];
  const then = viewportAfter({ layout: old, viewport, area }, now, stay);
  const places = new Map(now.nodes.map(({ node, box }) => [node.id, box]));
  return old.nodes.flatMap(({ node, box }) => {
    const place = places.get(node.id);
    if (!place || !overlaps(box, seenBox(viewport, area))) return [];
    const middle = (at: typeof box) =>
      direction === 'down' ? { x: at.x + at.width / 2, y: at.y } : { x: at.x, y: at.y + at.height / 2 };
    const [from, to] = [middle(box), middle(place)];
    return [[to.x + then.x - from.x - viewport.x, to.y + then.y - from.y - viewport.y]];
  });
}

const isStill = ([x, y]: readonly number[]) => Math.hypot(x!, y!) < 0.01;

function withDetail(graph: DiagramGraph, place: number, detail: string): DiagramGraph {
  return { ...graph, nodes: graph.nodes.map((node, at) => (at === place ? { ...node, detail } : node)) };
}

/** The layer is gone, and its line leads from the one before it to the one behind it. */
function without(graph: DiagramGraph, place: number): DiagramGraph {
  const { id } = graph.nodes[place]!;
  const source = graph.edges.find(({ target }) => target === id)!.source;
  const edges = graph.edges.flatMap((edge) => {
    if (edge.target === id) return [];
    return [edge.source === id ? { ...edge, source } : edge];
  });
  return { ...graph, nodes: graph.nodes.filter((_, at) => at !== place), edges };
}

describe('what is seen stays where it is', () => {
  const graph = lenet5();
  const all = graph.nodes.map((_, place) => place);

  test.each(all)('when layer %i gets wider than all others', (place) => {
    const wide = withDetail(graph, place, '11x11, 4096, /4, dilation 2x2, groups 8');
    const moved = moves(graph, wide, 'down');
    expect(moved.length).toBeGreaterThan(4);
    expect(moved.every(isStill)).toBe(true);
  });

  test.each(
    all.slice(1, -1).flatMap((place) => (['down', 'right'] as const).map((way) => [place, way] as const)),
  )('in most of the window when layer %i comes or goes, flowing %s', (place, way) => {
    const viewport = way === 'down' ? start : { x: -300, y: 200, zoom: 1 };
    const less = without(graph, place);
    for (const moved of [moves(less, graph, way, viewport), moves(graph, less, way, viewport)]) {
      const still = moved.filter(isStill).length;
      expect(still).toBeGreaterThanOrEqual(moved.length / 2);
    }
  });

  test('of which nothing is seen holds the nearest', () => {
    const away = { x: 100, y: 5000, zoom: 1 };
    const [old, now] = [layOut(graph, 'down'), layOut(without(graph, 3), 'down')];
    const then = viewportAfter({ layout: old, viewport: away, area }, now, 'middle');
    expect(then).toEqual(away);
  });

  test('from its beginning where all of it was seen and another level is too large', () => {
    const whole = fitWhole(layOut(graph, 'down'), area);
    expect(isLegibleWhole(layOut(graph, 'down'), area)).toBe(false);
    const moved = moves(without(graph, 1), graph, 'down', whole, 'level');
    expect(isStill(moved[0]!)).toBe(true);
    expect(moved.slice(1).some(isStill)).toBe(false);
  });

  test('as a whole where all of it was seen and all of another level can be read', () => {
    const wide = { width: 500, height: 1200 };
    const [old, now] = [layOut(without(graph, 3), 'down'), layOut(graph, 'down')];
    const look = { layout: old, viewport: fitWhole(old, wide), area: wide };
    expect(viewportAfter(look, now, 'level')).toEqual(fitWhole(now, wide));
    const near = { ...look, viewport: { x: 0, y: -700, zoom: 1 } };
    expect(viewportAfter(near, now, 'level')).toEqual(viewportAfter(near, now, 'middle'));
  });

  test('where it was clicked', () => {
    const anchor = graph.nodes[5]!.id;
    const wide = withDetail(graph, 5, '11x11, 4096, /4, dilation 2x2, groups 8');
    const [old, now] = [layOut(graph, 'down'), layOut(wide, 'down')];
    const then = viewportAfter({ layout: old, viewport: start, area }, now, { anchor });
    const left = (layout: Layout) => layout.nodes.find(({ node }) => node.id === anchor)!.box.x;
    expect(left(now) + then.x).toBeCloseTo(left(old) + start.x, 6);
  });
});

describe('what is opened', () => {
  const graph = inception();
  const outline = outlineOf(graph);
  const module = framesOf(outline).find(({ frame }) => frame.title === 'inception_3a')!.frame.id;
  const folded = foldsAtLevel(outline, 0);
  const room = { width: 700, height: 400 };

  /** The module's box in the window before and after it is opened, when its header is at a place of the window. */
  function openAt(
    place: Pick<Box, 'x' | 'y'>,
    {
      zoom = 1,
      direction = 'down',
      area: window = room,
    }: Partial<{ zoom: number; direction: FlowDirection; area: Area }> = {},
  ) {
    const measure = createMeasure(undefined, undefined, direction);
    const layoutOf = (folds: Folds) => layOutSimply(viewOf(graph, outline, folds), measure);
    const [old, now] = [layoutOf(folded), layoutOf(toggleFold(outline, folded, module))];
    const before = old.nodes.find(({ node }) => node.id === module)!.box;
    const viewport = { x: place.x - before.x * zoom, y: place.y - before.y * zoom, zoom };
    const then = viewportAfter({ layout: old, viewport, area: window }, now, { anchor: module });
    const { x, y, width, height } = now.frames.find(({ frame }) => frame.id === module)!.box;
    const { zoom: seen } = then;
    return { x: x * seen + then.x, y: y * seen + then.y, width: width * seen, height: height * seen };
  }

  test('keeps its header where it was clicked where all of it has room', () => {
    const large = { width: 700, height: 600 };
    const { x, y, width, height } = openAt({ x: 30, y: 40 }, { area: large });
    expect({ x, y }).toEqual({ x: 30, y: 40 });
    expect(x + width).toBeLessThan(large.width);
    expect(y + height).toBeLessThan(large.height);
  });

  test('moves back just far enough to be seen all across', () => {
    const { x, y, width } = openAt({ x: 300, y: 40 });
    expect(x + width).toBeCloseTo(room.width - 24, 6);
    expect(y).toBe(40);
  });

  test('is seen from further away where it is wider than the window, as far as it can be read', () => {
    const window = { width: 500, height: 400 };
    const { x, y, width } = openAt({ x: 100, y: 40 }, { area: window });
    expect({ x, y, width }).toEqual({ x: 24, y: 40, width: expect.closeTo(500 - 48, 6) });
  });

  test('begins at the margin where it could not be read as a whole', () => {
    const narrow = { width: 300, height: 400 };
    const { x, y, width } = openAt({ x: 100, y: 40 }, { area: narrow });
    expect(width).toBeGreaterThan(narrow.width);
    expect({ x, y }).toEqual({ x: 24, y: 40 });
  });

  test('shows half a window of itself where it was clicked near the end, and never leaves its header', () => {
    expect(openAt({ x: 30, y: 390 }).y).toBeCloseTo(400 - 24 - 200, 6);
    expect(openAt({ x: 30, y: 10 }, { area: { width: 700, height: 60 } }).y).toBe(10);
  });

  test('does so to the right, too, and at any zoom', () => {
    const { x, y, height } = openAt({ x: 650, y: 200 }, { direction: 'right', zoom: 0.8 });
    expect(x).toBeCloseTo(700 - 24 - 350, 6);
    expect(y + height).toBeCloseTo(400 - 24, 6);
  });

  test('holds what was folded again where it was clicked', () => {
    const measure = createMeasure();
    const layoutOf = (folds: Folds) => layOutSimply(viewOf(graph, outline, folds), measure);
    const [old, now] = [layoutOf(toggleFold(outline, folded, module)), layoutOf(folded)];
    const { x, y } = old.frames.find(({ frame }) => frame.id === module)!.box;
    const viewport = { x: 600 - x, y: 390 - y, zoom: 1 };
    const then = viewportAfter({ layout: old, viewport, area: room }, now, { anchor: module });
    const box = now.nodes.find(({ node }) => node.id === module)!.box;
    expect({ x: box.x + then.x, y: box.y + then.y }).toEqual({ x: 600, y: 390 });
  });
});
