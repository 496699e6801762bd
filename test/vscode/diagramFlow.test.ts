// Direction and folding in the diagram's page, with a stand-in for the editor: chosen, remembered, told.

import { describe, expect, test } from 'vitest';
import type { ShownDiagram } from '../webview/diagramInBrowser.mjs';
import { inception, lenet5, resnetCifar } from '../webview/sampleGraphs.ts';
import { useDiagramPages } from './support/diagramPages.ts';

const pages = useDiagramPages();
let shown: ShownDiagram;

const choose = async (label: string) => {
  await shown.page.locator('[data-menu=layout]').click();
  await shown.page.locator('.menu-item').filter({ hasText: label }).click();
};
const count = (what: string) => shown.page.locator(`svg ${what}`).count();

describe('the direction', () => {
  test.each(['light', 'dark', 'contrast'] as const)(
    'is turned to the right, walked, and told: %s',
    async (theme) => {
      const graph = lenet5();
      const [input, conv] = graph.nodes.map(({ id }) => id) as [string, string];
      shown = await pages.open({ theme, width: 1200 });
      await shown.show(graph);
      await choose('To the right');
      await expect
        .poll(async () => (await pages.bodyOf(conv)).x - (await pages.bodyOf(input)).x)
        .toBeGreaterThan(60);
      await shown.settled(graph.model);
      expect((await pages.bodyOf(conv)).y).toBe((await pages.bodyOf(input)).y);
      expect((await shown.sent()).at(-1)).toEqual({ kind: 'direction', direction: 'right' });
      await shown.page.locator('svg [tabindex="0"]').focus();
      await shown.page.keyboard.press('Home');
      await shown.page.keyboard.press('ArrowRight');
      expect(await shown.page.evaluate(() => document.activeElement?.getAttribute('data-id'))).toBe(conv);
    },
  );

  test('comes back after a reload, and follows the setting when that changes', async () => {
    const graph = inception();
    shown = await pages.open({ width: 1200 });
    await shown.show(graph, { direction: 'down' });
    await choose('To the right');
    const isRight = async () => {
      const [first, second] = graph.nodes.map(({ id }) => id) as [string, string];
      return (await pages.bodyOf(second)).x > (await pages.bodyOf(first)).x + 50;
    };
    await expect.poll(isRight).toBe(true);
    await shown.settled(graph.model);
    const kept = (await shown.kept())!;
    await shown.page.close();
    shown = await pages.open({ width: 1200, kept });
    await shown.show(graph, { direction: 'right' });
    expect(await isRight()).toBe(true);
    await shown.show(graph, { direction: 'down' });
    await expect.poll(isRight).toBe(false);
  });
});

describe('folding', () => {
  test('folds and opens all, tells the editor, and opens as it was left', async () => {
    const graph = resnetCifar(3);
    shown = await pages.open();
    await shown.show(graph);
    await choose('Fold all');
    await expect.poll(() => count('.header')).toBe(0);
    const told = (await shown.sent()).at(-1) as { readonly folds: readonly string[] };
    expect(told).toMatchObject({ kind: 'folded', model: 'ResNetCifar' });
    await choose('Open all');
    await expect.poll(() => count('.folded')).toBe(0);
    expect((await shown.sent()).at(-1)).toEqual({ kind: 'folded', model: 'ResNetCifar', folds: [] });
    await shown.page.close();
    shown = await pages.open();
    await shown.show(graph, { folds: told.folds });
    expect(await count('.header')).toBe(0);
    expect(await count('.folded')).toBeGreaterThan(0);
  });
});
