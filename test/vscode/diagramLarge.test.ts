// Large diagrams in the page: only what is seen is in it, from afar it is painted, and a minimap leads through it.

import type { Locator } from 'playwright-core';
import { PNG } from 'pngjs';
import { describe, expect, test } from 'vitest';
import type { ShownDiagram } from '../webview/diagramInBrowser.mjs';
import { lenet5, resnetCifar } from '../webview/sampleGraphs.ts';
import { useDiagramPages } from './support/diagramPages.ts';

const pages = useDiagramPages();
let shown: ShownDiagram;

const graph = resnetCifar(60);
const minimap = (): Locator => shown.page.locator('.minimap');
const drawnNodes = () => shown.page.locator('svg .node').count();
const transform = () => shown.page.locator('svg.drawing > g').getAttribute('transform');

/** Of the editor's focus, in the themes. */
const focusColours = { light: [0, 144, 241], dark: [0, 127, 212], contrast: [243, 133, 24] } as const;

/** Everything open, as it was left. */
async function openAll(theme: 'light' | 'dark' | 'contrast' | 'contrastLight' = 'light', drawn = graph) {
  const viewport = { x: 100, y: 24, zoom: 1 };
  const key = JSON.stringify(['file:///model.cnn', graph.model]);
  const kept = { file: 'file:///model.cnn', compact: false, views: [{ key, view: { folds: [], viewport } }] };
  shown = await pages.open({ kept, theme });
  await shown.show(drawn);
}

/** The first pixel of a colour left of the middle, in the page's coordinates. */
async function pixelOf(red: number, green: number, blue: number) {
  const { width, height, data } = PNG.sync.read(await shown.page.screenshot());
  for (let y = 100; y < height; y++) {
    for (let x = 40; x < width / 2; x++) {
      const at = 4 * (y * width + x);
      if (data[at] === red && data[at + 1] === green && data[at + 2] === blue) return { x, y };
    }
  }
  return undefined;
}

describe('a large diagram', () => {
  test('has in the page what is around the window, and follows when that moves', async () => {
    await openAll();
    expect(graph.nodes.length).toBeGreaterThan(1200);
    expect(await drawnNodes()).toBeLessThan(120);
    await shown.page.mouse.move(300, 400);
    for (let turn = 0; turn < 10; turn++) await shown.page.mouse.wheel(0, 3000);
    await shown.settled(graph.model);
    const seen = await shown.page.locator('svg .node').evaluateAll(
      (nodes) =>
        nodes.filter((node) => {
          const { top, bottom } = node.getBoundingClientRect();
          return bottom > 40 && top < 900;
        }).length,
    );
    expect(seen).toBeGreaterThan(5);
    expect(await drawnNodes()).toBeLessThan(120);
  });

  test('is painted as blocks from afar, where a click still goes to the text', async () => {
    await openAll();
    await shown.page.locator('svg [tabindex="0"]').focus();
    for (let step = 0; step < 5; step++) await shown.page.keyboard.press('-');
    const opacity = await shown.page
      .locator('svg.drawing > g')
      .evaluate((world) => getComputedStyle(world).opacity);
    expect(opacity).toBe('0');
    // The blue of convolutions.
    await expect.poll(() => pixelOf(26, 133, 255)).toBeDefined();
    const place = (await pixelOf(26, 133, 255))!;
    await shown.page.mouse.click(place.x + 2, place.y + 2);
    const sent = (await shown.sent()).at(-1) as { readonly node?: string };
    expect(graph.nodes.find(({ id }) => id === sent.node)?.kind).toBe('conv');
    await shown.page.keyboard.press('ArrowDown');
    expect(await shown.page.evaluate(() => document.activeElement?.getAttribute('data-id'))).toMatch(/./);
  });

  const added = {
    light: [88, 124, 12],
    dark: [129, 184, 139],
    contrast: [161, 227, 173],
    contrastLight: [55, 78, 6],
  } as const;
  test.each(Object.keys(added) as (keyof typeof added)[])(
    'has signs from afar of what differs, as large as one can see: %s',
    async (theme) => {
      const place = graph.nodes.findIndex(({ kind }) => kind === 'conv') + 6;
      const nodes = graph.nodes.with(place, {
        ...graph.nodes[place]!,
        change: { kind: 'added', text: 'Added' },
      });
      await openAll(theme, { ...graph, nodes });
      await shown.page.locator('svg [tabindex="0"]').focus();
      for (let step = 0; step < 7; step++) await shown.page.keyboard.press('-');
      await shown.page.locator('svg.drawing.painted').waitFor();
      const painted = async () => {
        const { width, height, data } = PNG.sync.read(await shown.page.screenshot());
        const [red, green, blue] = added[theme];
        let count = 0;
        // Left of the minimap.
        for (let y = 60; y < height; y++)
          for (let x = 0; x < width - 200; x++) {
            const at = 4 * (y * width + x);
            if (data[at] === red && data[at + 1] === green && data[at + 2] === blue) count += 1;
          }
        return count;
      };
      // A circle of radius 6 without its sign; the edge of a block at this size is less.
      await expect.poll(painted).toBeGreaterThan(55);
    },
  );

  test.each(['light', 'dark', 'contrast'] as const)(
    'shows from afar what something would be dropped on, as a mark and in words: %s',
    async (theme) => {
      await openAll(theme);
      await shown.page.locator('tk-button[aria-label^="Layers to insert"]').click();
      const entry = {
        name: 'dropout',
        category: 'regularization',
        documentation: '',
        layer: 'dropout',
      } as const;
      await shown.deliver({ kind: 'palette', entries: [entry] });
      await shown.page.locator('svg [tabindex="0"]').focus();
      await shown.page.keyboard.press('0');
      await shown.page.locator('svg.drawing.painted').waitFor();
      const [from, drawing] = [
        (await shown.page.locator('.palette-entry').boundingBox())!,
        (await shown.page.locator('svg.drawing').boundingBox())!,
      ];
      const place = { x: drawing.x + drawing.width / 2 + 6, y: drawing.y + drawing.height / 2 };
      const marked = async () => {
        const { width, data } = PNG.sync.read(await shown.page.screenshot());
        const [red, green, blue] = focusColours[theme];
        let count = 0;
        for (let y = place.y - 30; y < place.y + 30; y++)
          for (let x = place.x - 30; x < place.x + 30; x++) {
            const at = 4 * (Math.round(y) * width + Math.round(x));
            if (data[at] === red && data[at + 1] === green && data[at + 2] === blue) count += 1;
          }
        return count;
      };
      expect(await marked()).toBe(0);
      await shown.page.mouse.move(from.x + 30, from.y + 8);
      await shown.page.mouse.down();
      await shown.page.mouse.move(place.x, place.y, { steps: 4 });
      await expect.poll(marked).toBeGreaterThan(20);
      expect(await shown.page.locator('.drag-place').innerText()).toMatch(/^(after|between) /);
      await shown.page.mouse.up();
      await expect.poll(marked).toBe(0);
      const { change } = (await shown.sent()).at(-1) as { readonly change?: { readonly kind: string } };
      expect(change?.kind).toBe('insert');
    },
  );

  test('walks from the keyboard to what was not in the page yet', async () => {
    await openAll();
    await shown.page.locator('svg [tabindex="0"]').focus();
    await shown.page.keyboard.press('End');
    const last = graph.nodes.at(-1)!.id;
    expect(await shown.page.evaluate(() => document.activeElement?.getAttribute('data-id'))).toBe(last);
    await shown.settled(graph.model);
    const place = (await shown.page.locator(`svg [data-id="${last}"]`).boundingBox())!;
    expect(place.y > 32 && place.y < 900).toBe(true);
  });
});

describe('the minimap', () => {
  test.each(['light', 'dark', 'contrast'] as const)(
    'leads to the part that is clicked, and dragged to: %s',
    async (theme) => {
      await openAll(theme);
      const box = (await minimap().boundingBox())!;
      const before = await transform();
      await shown.page.mouse.move(box.x + 20, box.y + box.height / 2);
      await shown.page.mouse.down();
      await expect.poll(transform).not.toBe(before);
      const middle = Number(/translate\(\S+ (\S+)\)/.exec((await transform())!)![1]);
      await shown.page.mouse.move(box.x + 20, box.y + box.height - 10, { steps: 4 });
      await shown.page.mouse.up();
      await expect
        .poll(async () => Number(/translate\(\S+ (\S+)\)/.exec((await transform())!)![1]))
        .toBeLessThan(middle);
      const frame = (await shown.page.locator('.minimap-frame').boundingBox())!;
      expect(frame.y).toBeGreaterThan(box.y + box.height * 0.7);
    },
  );

  test('is not there while the whole diagram is in sight, nor over a small window', async () => {
    shown = await pages.open();
    await shown.show(lenet5());
    expect(await minimap().isVisible()).toBe(false);
    await shown.page.locator('svg [tabindex="0"]').focus();
    for (let step = 0; step < 3; step++) await shown.page.keyboard.press('+');
    await expect.poll(() => minimap().isVisible()).toBe(true);
    await shown.page.setViewportSize({ width: 300, height: 900 });
    await expect.poll(() => minimap().isVisible()).toBe(false);
  });
});
