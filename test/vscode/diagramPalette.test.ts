// The palette in the diagram's page, with a stand-in for the editor: dragging, the keyboard, lines that are selected.

import { describe, expect, test } from 'vitest';
import type { PaletteEntry } from '../../webview/protocol/details.ts';
import type { ShownDiagram } from '../webview/diagramInBrowser.mjs';
import { inception, lenet5, resnetCifar } from '../webview/sampleGraphs.ts';
import { useDiagramPages } from './support/diagramPages.ts';

const pages = useDiagramPages();
let shown: ShownDiagram;

const graph = lenet5();
const [input, conv, relu] = graph.nodes.map(({ id }) => id) as [string, string, string];
const entries: readonly PaletteEntry[] = [
  { name: 'Basic', category: 'block', documentation: 'Residual block.', layer: 'Basic(16)' },
  { name: 'conv', category: 'convolution', documentation: 'Convolution.', layer: 'conv(in.channels, 3)' },
  { name: 'dropout', category: 'regularization', documentation: 'Sets to zero.', layer: 'dropout' },
];

const { node } = pages;
const entry = (name: string) => shown.page.locator('.palette-entry').filter({ hasText: name });
const lastSent = async () => (await shown.sent()).at(-1);
const inserted = (place: unknown, layer: string) => ({
  kind: 'change',
  change: { kind: 'insert', place, layer },
});

async function openPalette() {
  shown = await pages.open({ width: 900 });
  await shown.show(graph);
  await shown.page.locator('tk-button[aria-label^="Layers to insert"]').click();
  expect(await lastSent()).toEqual({ kind: 'palette' });
  await shown.deliver({ kind: 'palette', entries });
  await entry('dropout').waitFor();
}

/** In the middle between two nodes, where the line between them runs. */
async function between(source: string, target: string) {
  const [above, below] = [await pages.bodyOf(source), await pages.bodyOf(target)];
  return { x: above.x + above.width / 2, y: (above.y + above.height + below.y) / 2 };
}

async function pickUp(name: string) {
  const box = (await entry(name).boundingBox())!;
  await shown.page.mouse.move(box.x + 40, box.y + 10);
  await shown.page.mouse.down();
}

describe('dragging from the palette', () => {
  test('inserts on the line where it is let go, which is marked meanwhile', async () => {
    await openPalette();
    await pickUp('dropout');
    const { x, y } = await between(conv, relu);
    await shown.page.mouse.move(x + 15, y, { steps: 5 });
    expect(await shown.page.locator('.line.aimed').count()).toBe(1);
    expect(await shown.page.locator('.drag-ghost').innerText()).toMatch(/^dropout\s*between c1 and relu$/);
    await shown.page.mouse.up();
    expect(await lastSent()).toEqual(inserted({ source: conv, target: relu }, 'dropout'));
    expect(await shown.page.locator('.line.aimed, .drag-ghost').count()).toBe(0);
  });

  test('begins also with a pointer that leaves the palette at once', async () => {
    await openPalette();
    await pickUp('dropout');
    const { x, y } = await between(conv, relu);
    await shown.page.mouse.move(x + 15, y, { steps: 1 });
    await shown.page.mouse.up();
    expect(await lastSent()).toEqual(inserted({ source: conv, target: relu }, 'dropout'));
  });

  test('inserts behind the node that it is let go on', async () => {
    await openPalette();
    await pickUp('conv');
    const box = await pages.bodyOf(relu);
    await shown.page.mouse.move(box.x + 20, box.y + 10, { steps: 5 });
    expect(await shown.page.locator('.node.aimed').count()).toBe(1);
    await shown.page.mouse.up();
    expect(await lastSent()).toEqual(inserted({ id: relu, side: 'after' }, 'conv(in.channels, 3)'));
  });

  test('goes behind a node where all of its lines are still one, and into a branch where they have parted', async () => {
    await openPalette();
    const module = inception();
    await shown.page.setViewportSize({ width: 1500, height: 1000 });
    await shown.show(module);
    const lrn = module.nodes.find(({ kind }) => kind === 'lrn')!.id;
    const [, second] = module.edges.filter(({ source }) => source === lrn);
    const [above, below] = [await pages.bodyOf(lrn), await pages.bodyOf(second!.target)];
    const dropAt = async (x: number, y: number) => {
      await pickUp('dropout');
      await shown.page.mouse.move(x, y, { steps: 5 });
      await shown.page.mouse.up();
      return lastSent();
    };
    const trunk = await dropAt(above.x + above.width / 2, above.y + above.height + 8);
    expect(trunk).toEqual(inserted({ id: lrn, side: 'after' }, 'dropout'));
    const branch = await dropAt(below.x + below.width / 2, below.y - 6);
    expect(branch).toEqual(inserted({ source: lrn, target: second!.target }, 'dropout'));
  });

  test('moves the drawing on at its border, until it is let go', async () => {
    await openPalette();
    await shown.page.locator('svg [tabindex="0"]').focus();
    for (let step = 0; step < 4; step++) await shown.page.keyboard.press('+');
    const top = async () => {
      const transform = await shown.page.locator('svg.drawing > g').getAttribute('transform');
      return Number(/translate\(\S+ (\S+)\)/.exec(transform!)![1]);
    };
    const drawing = (await shown.page.locator('svg.drawing').boundingBox())!;
    const before = await top();
    await pickUp('dropout');
    await shown.page.mouse.move(drawing.x + 10, drawing.y + drawing.height / 2, { steps: 2 });
    expect(await top()).toBe(before);
    await shown.page.mouse.move(drawing.x + drawing.width / 2, drawing.y + drawing.height - 6, { steps: 4 });
    await expect.poll(top).toBeLessThan(before - 200);
    await shown.page.mouse.move(drawing.x + 60, drawing.y + drawing.height / 2);
    const nextFrames = () =>
      shown.page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
      );
    await nextFrames();
    const there = await top();
    await nextFrames();
    expect(await top()).toBe(there);
    await shown.page.mouse.up();
  });

  test('goes before a folded block as a whole', async () => {
    await openPalette();
    await shown.page.setViewportSize({ width: 1300, height: 1000 });
    const network = resnetCifar(3);
    await shown.show(network);
    await shown.page.locator('[data-menu=layout]').click();
    await shown.page.locator('.menu-item').filter({ hasText: 'Fold all' }).click();
    await shown.settled(network.model);
    const folded = (await shown.page.locator('svg .folded > .body').first().boundingBox())!;
    await pickUp('dropout');
    await shown.page.mouse.move(folded.x + folded.width / 2, folded.y - 8, { steps: 5 });
    await shown.page.mouse.up();
    const { change } = (await lastSent()) as { readonly change?: { readonly place?: unknown } };
    expect(change?.place).toMatchObject({ source: network.nodes[0]!.id, folded: true });
  });

  test('is given up with Escape, and beside everything', async () => {
    await openPalette();
    for (const end of ['Escape', 'nowhere']) {
      await pickUp('conv');
      const { x, y } = await between(conv, relu);
      await shown.page.mouse.move(x, y, { steps: 5 });
      if (end === 'Escape') await shown.page.keyboard.press('Escape');
      else await shown.page.mouse.move(880, 880, { steps: 3 });
      await shown.page.mouse.up();
      expect(await shown.page.locator('.aimed, .drag-ghost').count()).toBe(0);
    }
    expect((await shown.sent()).some(({ kind }) => kind === 'change')).toBe(false);
  });
});

describe('the palette from the keyboard', () => {
  test('filters, walks, and inserts behind what is selected', async () => {
    await openPalette();
    await node(conv).click();
    await node(conv).focus();
    expect(await shown.page.locator('.palette-hint').first().innerText()).toContain('after c1');
    await shown.page.keyboard.press('l');
    expect(await shown.page.locator('.palette').isVisible()).toBe(false);
    await shown.page.keyboard.press('l');
    await shown.page.keyboard.type('drop');
    await expect.poll(() => shown.page.locator('.palette-entry').count()).toBe(1);
    await shown.page.keyboard.press('ArrowDown');
    await shown.page.keyboard.press('Enter');
    expect(await lastSent()).toEqual(inserted({ id: conv, side: 'after' }, 'dropout'));
    await shown.page.keyboard.press('Escape');
    expect(await shown.page.locator('.palette').isVisible()).toBe(false);
  });
});

describe('a line', () => {
  test('is selected with the mouse, and asks what to insert', async () => {
    shown = await pages.open({ width: 900 });
    await shown.show(graph);
    const { x, y } = await between(input, conv);
    await shown.page.mouse.click(x + 2, y);
    expect(await shown.page.locator('.line.selected').count()).toBe(1);
    await shown.page.keyboard.press('Insert');
    expect(await lastSent()).toEqual({ kind: 'insertLayer', place: { source: input, target: conv } });
    await shown.page.keyboard.press('Delete');
    expect((await shown.sent()).some(({ kind }) => kind === 'change')).toBe(false);
  });

  test('is selected from the keyboard, one after the other, and told', async () => {
    shown = await pages.open({ width: 1200, height: 1100 });
    const module = inception();
    await shown.show(module);
    const lrn = module.nodes.find(({ kind }) => kind === 'lrn')!.id;
    await node(lrn).focus();
    await node(lrn).click();
    const told: string[] = [];
    for (let i = 0; i < 4; i++) {
      await shown.page.keyboard.press('e');
      told.push(await shown.page.locator('.announcer').innerText());
    }
    expect(new Set(told)).toEqual(new Set(['between lrn and conv', 'between lrn and maxpool']));
    expect(await shown.page.locator('.line.selected').count()).toBe(1);
  });
});
