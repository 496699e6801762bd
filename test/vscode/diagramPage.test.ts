// The diagram's page in a real browser, with a stand-in for the editor: pointer, keys, folds, state, colours.

import type { Locator } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { DiagramGraph } from '../../webview/protocol/diagram.ts';
import type { ShownDiagram } from '../webview/diagramInBrowser.mjs';
import { hostile, inception, lenet5, resnetCifar } from '../webview/sampleGraphs.ts';
import { type DiagramPages, useDiagramPages } from './support/diagramPages.ts';

const pages = useDiagramPages();
let shown: ShownDiagram;

/** With everything open, which needs not fit the window. */
async function open(graph: DiagramGraph, options: Parameters<DiagramPages['open']>[0] = {}) {
  shown = await pages.open(options);
  await shown.show(graph, { folds: [] });
}

const { node } = pages;
const header = (title: string): Locator => shown.page.locator('svg .header').filter({ hasText: title });
const folded = (title: string): Locator => shown.page.locator('svg .folded').filter({ hasText: title });
const button = (name: string): Locator => shown.page.locator(`tk-button[aria-label^="${name}"]`);
const scale = async () => Number(/scale\(([\d.]+)\)/.exec((await world().getAttribute('transform'))!)![1]);
const world = (): Locator => shown.page.locator('svg.drawing > g');

async function boxOf(locator: Locator) {
  const box = await locator.first().boundingBox();
  if (!box) throw new Error('not drawn');
  return box;
}

describe('the drawing', () => {
  test('shows every layer with its text inside its box', async () => {
    await open(lenet5());
    expect(await shown.page.locator('svg .node').count()).toBe(13);
    for (const layer of await shown.page.locator('svg .node').all()) {
      const body = await boxOf(layer.locator('.body'));
      const text = await boxOf(layer.locator('text').first());
      expect(text.x).toBeGreaterThan(body.x);
      expect(text.x + text.width).toBeLessThan(body.x + body.width);
    }
  });

  test('follows a change of a layer, and leaves the others as they are', async () => {
    const graph = lenet5();
    await open(graph);
    const [, conv] = graph.nodes;
    const texts = () => shown.page.locator('svg .node').allTextContents();
    const before = await texts();
    const change = {
      nodes: [[1, { ...conv!, detail: '7x7, 9' }] as const],
      groups: [],
      parameters: graph.parameters,
      macs: graph.macs,
      incomplete: false,
    };
    await shown.deliver({ kind: 'changed', change });
    await expect.poll(async () => (await texts())[1]).toContain('7x7, 9');
    expect((await texts()).toSpliced(1, 1)).toEqual(before.toSpliced(1, 1));
  });

  test('keeps hostile texts as texts, and inside their boxes', async () => {
    await open(hostile());
    expect(await shown.page.locator('svg script, svg img').count()).toBe(0);
    for (const body of await shown.page.locator('svg .node > .body').all()) {
      expect((await boxOf(body)).width).toBeLessThan(700);
    }
  });

  test('gives text way to blocks of colour when zoomed out', async () => {
    await open(lenet5());
    expect(await node(lenet5().nodes[1]!.id).locator('text').first().isVisible()).toBe(true);
    await shown.page.mouse.move(300, 400);
    await shown.page.keyboard.down('Control');
    await shown.page.mouse.wheel(0, 600);
    await shown.page.keyboard.up('Control');
    await expect.poll(scale).toBeLessThan(0.45);
    expect(await node(lenet5().nodes[1]!.id).locator('text').first().isVisible()).toBe(false);
  });

  test('marks the layers of the cursor, and brings them into view', async () => {
    const graph = resnetCifar(3);
    await open(graph, { height: 500 });
    const last = graph.nodes.at(-1)!.id;
    await shown.deliver({ kind: 'mark', nodes: [last] });
    await expect.poll(async () => (await boxOf(node(last))).y).toBeLessThan(500);
    expect(await node(last).getAttribute('class')).toContain('marked');
  });

  test('says what to do when there is nothing to draw, and draws again after', async () => {
    await open(lenet5());
    await shown.deliver({ kind: 'empty', message: 'No model yet. Write `model Name { … }`.' });
    await expect
      .poll(() => shown.page.locator('.empty').innerText())
      .toBe('No model yet. Write model Name { … }.');
    expect(await shown.page.locator('svg.drawing').isVisible()).toBe(false);
    await shown.show(lenet5());
    expect(await shown.page.locator('.empty').isVisible()).toBe(false);
    expect(await shown.page.locator('svg .node').count()).toBe(13);
  });
});

describe('the pointer', () => {
  test('goes to the text of the layer, and of the block, that is clicked', async () => {
    const graph = inception();
    await open(graph, { width: 1200, height: 1100 });
    await node(graph.nodes[1]!.id).click();
    await header('inception_3b').locator('.title').click();
    const block = graph.groups.find(({ label, parent }) => label === 'inception_3b' && parent === undefined)!;
    const named = graph.groups.find(({ parent }) => parent === block.id)!;
    expect((await shown.sent()).slice(1)).toEqual([
      { kind: 'reveal', node: graph.nodes[1]!.id },
      { kind: 'revealGroup', group: named.id },
    ]);
  });

  test('folds a block at its triangle, and keeps its header under the pointer', async () => {
    await open(inception(), { width: 1200, height: 1100 });
    const before = await boxOf(header('inception_3b').locator('.fold'));
    await header('inception_3b').locator('.fold').click();
    await folded('inception_3b').waitFor();
    await shown.settled('GoogLeNet');
    const after = await boxOf(folded('inception_3b').locator('.fold'));
    expect(Math.abs(after.x - before.x)).toBeLessThan(2);
    expect(Math.abs(after.y - before.y)).toBeLessThan(2);
    expect((await shown.sent()).map(({ kind }) => kind)).toEqual(['ready', 'folded']);
    await folded('inception_3b').dblclick();
    await expect.poll(() => header('inception_3b').count()).toBe(1);
  });

  test('shows in under 200 ms where things go as a block folds, and at once to who wants no motion', async () => {
    await open(inception(), { width: 1200, height: 1100 });
    await shown.page.evaluate(() => {
      const { animate } = Element.prototype;
      const seen = Object.assign(globalThis, { durations: [] as number[] });
      Element.prototype.animate = function (frames, options) {
        seen.durations.push((options as KeyframeAnimationOptions).duration as number);
        return animate.call(this, frames, options);
      };
    });
    const durations = () =>
      shown.page.evaluate(() => (globalThis as unknown as { durations: number[] }).durations.splice(0));
    await header('inception_3b').locator('.fold').click();
    await folded('inception_3b').waitFor();
    const all = await durations();
    expect(all.length).toBeGreaterThan(3);
    expect(Math.max(...all)).toBeLessThan(200);
    await shown.settled('GoogLeNet');
    await shown.page.emulateMedia({ reducedMotion: 'reduce' });
    await folded('inception_3b').locator('.fold').click();
    await header('inception_3b').waitFor();
    expect(await durations()).toEqual([]);
  });

  test('drags the drawing without a click', async () => {
    await open(lenet5());
    const id = lenet5().nodes[3]!.id;
    const before = await boxOf(node(id));
    await shown.page.mouse.move(before.x + 60, before.y + 10);
    await shown.page.mouse.down();
    await shown.page.mouse.move(before.x + 100, before.y + 50, { steps: 4 });
    await shown.page.mouse.up();
    const after = await boxOf(node(id));
    expect([after.x - before.x, after.y - before.y]).toEqual([40, 40]);
    expect((await shown.sent()).map(({ kind }) => kind)).toEqual(['ready']);
  });

  test('zooms around itself with Ctrl and the wheel, and pans without Ctrl', async () => {
    await open(lenet5());
    const id = lenet5().nodes[6]!.id;
    const middle = async () => {
      const { x, y, width, height } = await boxOf(node(id).locator('.body'));
      return { x: x + width / 2, y: y + height / 2 };
    };
    const before = await middle();
    await shown.page.mouse.move(before.x, before.y);
    await shown.page.keyboard.down('Control');
    await shown.page.mouse.wheel(0, -120);
    await shown.page.keyboard.up('Control');
    await expect.poll(scale).toBeGreaterThan(1.1);
    const zoomed = await middle();
    expect(Math.hypot(zoomed.x - before.x, zoomed.y - before.y)).toBeLessThan(1);
    await shown.page.mouse.wheel(10, 30);
    await expect.poll(async () => Math.round((await middle()).y - zoomed.y)).toBe(-30);
    expect(Math.round((await middle()).x - zoomed.x)).toBe(-10);
  });
});

describe('the keyboard', () => {
  test('walks from layer to layer and goes to the text', async () => {
    await open(lenet5());
    const ids = lenet5().nodes.map(({ id }) => id);
    await node(ids[0]!).focus();
    await shown.page.keyboard.press('ArrowDown');
    await shown.page.keyboard.press('ArrowDown');
    await shown.page.keyboard.press('Enter');
    await shown.page.keyboard.press('End');
    await shown.page.keyboard.press('Enter');
    await shown.page.keyboard.press('Home');
    await shown.page.keyboard.press('Enter');
    expect((await shown.sent()).slice(1)).toEqual([
      { kind: 'reveal', node: ids[2], keyboard: true },
      { kind: 'reveal', node: ids.at(-1), keyboard: true },
      { kind: 'reveal', node: ids[0], keyboard: true },
    ]);
  });

  test('is reached by the tab key once, and zooms, fits and folds', async () => {
    await open(inception(), { width: 1200, height: 700 });
    expect(await shown.page.locator('svg [tabindex="0"]').count()).toBe(1);
    await shown.page.locator('svg [tabindex="0"]').focus();
    const fitted = await scale();
    await shown.page.keyboard.press('+');
    await expect.poll(scale).toBeGreaterThan(fitted * 1.2);
    await shown.page.keyboard.press('0');
    await expect.poll(scale).toBeLessThan(0.7);
    for (let i = 0; i < 5; i++) await shown.page.keyboard.press('ArrowDown');
    await shown.page.keyboard.press(' ');
    await expect.poll(() => folded('inception_3a').count()).toBe(1);
    expect(await folded('inception_3a').evaluate((element) => element === document.activeElement)).toBe(true);
  });

  test('has a name for everything it reaches', async () => {
    await open(inception());
    for (const reached of await shown.page.locator('svg [tabindex]').all()) {
      expect(await reached.getAttribute('aria-label')).toMatch(/\S/);
      expect(await reached.getAttribute('role')).toBe('treeitem');
    }
    for (const control of await shown.page.locator('tk-button').all()) {
      expect(await control.getAttribute('aria-label')).toMatch(/\S/);
    }
  });
});

describe('the toolbar', () => {
  test('opens and folds a level at a time', async () => {
    shown = await pages.open();
    await shown.show(resnetCifar(18));
    expect(await shown.page.locator('svg .node').count()).toBe(12);
    await button('Fold one level').click();
    await expect.poll(() => shown.page.locator('svg .node').count()).toBe(7);
    await button('Open one level').click();
    await expect.poll(() => shown.page.locator('svg .node').count()).toBe(12);
  });

  test('shows totals, and chooses among several models', async () => {
    shown = await pages.open();
    await shown.show(lenet5(), { models: ['LeNet5', 'Other'] });
    expect(await shown.page.locator('.total').allInnerTexts()).toEqual(['61.7 k params', '417 kMAC']);
    await shown.page.locator('tk-dropdown').click();
    await shown.page.locator('tk-option').filter({ hasText: 'Other' }).click();
    expect((await shown.sent()).at(-1)).toEqual({ kind: 'chooseModel', model: 'Other' });
  });
});

describe('chips', () => {
  test('take normalisation and activation onto their layer, go to their own text, and stay after a reload', async () => {
    const graph = resnetCifar(1);
    await open(graph);
    const before = await shown.page.locator('svg .node').count();
    await button('Show normalisation and activation').click();
    await shown.page.locator('svg .chip').first().waitFor();
    expect(await shown.page.locator('svg .node').count()).toBeLessThan(before - 10);
    expect(await button('Show normalisation and activation').getAttribute('aria-pressed')).toBe('true');
    await shown.page.locator('svg .chip').filter({ hasText: 'bn' }).first().click();
    expect((await shown.sent()).at(-1)).toEqual({ kind: 'reveal', node: graph.nodes[2]!.id });
    for (const chip of await shown.page.locator('svg .chip').all()) {
      const pill = await boxOf(chip.locator('rect'));
      const text = await boxOf(chip.locator('text'));
      expect(text.x > pill.x && text.x + text.width < pill.x + pill.width).toBe(true);
    }
    const kept = (await shown.kept())!;
    await shown.page.close();
    await open(graph, { kept });
    expect(await shown.page.locator('svg .chip').count()).toBeGreaterThan(5);
  });
});

describe('overlays', () => {
  const choose = async (title: string) => {
    await shown.page.locator('[data-menu=overlays]').click();
    await shown.page.locator('.menu-item').filter({ hasText: title }).click();
  };
  const time = (values: Readonly<Record<string, number>>) => ({
    kind: 'overlays' as const,
    overlays: [
      {
        id: 'time',
        source: 'time' as const,
        title: 'Measured time',
        unit: 'ms',
        format: 'milliseconds' as const,
        combine: 'sum' as const,
        scale: 'linear' as const,
        values,
        note: 'CPU, 8 threads, 32 images, inference',
      },
    ],
  });
  const value = (id: string) => node(id).locator('.value').innerHTML();

  test.each(['light', 'dark', 'contrast'] as const)(
    'show values that can be read in the %s theme',
    async (theme) => {
      const graph = lenet5();
      await open(graph, { theme });
      await choose('Parameters');
      await shown.page.locator('.legend').waitFor();
      await shown.settled(graph.model);
      expect(await shown.page.locator('.legend').innerText()).toContain('total 61.7 k');
      const hottest = graph.nodes.reduce((most, layer) =>
        layer.parameters > most.parameters ? layer : most,
      );
      expect(await value(hottest.id)).toBe('48.1 k');
      const bar = await boxOf(node(hottest.id).locator('.heat-bar'));
      const body = await boxOf(node(hottest.id).locator('.body'));
      expect(bar.width).toBeGreaterThan(body.width - 8);
      const text = await boxOf(node(hottest.id).locator('.value'));
      expect(text.x + text.width).toBeLessThan(body.x + body.width);
    },
  );

  test('take new values without moving a node, and keep the choice over a reload', async () => {
    const graph = lenet5();
    const [, conv, relu] = graph.nodes.map(({ id }) => id);
    await open(graph);
    await shown.deliver(time({ [conv!]: 3, [relu!]: 1 }));
    await choose('Measured time');
    await expect.poll(() => value(conv!)).toBe('3.00 ms');
    await shown.settled(graph.model);
    const before = await boxOf(node(conv!).locator('.body'));
    await shown.deliver(time({ [conv!]: 0.5, [relu!]: 40 }));
    await expect.poll(() => value(conv!)).toBe('0.500 ms');
    expect(await boxOf(node(conv!).locator('.body'))).toEqual(before);
    expect(await shown.page.locator('.legend').innerText()).toContain('CPU, 8 threads, 32 images');
    const kept = (await shown.kept())!;
    await shown.page.close();
    await open(graph, { kept });
    await shown.deliver(time({ [conv!]: 7 }));
    await expect.poll(() => value(conv!)).toBe('7.00 ms');
    await choose('Kinds of layers');
    await expect.poll(() => shown.page.locator('svg .value').count()).toBe(0);
    expect(await shown.page.locator('.legend').isVisible()).toBe(false);
  });

  test('offer to measure what nobody measured, and show it once it is', async () => {
    const graph = lenet5();
    const [, conv] = graph.nodes.map(({ id }) => id);
    await open(graph);
    await choose('Watch layers in training');
    expect((await shown.sent()).at(-1)).toEqual({ kind: 'measure', what: 'training' });
    await choose('Measure time');
    expect((await shown.sent()).at(-1)).toEqual({ kind: 'measure', what: 'time' });
    await shown.deliver(time({ [conv!]: 3 }));
    await expect.poll(() => value(conv!)).toBe('3.00 ms');
    expect(await shown.page.locator('#overlays').textContent()).not.toContain('Measure time');
  });

  test('say what a folded block shows of what does not add up', async () => {
    const graph = lenet5();
    const [, conv] = graph.nodes.map(({ id }) => id);
    await open(graph);
    const [overlay] = time({ [conv!]: 3 }).overlays;
    await shown.deliver({
      kind: 'overlays',
      overlays: [{ ...overlay!, title: 'Gradient norm', combine: 'max' }],
    });
    await choose('Gradient norm');
    await expect
      .poll(() => shown.page.locator('.legend').innerText())
      .toContain('a folded block shows its largest');
  });

  test('are chosen from the keyboard', async () => {
    await open(lenet5());
    await button('Colour the layers by').focus();
    await shown.page.keyboard.press('Enter');
    for (const key of ['ArrowDown', 'ArrowDown', 'Enter']) await shown.page.keyboard.press(key);
    await expect.poll(() => shown.page.locator('.legend').innerText()).toContain('Multiply-adds');
    await shown.page.locator('[data-menu=overlays]').click();
    await shown.page.keyboard.press('Escape');
    expect(await shown.page.locator('#overlays').isVisible()).toBe(false);
  });
});

describe('over time', () => {
  test('keeps the middle in the middle when the window changes its width', async () => {
    await open(lenet5(), { width: 800 });
    const id = lenet5().nodes[3]!.id;
    const middle = async () => {
      const { x, width } = await boxOf(node(id).locator('.body'));
      return x + width / 2;
    };
    const before = await middle();
    await shown.page.setViewportSize({ width: 600, height: 900 });
    await expect.poll(async () => Math.round((await middle()) - before)).toBe(-100);
  });

  test('what is unchanged stays where it was while the text changes', async () => {
    const graph = lenet5();
    await open(graph);
    const id = graph.nodes[3]!.id;
    const before = await boxOf(node(id).locator('.body'));
    const nodes = graph.nodes.map((layer, index) =>
      index === 1 ? { ...layer, detail: '5x5, 600, dilation 2x2', shape: '600x28x28' } : layer,
    );
    await shown.show({ ...graph, nodes });
    await expect.poll(() => node(graph.nodes[1]!.id).innerHTML()).toContain('dilation 2x2');
    await shown.settled(graph.model);
    const after = await boxOf(node(id).locator('.body'));
    expect(Math.hypot(after.x - before.x, after.y - before.y)).toBeLessThan(1);
  });

  test('folds and view come back after a reload', async () => {
    await open(inception(), { width: 1200, height: 1100 });
    await header('inception_3a').locator('.fold').click();
    await folded('inception_3a').waitFor();
    await shown.settled('GoogLeNet');
    await shown.page.mouse.move(600, 500);
    await shown.page.mouse.wheel(0, 50);
    await expect.poll(async () => (await shown.kept())?.views.length).toBe(1);
    const left = await world().getAttribute('transform');
    await expect.poll(async () => (await shown.kept())?.views[0]?.view.viewport.y).toBe(-26);
    const kept = (await shown.kept())!;
    expect(kept.file).toBe('file:///model.cnn');
    await shown.page.close();
    await open(inception(), { width: 1200, height: 1100, kept });
    expect(await folded('inception_3a').count()).toBe(1);
    expect(await world().getAttribute('transform')).toBe(left);
  });

  test('only the newest of many quick changes is drawn', async () => {
    await open(lenet5());
    for (let n = 1; n <= 4; n++) {
      await shown.deliver({ kind: 'graph', graph: resnetCifar(n), models: ['ResNetCifar'] });
    }
    await shown.deliver({ kind: 'graph', graph: inception(), models: ['GoogLeNet'], folds: [] });
    await shown.settled('GoogLeNet');
    expect(await shown.page.locator('svg .node').count()).toBe(inception().nodes.length);
  });
});

describe('the colours', () => {
  test.each(['light', 'dark', 'contrast'] as const)('follow the %s theme', async (theme) => {
    await open(lenet5(), { theme });
    const band = await node(lenet5().nodes[1]!.id)
      .locator('.band')
      .evaluate((element) => getComputedStyle(element).fill);
    expect(band).toBe(theme === 'light' ? 'rgb(26, 133, 255)' : 'rgb(55, 148, 255)');
    const border = await node(lenet5().nodes[1]!.id)
      .locator('.body')
      .evaluate((element) => getComputedStyle(element).stroke);
    if (theme === 'contrast') expect(border).toBe('rgb(111, 195, 223)');
  });
});
