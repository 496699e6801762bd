// What a place of the diagram offers by the right button, and what stands above it where the text has errors that it does not show.

import { expect, test } from 'vitest';
import type { ShownDiagram } from '../webview/diagramInBrowser.mjs';
import { lenet5, resnetCifar } from '../webview/sampleGraphs.ts';
import { useDiagramPages } from './support/diagramPages.ts';

const pages = useDiagramPages();
let shown: ShownDiagram;

const menu = () => shown.page.locator('#place:popover-open');
const labels = () => menu().locator('.menu-item').allInnerTexts();
const choose = (label: string) => menu().locator('.menu-item', { hasText: label }).click();
const rightClick = (id: string) =>
  pages.node(id).locator('.body').first().click({ button: 'right', force: true });

test('the right button chooses a layer, and offers what can be done with it', async () => {
  const graph = lenet5();
  const { id } = graph.nodes[1]!;
  shown = await pages.open();
  await shown.show(graph);
  await rightClick(id);
  const words = (await labels()).map((label) => label.split('\n')[0]!.trim());
  expect(words).toEqual([
    expect.stringMatching(/^Go to text/),
    expect.stringMatching(/^Details/),
    expect.stringMatching(/^Insert before…/),
    expect.stringMatching(/^Insert after…/),
    expect.stringMatching(/^Rename/),
    expect.stringMatching(/^Delete/),
    'Copy path',
  ]);
  await choose('Go to text');
  await expect.poll(() => menu().count()).toBe(0);
  expect((await shown.sent()).at(-1)).toEqual({ kind: 'reveal', node: id, keyboard: true });
  await rightClick(id);
  await choose('Insert before');
  expect((await shown.sent()).at(-1)).toEqual({ kind: 'insertLayer', place: { id, side: 'before' } });
});

test('beside all layers it offers what holds for the whole diagram', async () => {
  shown = await pages.open();
  await shown.show(lenet5());
  await shown.page.mouse.click(30, 500, { button: 'right' });
  expect((await labels()).map((label) => label.trim().split(/\s{2,}|\n/)[0])).toEqual([
    expect.stringMatching(/^Show the whole diagram/),
    'Fold all',
    'Open all',
    expect.stringMatching(/^Find/),
  ]);
});

test('the menu is used from the keyboard, which goes back to the layer', async () => {
  const graph = lenet5();
  shown = await pages.open();
  await shown.show(graph);
  await pages.node(graph.nodes[2]!.id).focus();
  await shown.page.keyboard.press('Shift+F10');
  await expect.poll(() => menu().count()).toBe(1);
  await shown.page.keyboard.press('ArrowDown');
  expect(await shown.page.evaluate(() => document.activeElement?.textContent)).toContain('Details');
  await shown.page.keyboard.press('Escape');
  await expect.poll(() => menu().count()).toBe(0);
  const focused = () => shown.page.evaluate(() => document.activeElement?.getAttribute('data-id'));
  expect(await focused()).toBe(graph.nodes[2]!.id);
});

test('of a diagram that is only read it offers nothing that changes the text', async () => {
  const graph = resnetCifar(3);
  shown = await pages.open();
  await shown.show(graph, { editable: false });
  const frame = shown.page.locator('svg .folded').first();
  await frame.click({ button: 'right', force: true });
  expect((await labels()).join()).toMatch(/^Open/);
  expect(await labels()).toHaveLength(1);
  const headers = () => shown.page.locator('svg .header').count();
  const before = await headers();
  await choose('Open');
  await expect.poll(headers).toBe(before + 1);
});

test('errors that no layer shows stand above the diagram, the first leads to its place, and all go when they are mended', async () => {
  shown = await pages.open();
  await shown.show(lenet5());
  const strip = shown.page.locator('.elsewhere');
  expect(await strip.isVisible()).toBe(false);
  const missing = { message: 'There is no file `missing.cnn`.', line: 0, character: 7 };
  const assert = { message: 'The assert does not hold.', line: 14, character: 2 };
  await shown.deliver({ kind: 'elsewhere', problems: [missing, assert] });
  expect((await strip.innerText()).replaceAll(/\s+/g, ' ')).toBe(
    'Line 1 There is no file missing.cnn. and 1 more error',
  );
  await strip.locator('button').click();
  expect((await shown.sent()).at(-1)).toEqual({ kind: 'revealPlace', line: 0, character: 7 });
  await shown.deliver({ kind: 'elsewhere', problems: [] });
  expect(await strip.isVisible()).toBe(false);
});

test('totals that leave layers of unknown shape out say that they are the least', async () => {
  shown = await pages.open({ width: 1000, height: 700 });
  await shown.show({ ...lenet5(), incomplete: true });
  expect(await shown.page.locator('.total').allInnerTexts()).toEqual(['≥ 61.7 k params', '≥ 417 kMAC']);
});

test('an overlay says when no layer has any of it, and when it cannot count all', async () => {
  shown = await pages.open();
  const colourBy = async (label: string) => {
    await shown.page.locator('[data-menu=overlays]').click();
    await shown.page.locator('#overlays .menu-item', { hasText: label }).click();
    return (await shown.page.locator('.legend').innerText()).replaceAll(/\s+/g, ' ');
  };
  const graph = lenet5();
  const nodes = graph.nodes.map((node) => ({ ...node, parameters: 0 }));
  await shown.show({ ...graph, nodes, parameters: 0 });
  expect(await colourBy('Parameters')).toBe('Parameters no layer has any');
  await shown.show({ ...graph, incomplete: true });
  expect(await colourBy('Multiply-adds')).toMatch(/One image; layers of unknown shape are not counted$/);
});
