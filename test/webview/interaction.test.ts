// Pan, zoom, the arrow keys, and what the page remembers: the parts that need no browser.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keptView, withView } from '../../webview/diagram/interaction/keptState.ts';
import { neighbourOf, reachable } from '../../webview/diagram/interaction/navigation.ts';
import {
  bringIntoView,
  fitWhole,
  holdPoint,
  openingViewport,
  overlaps,
  pan,
  seenBox,
  type Viewport,
  ZOOM,
  zoomAround,
} from '../../webview/diagram/interaction/viewport.ts';
import { layOutSimply } from '../../webview/diagram/layout/layeredFallback.ts';
import { createMeasure } from '../../webview/diagram/layout/measure.ts';
import { outlineOf } from '../../webview/diagram/layout/outline.ts';
import { viewOf } from '../../webview/diagram/layout/view.ts';
import { diagramPage } from '../../webview/diagram/page.ts';
import { memoryHost } from '../../webview/host/memoryHost.ts';
import { inception, lenet5 } from './sampleGraphs.ts';

const area = { width: 800, height: 600 };
const coordinate = fc.integer({ min: -5000, max: 5000 });
const viewports = fc.record({
  x: coordinate,
  y: coordinate,
  zoom: fc.double({ min: 0.06, max: 3.9, noNaN: true }),
});

function worldAt({ x, y, zoom }: Viewport, point: { readonly x: number; readonly y: number }) {
  return { x: (point.x - x) / zoom, y: (point.y - y) / zoom };
}

describe('the viewport', () => {
  test('zooms around the pointer: what is under it stays', () => {
    fc.assert(
      fc.property(
        viewports,
        coordinate,
        coordinate,
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        (viewport, x, y, factor) => {
          const before = worldAt(viewport, { x, y });
          const after = worldAt(zoomAround(viewport, { x, y }, factor), { x, y });
          expect(after.x).toBeCloseTo(before.x, 4);
          expect(after.y).toBeCloseTo(before.y, 4);
        },
      ),
      { seed: 7 },
    );
  });

  test('zooms no further than its bounds', () => {
    const start = { x: 0, y: 0, zoom: 1 };
    expect(zoomAround(start, { x: 0, y: 0 }, 1e9).zoom).toBe(ZOOM.max);
    expect(zoomAround(start, { x: 0, y: 0 }, 1e-9).zoom).toBe(ZOOM.min);
  });

  test('fits a large diagram into the window, and never enlarges a small one', () => {
    expect(fitWhole({ width: 100, height: 100 }, area)).toEqual({ x: 350, y: 250, zoom: 1 });
    expect(fitWhole({ width: 100, height: 1104 }, area)).toEqual({ x: 375, y: 24, zoom: 0.5 });
  });

  test('shows all of a very long diagram, and never zooms in where it is to zoom out', () => {
    const long = { width: 100, height: 100_000 };
    const whole = fitWhole(long, area);
    expect(long.height * whole.zoom).toBeLessThanOrEqual(area.height);
    expect(zoomAround(whole, { x: 0, y: 0 }, 0.8).zoom).toBe(whole.zoom);
    expect(zoomAround(whole, { x: 0, y: 0 }, 1.25).zoom).toBeCloseTo(whole.zoom * 1.25);
  });

  test('opens a long diagram at its top, legibly', () => {
    const opening = openingViewport({ width: 400, height: 5000 }, area, undefined);
    expect(opening).toEqual({ x: 200, y: 24, zoom: 1 });
    const start = { x: 900, y: 0, width: 100, height: 20 };
    expect(openingViewport({ width: 4000, height: 5000 }, area, start)).toEqual({
      x: 400 - 950 * 0.7,
      y: 24,
      zoom: 0.7,
    });
  });

  test('holds a point that moved in the diagram where it is seen', () => {
    const held = holdPoint({ x: 10, y: 20, zoom: 2 }, { x: 5, y: 5 }, { x: 8, y: 1 });
    expect(held).toEqual({ x: 4, y: 28, zoom: 2 });
  });

  test('moves only as far as needed to show a node, and not at all when it is seen', () => {
    fc.assert(
      fc.property(viewports, coordinate, coordinate, (viewport, x, y) => {
        const box = { x, y, width: 60, height: 26 };
        const shown = bringIntoView(viewport, box, area);
        expect(overlaps(box, seenBox(shown, area))).toBe(true);
        const again = bringIntoView(shown, box, area);
        expect(again.x).toBeCloseTo(shown.x, 6);
        expect(again.y).toBeCloseTo(shown.y, 6);
      }),
      { seed: 8 },
    );
    const inside = { x: 0, y: 0, zoom: 1 };
    expect(bringIntoView(inside, { x: 100, y: 100, width: 60, height: 26 }, area)).toEqual(inside);
    const below = bringIntoView({ x: 0, y: 0, zoom: 1 }, { x: 100, y: 30, width: 60, height: 26 }, area, 40);
    expect(below).toEqual({ x: 0, y: 34, zoom: 1 });
    expect(pan(inside, { x: 3, y: 4 })).toEqual({ x: 3, y: 4, zoom: 1 });
  });
});

describe('the arrow keys', () => {
  const layoutOf = (graph: ReturnType<typeof lenet5>) =>
    layOutSimply(viewOf(graph, outlineOf(graph), new Set()), createMeasure());

  test('walk a chain from its first layer to its last and back', () => {
    const layout = layoutOf(lenet5());
    const ids = lenet5().nodes.map(({ id }) => id);
    const walk = (start: string, direction: 'up' | 'down') => {
      const path = [start];
      for (
        let at = neighbourOf(layout, start, direction);
        at !== undefined;
        at = neighbourOf(layout, at, direction)
      )
        path.push(at);
      return path;
    };
    expect(walk(ids[0]!, 'down')).toEqual(ids);
    expect(walk(ids.at(-1)!, 'up')).toEqual([...ids].reverse());
  });

  test('go down into a block through its header, and aside between branches', () => {
    const layout = layoutOf(inception());
    const lrn = layout.nodes.find(({ node }) => node.id.startsWith('lrn'))!.node.id;
    const header = neighbourOf(layout, lrn, 'down')!;
    expect(layout.frames.map(({ frame }) => frame.id)).toContain(header);
    const first = neighbourOf(layout, header, 'down')!;
    const convolutions = layout.nodes.filter(
      ({ node, box }) => box.y === layout.nodes.find((n) => n.node.id === first)!.box.y && node.id !== first,
    );
    const right = neighbourOf(layout, first, 'right') ?? neighbourOf(layout, first, 'left');
    expect(convolutions.map(({ node }) => node.id)).toContain(right);
  });

  test('reach everything that is drawn from the first node', () => {
    const layout = layoutOf(inception());
    const found = new Set<string>();
    const visit = (id: string) => {
      if (found.has(id)) return;
      found.add(id);
      for (const direction of ['up', 'down', 'left', 'right'] as const) {
        const next = neighbourOf(layout, id, direction);
        if (next !== undefined) visit(next);
      }
    };
    visit(layout.nodes[0]!.node.id);
    expect([...reachable(layout).keys()].filter((id) => !found.has(id))).toEqual([]);
  });
});

describe('what the page remembers', () => {
  const now = { file: 'file:///a.cnn', compact: true };
  const view = (zoom: number) => ({ folds: ['a'], viewport: { x: 1, y: 2, zoom } });

  test('is kept for each model, and bounded', () => {
    let state = withView(undefined, now, 'A', view(1));
    state = withView(state, now, 'B', view(2));
    expect(keptView(state, 'A')).toEqual(view(1));
    expect(keptView(state, 'B')).toEqual(view(2));
    expect(state).toMatchObject(now);
    for (let i = 0; i < 100; i++) state = withView(state, now, `${i}`, view(3));
    expect(state.views).toHaveLength(20);
    expect(keptView(state, '99')).toEqual(view(3));
    expect(keptView(state, 'A')).toBeUndefined();
  });

  test('goes through the host, as what is sent and received does', () => {
    const host = memoryHost<string, number, { readonly zoom: number }>({ zoom: 1 });
    const heard: string[] = [];
    const end = host.onMessage((message) => heard.push(message));
    host.deliver('one');
    end();
    host.deliver('two');
    host.send(7);
    host.keep({ zoom: 2 });
    expect([heard, host.sent, host.kept()]).toEqual([['one'], [7], { zoom: 2 }]);
  });
});

describe('the page', () => {
  const html = diagramPage({
    nonce: 'n0nce',
    cspSource: 'https://files.example',
    scriptUri: 'https://files.example/diagram.js',
    styleUri: 'https://files.example/diagram.css',
    elkWorkerUri: 'https://files.example/elk-worker.min.js',
    file: 'file:///"><script>alert(1)</script>.cnn',
  });

  test('allows its own script only, no evaluation, and no network but its own files', () => {
    const [, policy] = html.match(/Content-Security-Policy" content="([^"]*)"/)!;
    expect(policy!.split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'nonce-n0nce'",
      "style-src https://files.example 'unsafe-inline'",
      'font-src https://files.example',
      'worker-src blob:',
      // A picture becomes a PNG in the page.
      'img-src blob:',
      'connect-src https://files.example',
    ]);
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html).toContain('<script nonce="n0nce" src="https://files.example/diagram.js"></script>');
  });

  test('escapes the name of the file', () => {
    expect(html).toContain('data-file="file:///&#34;&#62;&#60;script&#62;alert(1)&#60;/script&#62;.cnn"');
  });
});
