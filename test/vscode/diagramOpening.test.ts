// How a diagram opens: at a level that fits the window, in windows of every size, until the user folds or moves something.

import { describe, expect, test } from 'vitest';
import type { DiagramGraph } from '../../webview/protocol/diagram.ts';
import type { ShownDiagram } from '../webview/diagramInBrowser.mjs';
import { inception, lenet5, resnetCifar } from '../webview/sampleGraphs.ts';
import { useDiagramPages } from './support/diagramPages.ts';

const pages = useDiagramPages();
let shown: ShownDiagram;

async function open(graph: DiagramGraph, width: number, height: number) {
  shown = await pages.open({ width, height });
  await shown.show(graph);
}

/** What is drawn, and how much of it is outside of the drawing's window. */
const look = () =>
  shown.page.evaluate(() => {
    const window = document.querySelector('svg.drawing')!.getBoundingClientRect();
    const all = document.querySelector('svg.drawing .diagram')!.getBoundingClientRect();
    const outside = Math.max(
      window.left - all.left,
      window.top - all.top,
      all.right - window.right,
      all.bottom - window.bottom,
    );
    const { transform } = document.querySelector('svg.drawing > g')!.attributes as unknown as {
      transform: Attr;
    };
    return {
      outside: Math.max(0, outside),
      nodes: document.querySelectorAll('svg .node').length,
      zoom: Number(/scale\(([\d.]+)/.exec(transform.value)![1]),
    };
  });

const samples = [
  ['a chain', lenet5()],
  ['modules', inception()],
  ['stages', resnetCifar(3)],
  ['long stages', resnetCifar(18)],
] as const;

describe('a diagram', () => {
  const sizes = [
    [1900, 1000],
    [1200, 700],
    [515, 820],
    [420, 500],
    [300, 300],
    [1200, 220],
    [180, 600],
  ] as const;
  test.each(
    samples.flatMap(([name, graph]) => sizes.map(([width, height]) => ({ name, graph, width, height }))),
  )('of $name is seen whole in a window of $width by $height', async ({ graph, width, height }) => {
    await open(graph, width, height);
    expect((await look()).outside).toBe(0);
  });

  test('begins legibly at its start where the whole would be a hair', async () => {
    shown = await pages.open({ width: 260, height: 500 });
    await shown.show(lenet5(), { direction: 'right' });
    expect((await look()).zoom).toBeGreaterThanOrEqual(0.7);
    const input = await pages.bodyOf(lenet5().nodes[0]!.id);
    expect(input.x).toBeGreaterThanOrEqual(0);
    expect(input.x + input.width).toBeLessThanOrEqual(260);
  });

  test('opens at the most open level that can be read as a whole', async () => {
    await open(resnetCifar(3), 700, 600);
    expect(await look()).toMatchObject({ outside: 0, nodes: 7 });
    await shown.page.close();
    await open(resnetCifar(3), 700, 1000);
    expect(await look()).toMatchObject({ outside: 0, nodes: 12 });
    expect((await look()).zoom).toBeGreaterThanOrEqual(0.7);
  });

  test.each(['light', 'dark', 'contrast'] as const)(
    'is read by its titles where nothing else could be read: %s',
    async (theme) => {
      for (const [graph, height] of [
        [inception(), 300],
        [lenet5(), 380],
      ] as const) {
        shown = await pages.open({ theme, width: 420, height });
        await shown.show(graph);
        const { zoom } = await look();
        expect(zoom).toBeGreaterThan(0.32);
        expect(zoom).toBeLessThan(0.45);
        for (const layer of await shown.page.locator('svg .node:not(.merge)').all()) {
          expect(await layer.locator('.detail').isVisible()).toBe(false);
          const body = (await layer.locator('.body').boundingBox())!;
          const title = (await layer.locator('.title').boundingBox())!;
          expect(title.height).toBeGreaterThan(5);
          expect(title.x).toBeGreaterThanOrEqual(body.x);
          expect(title.x + title.width).toBeLessThanOrEqual(body.x + body.width);
          expect(Math.abs(title.y + title.height / 2 - body.y - body.height / 2)).toBeLessThan(2);
        }
        await shown.page.close();
      }
      shown = await pages.open({ theme });
    },
  );

  test('shows from afar what is wrong, also inside what is folded', async () => {
    const graph = resnetCifar(18);
    const wrong = (at: number, severity: 'error' | 'warning') => ({
      ...graph.nodes[at]!,
      problem: { severity, message: 'Wrong.' },
    });
    const last = graph.nodes.length - 1;
    const nodes = graph.nodes.with(60, wrong(60, 'error')).with(last, wrong(last, 'warning'));
    await open({ ...graph, nodes }, 400, 235);
    expect((await look()).zoom).toBeLessThan(0.45);
    const body = (kind: string) =>
      shown.page.locator(`svg .node${kind} > .body`).evaluateAll((bodies) =>
        bodies.map((element) => {
          const { fill, fillOpacity, stroke, strokeWidth } = getComputedStyle(element);
          return { fill, fillOpacity, stroke, strokeWidth };
        }),
      );
    expect(await body('.error.folded')).toMatchObject([{ fill: 'rgb(229, 20, 0)', fillOpacity: '1' }]);
    expect(await body('.warning')).toMatchObject([{ stroke: 'rgb(191, 136, 3)', strokeWidth: '2.5px' }]);
  });

  const themes = ['light', 'dark', 'contrast', 'contrastLight'] as const;
  test.each(themes)(
    'has signs from afar that keep their size, of what is wrong and what differs: %s',
    async (theme) => {
      const graph = resnetCifar(18);
      const nodes = graph.nodes
        .with(3, { ...graph.nodes[3]!, problem: { severity: 'warning', message: 'Odd.' } })
        .with(0, { ...graph.nodes[0]!, change: { kind: 'changed', text: 'Changed' } });
      shown = await pages.open({ theme, width: 400, height: 235 });
      await shown.show({ ...graph, nodes });
      await shown.page.locator('svg [tabindex="0"]').focus();
      await shown.page.keyboard.press('0');
      const sizes = () =>
        shown.page
          .locator('svg :is(.problem-sign, .change-sign)')
          .evaluateAll((signs) => signs.map((sign) => Math.round(sign.getBoundingClientRect().height)));
      await expect.poll(async () => (await look()).zoom).toBeLessThan(0.45);
      const [first, second] = await sizes();
      expect([first, second].every((size) => size! >= 12 && size! <= 18)).toBe(true);
      // Colours may be the same, as the theme has them; forms are not.
      const grounds = await shown.page
        .locator('svg :is(.problem-ground, .change-ground)')
        .evaluateAll((all) => all.map((ground) => [ground.tagName, getComputedStyle(ground).fill]));
      expect(grounds.map(([form]) => form).sort()).toEqual(['circle', 'path']);
      expect(grounds.map(([, fill]) => fill)).not.toContain('rgb(0, 0, 0)');
    },
  );

  test('chooses its level again when the window changes, as long as nothing was folded or moved', async () => {
    await open(resnetCifar(3), 700, 600);
    await shown.page.setViewportSize({ width: 700, height: 1000 });
    await expect.poll(async () => (await look()).nodes).toBe(12);
    await shown.settled('ResNetCifar');
    expect((await look()).outside).toBe(0);
    await shown.page.mouse.move(300, 400);
    await shown.page.mouse.wheel(0, 30);
    await shown.page.setViewportSize({ width: 700, height: 600 });
    await expect.poll(async () => (await look()).outside).toBeGreaterThan(0);
    await shown.settled('ResNetCifar');
    expect((await look()).nodes).toBe(12);
  });

  test('opens anew after a reload where nothing was changed, and otherwise as it was left', async () => {
    const graph = resnetCifar(3);
    await open(graph, 700, 600);
    const untouched = (await shown.kept())!;
    expect(untouched.views).toEqual([]);
    await shown.page.locator('svg .folded .fold').first().click();
    await shown.settled(graph.model);
    const left = await look();
    const kept = (await shown.kept())!;
    await shown.page.close();
    shown = await pages.open({ kept, width: 700, height: 600 });
    await shown.show(graph);
    expect(await look()).toEqual(left);
  });

  test('keeps its level while the text changes', async () => {
    const graph = resnetCifar(3);
    await open(graph, 700, 600);
    const nodes = graph.nodes.map((node) => (node.kind === 'conv' ? { ...node, detail: '3x3, 512' } : node));
    await shown.show({ ...graph, nodes });
    expect(await look()).toMatchObject({ nodes: 7 });
  });
});

/** What is said above a comparison. */
const strip = {
  before: 'HEAD',
  after: 'net.cnn',
  counts: { added: 0, removed: 0, changed: 1, affected: 0, equivalent: 0 },
  figures: [],
  notes: [],
};

describe('a comparison', () => {
  /** With layers that differ, by their places in the graph. */
  const changed = (graph: DiagramGraph, ...places: readonly number[]): DiagramGraph => ({
    ...graph,
    nodes: graph.nodes.map((node, place) =>
      places.includes(place) ? { ...node, change: { kind: 'changed', text: `Changed: ${place}` } } : node,
    ),
  });
  const compare = async (graph: DiagramGraph, width: number, height: number) => {
    shown = await pages.open({ width, height });
    await shown.show(graph, { comparison: strip, editable: false });
  };
  const differing = () =>
    shown.page.locator('svg .node.layer.differs.changed > .body').evaluateAll((bodies) => {
      const window = document.querySelector('svg.drawing')!.getBoundingClientRect();
      return bodies.map((body) => {
        const { left, right, top, bottom } = body.getBoundingClientRect();
        return left >= window.left && right <= window.right && top >= window.top && bottom <= window.bottom;
      });
    });
  const stages = resnetCifar(18);
  const convolutions = stages.nodes.flatMap(({ kind }, place) => (kind === 'conv' ? [place] : []));

  test('is seen whole, with its differences, where that can be read', async () => {
    await compare(changed(resnetCifar(3), 1), 900, 1100);
    expect(await differing()).toEqual([true]);
    expect((await look()).outside).toBe(0);
    expect((await look()).zoom).toBeGreaterThanOrEqual(0.7);
  });

  test.each([
    [700, 600],
    [515, 820],
    [1200, 300],
    [420, 500],
  ])(
    'begins at its first difference, legibly, where the whole cannot be read: %d by %d',
    async (width, height) => {
      await compare(changed(stages, convolutions[20]!, convolutions[21]!, convolutions[31]!), width, height);
      const seen = await differing();
      expect(seen.length).toBeGreaterThanOrEqual(2);
      expect(seen[0]).toBe(true);
      expect((await look()).zoom).toBeGreaterThanOrEqual(0.7);
    },
  );

  test('shows all its differences where they fit, though the whole does not', async () => {
    await compare(changed(stages, convolutions[20]!, convolutions[21]!), 700, 600);
    expect(await differing()).toEqual([true, true]);
    expect((await look()).outside).toBeGreaterThan(0);
  });

  test('opens anew in a window of another size, until something is moved', async () => {
    await compare(changed(stages, convolutions[20]!), 700, 600);
    await shown.page.setViewportSize({ width: 500, height: 420 });
    await shown.settled(stages.model);
    await expect.poll(differing).toEqual([true]);
    await shown.page.mouse.move(250, 300);
    for (let turn = 0; turn < 5; turn++) await shown.page.mouse.wheel(0, -3000);
    await shown.page.setViewportSize({ width: 500, height: 400 });
    await shown.settled(stages.model);
    await expect.poll(differing).not.toContain(true);
  });

  test('opens as a diagram does where nothing differs', async () => {
    await compare(resnetCifar(3), 700, 1100);
    const compared = await look();
    await shown.page.close();
    await open(resnetCifar(3), 700, 1000);
    expect(compared.nodes).toBe((await look()).nodes);
  });
});
