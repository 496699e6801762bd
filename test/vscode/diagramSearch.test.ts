// The search in the diagram's page: its keys, its count, what it unfolds, and how it closes.

import { describe, expect, test } from 'vitest';
import type { ShownDiagram } from '../webview/diagramInBrowser.mjs';
import { lenet5, resnetCifar } from '../webview/sampleGraphs.ts';
import { useDiagramPages } from './support/diagramPages.ts';

const pages = useDiagramPages();
let shown: ShownDiagram;

const box = () => shown.page.locator('.search');
const count = () => shown.page.locator('.search-count').innerText();
const selected = () =>
  shown.page.locator('svg .selected').evaluateAll((all) => all.map((found) => found.getAttribute('data-id')));

async function search(query: string) {
  await shown.page.keyboard.press('Control+f');
  await box().waitFor();
  await shown.page.keyboard.type(query);
}

describe('the search', () => {
  test('goes through what it finds, forwards and backwards, and around', async () => {
    const graph = lenet5();
    shown = await pages.open();
    await shown.show(graph);
    await search('conv');
    const convs = graph.nodes.filter(({ kind }) => kind === 'conv').map(({ id }) => id);
    expect(await count()).toBe('3 found');
    expect(await shown.page.locator('svg .found').count()).toBe(3);
    for (const [key, place] of [
      ['Enter', 0],
      ['Enter', 1],
      ['Shift+Enter', 0],
      ['Shift+Enter', 2],
    ] as const) {
      await shown.page.keyboard.press(key);
      await expect.poll(selected).toEqual([convs[place]]);
      expect(await count()).toBe(`${place + 1} of 3`);
    }
  });

  test('unfolds to the match, and brings it into view', async () => {
    const graph = resnetCifar(18);
    shown = await pages.open({ height: 500 });
    await shown.show(graph);
    const before = await shown.page.locator('svg .node').count();
    await search('conv 3x3, 64, /2');
    await shown.page.keyboard.press('Enter');
    await expect.poll(async () => (await selected()).length).toBe(1);
    expect(await shown.page.locator('svg .node').count()).toBeGreaterThan(before);
    const place = (await shown.page.locator('svg .node.selected').boundingBox())!;
    const cover = (await box().boundingBox())!;
    expect(place.y).toBeGreaterThan(cover.y + cover.height);
    expect(place.y + place.height).toBeLessThan(500);
  });

  test('says when it finds nothing, and keeps up with the text', async () => {
    shown = await pages.open();
    await shown.show(lenet5());
    await search('gelu');
    expect(await count()).toBe('No results');
    const nodes = lenet5().nodes.map((node) => (node.kind === 'relu' ? { ...node, kind: 'gelu' } : node));
    await shown.show({ ...lenet5(), nodes });
    await expect.poll(count).toBe('4 found');
  });

  test('closes with Escape, gives the keyboard back, and opens with its last query', async () => {
    shown = await pages.open();
    await shown.show(lenet5());
    await shown.page.locator('tk-button[aria-label^="Find"]').click();
    await shown.page.keyboard.type('dense');
    await shown.page.keyboard.press('Enter');
    await shown.page.keyboard.press('Escape');
    expect(await box().isVisible()).toBe(false);
    expect(await shown.page.locator('svg .found').count()).toBe(0);
    expect(await shown.page.evaluate(() => document.activeElement?.getAttribute('data-id'))).toBe(
      (await selected())[0],
    );
    await shown.page.keyboard.press('Control+f');
    expect(await shown.page.locator('.search-field').inputValue()).toBe('dense');
    expect(await count()).toBe('2 found');
  });
});
