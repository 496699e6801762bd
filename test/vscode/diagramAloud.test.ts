// What a screen reader finds in the diagram's page, and what it is told: names, roles, states, and changes.

import { describe, expect, test } from 'vitest';
import type { DiagramGraph } from '../../webview/protocol/diagram.ts';
import type { ShownDiagram } from '../webview/diagramInBrowser.mjs';
import { inception, lenet5, resnetCifar } from '../webview/sampleGraphs.ts';
import { useDiagramPages } from './support/diagramPages.ts';

const pages = useDiagramPages();
let shown: ShownDiagram;

const announced = () => shown.page.locator('.announcer').innerText();
const { node } = pages;
const choose = async (menu: string, label: string) => {
  await shown.page.locator(`[data-menu=${menu}]`).click();
  await shown.page.locator('.menu-item').filter({ hasText: label }).click();
};

/** Everything open, as it was left. */
async function open(graph: DiagramGraph, options: Parameters<typeof pages.open>[0] = {}) {
  const key = JSON.stringify(['file:///model.cnn', graph.model]);
  const views = [{ key, view: { folds: [], viewport: { x: 100, y: 24, zoom: 1 } } }];
  const kept = { file: 'file:///model.cnn', compact: false, views };
  shown = await pages.open({ width: 1200, kept, ...options });
  await shown.show(graph);
}

describe('a diagram is heard', () => {
  test('as a tree of what is seen, with depth, place, folding and selection', async () => {
    await open(inception());
    const tree = shown.page.locator('svg.drawing');
    const heard = await tree.ariaSnapshot();
    expect(heard).toMatch(/^- tree "Diagram of GoogLeNet[^"]*"/);
    expect(heard).toMatch(/treeitem "inception_3a[^"]*" \[expanded\] \[level=1\]/);
    expect(heard).toMatch(/treeitem "conv 1x1, 64[^"]*" \[level=2\]/);
    const first = tree.locator('[role=treeitem]').filter({ hasText: 'lrn' });
    const around = (await first.getAttribute('aria-setsize'))!;
    expect(Number(await first.getAttribute('aria-posinset'))).toBeLessThanOrEqual(Number(around));
    await first.focus();
    await expect.poll(() => first.getAttribute('aria-selected')).toBe('true');
    expect(await tree.locator('[aria-selected=true]').count()).toBe(1);
  });

  test('with where lines part and meet', async () => {
    const graph = inception();
    await open(graph);
    const nameOf = (id: string) => node(id).getAttribute('aria-label');
    const lrn = graph.nodes.find(({ kind }) => kind === 'lrn')!.id;
    expect(await nameOf(lrn)).toMatch(/To conv 1x1, 64, conv 1x1, 96, conv 1x1, 16 and maxpool 3x3/);
    const concat = graph.nodes.find(({ kind }) => kind === 'concat')!.id;
    expect(await nameOf(concat)).toMatch(/From relu, relu, relu and relu/);
    const [, conv] = lenet5().nodes;
    await shown.page.close();
    await open(lenet5());
    expect(await nameOf(conv!.id)).not.toMatch(/From|To /);
  });

  test('with every place of it once, where only a part is in the page', async () => {
    await open(resnetCifar(50));
    const places = await shown.page
      .locator('svg [role=treeitem]')
      .evaluateAll((items) => items.map((item) => item.getAttribute('aria-setsize')));
    expect(places.every((size) => Number(size) > 0)).toBe(true);
  });
});

describe('the tools are heard', () => {
  test('with what they are for, and whether they are pressed or open something', async () => {
    await open(lenet5());
    const tools = () => shown.page.locator('header').ariaSnapshot();
    expect(await tools()).toContain('button "Details of what is selected (I)"\n');
    await shown.page.locator('tk-button[aria-label^="Details"]').click();
    await expect.poll(tools).toContain('button "Details of what is selected (I)" [pressed]');
    await shown.page.locator('[data-menu=overlays]').click();
    await expect.poll(tools).toContain('button "Colour the layers by" [expanded]');
    await shown.page.keyboard.press('Escape');
    await expect.poll(tools).not.toContain('[expanded]');
  });
});

describe('what changes is told', () => {
  test('when another overlay is chosen, with its total', async () => {
    await open(lenet5());
    await choose('overlays', 'Parameters');
    await expect.poll(announced).toBe('Parameters, from 0 to 48.1 k, total 61.7 k');
    await choose('overlays', 'Kinds of layers');
    await expect.poll(announced).toBe('Kinds of layers');
  });

  test('when it is zoomed, folded and turned', async () => {
    await open(resnetCifar(3));
    await shown.page.locator('svg [tabindex="0"]').focus();
    await shown.page.keyboard.press('0');
    await expect.poll(announced).toMatch(/^Zoom \d+ %$/);
    await choose('layout', 'Fold all');
    await expect.poll(announced).toBe('All folded');
    await choose('layout', 'To the right');
    await expect.poll(announced).toBe('Flows to the right');
  });

  test('when the search goes on, with what it found', async () => {
    await open(lenet5());
    await shown.page.keyboard.press('Control+f');
    await shown.page.keyboard.type('maxpool');
    await shown.page.keyboard.press('Enter');
    const status = () => shown.page.locator('.search [role=status]').textContent();
    await expect.poll(status).toMatch(/1 of 2\s*maxpool 2x2, \/2/);
    await shown.page.keyboard.press('F3');
    await expect.poll(status).toMatch(/2 of 2/);
    await shown.page.keyboard.press('Shift+F3');
    await expect.poll(status).toMatch(/1 of 2/);
  });

  test('when a menu opens and closes, also with the tab key', async () => {
    await open(lenet5());
    const button = shown.page.locator('[data-menu=overlays]');
    expect(await button.getAttribute('aria-expanded')).toBe('false');
    await button.focus();
    await shown.page.keyboard.press('Enter');
    await expect.poll(() => button.getAttribute('aria-expanded')).toBe('true');
    await shown.page.keyboard.press('Tab');
    await expect.poll(() => button.getAttribute('aria-expanded')).toBe('false');
    expect(await shown.page.locator('#overlays').isVisible()).toBe(false);
  });
});

describe('the search', () => {
  test.each(['🙂', 'שלום', 'ｘ', 'é'])('finds %s in whatever an ONNX file names', async (name) => {
    const graph = lenet5();
    const nodes = graph.nodes.map((known, at) =>
      at === 3 ? { ...known, name, detail: `${name} 2x2` } : known,
    );
    await open({ ...graph, nodes });
    await shown.page.keyboard.press('Control+f');
    await shown.page.locator('.search-field').fill(name);
    expect(await shown.page.locator('.search-count').innerText()).toBe('1 found');
    await shown.page.keyboard.press('Enter');
    await expect.poll(() => node(graph.nodes[3]!.id).getAttribute('class')).toContain('selected');
  });
});

describe('the mark of the keyboard', () => {
  test.each(['light', 'dark', 'contrast'] as const)(
    'is as wide from afar as from near: %s',
    async (theme) => {
      await open(resnetCifar(9), { theme, height: 500 });
      const tabStop = shown.page.locator('svg [tabindex="0"]');
      await tabStop.focus();
      await shown.page.keyboard.press('0');
      await shown.page.locator('svg.drawing.far').waitFor();
      await shown.page.keyboard.press('ArrowDown');
      const ring = await tabStop.locator('.focus-ring').evaluate((element) => {
        const { stroke, strokeWidth, vectorEffect } = getComputedStyle(element);
        return { stroke, strokeWidth, vectorEffect };
      });
      expect(ring.stroke).not.toBe('none');
      expect([ring.strokeWidth, ring.vectorEffect]).toEqual(['2px', 'non-scaling-stroke']);
    },
  );
});
