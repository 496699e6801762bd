// The diagram's page without a mouse, with a stand-in for the editor: where the keyboard is, what it does, what is said.

import { describe, expect, test } from 'vitest';
import type { LayerChange, LayerDetails } from '../../webview/protocol/details.ts';
import type { DiagramGraph } from '../../webview/protocol/diagram.ts';
import type { ShownDiagram } from '../webview/diagramInBrowser.mjs';
import { lenet5, resnetCifar } from '../webview/sampleGraphs.ts';
import { useDiagramPages } from './support/diagramPages.ts';

const pages = useDiagramPages();
let shown: ShownDiagram;

const graph = lenet5();
const [input, conv, relu, pool] = graph.nodes.map(({ id }) => id) as [string, string, string, string];
const { node } = pages;
const press = async (...keys: string[]) => {
  for (const key of keys) await shown.page.keyboard.press(key);
};
const lastSent = async () => (await shown.sent()).at(-1);
const focused = () =>
  shown.page.evaluate(() => {
    const { activeElement } = document;
    return activeElement?.getAttribute('data-id') ?? activeElement?.className ?? '';
  });
const announced = () => shown.page.locator('.announcer').innerText();
const notice = () => shown.page.locator('.notice');
const field = (name: string) => shown.page.locator(`.details input[data-field=${JSON.stringify(name)}]`);
const remove: LayerChange = { kind: 'delete', id: conv };

function details(id: string): LayerDetails {
  const attribute = { type: '', documentation: '', choices: ['same', 'valid'] };
  return {
    id,
    kind: 'conv',
    name: 'c1',
    documentation: '',
    attributes: [{ ...attribute, name: 'channels', written: '6', value: '6' }],
    fixed: undefined,
    figures: [],
    problems: [],
    places: 1,
    nameable: true,
    removable: true,
    editable: true,
    first: false,
  };
}

/** As the editor draws it once a layer is out of the text. */
function without(id: string): DiagramGraph {
  const at = graph.nodes.findIndex((known) => known.id === id);
  const [before, behind] = [graph.nodes[at - 1]!.id, graph.nodes[at + 1]!.id];
  const edges = graph.edges.filter(({ source, target }) => source !== id && target !== id);
  const bridge = { id: 'bridge', source: before, target: behind };
  return { ...graph, nodes: graph.nodes.filter((known) => known.id !== id), edges: [...edges, bridge] };
}

async function open(options: Parameters<typeof pages.open>[0] = {}, more = {}) {
  shown = await pages.open({ width: 900, ...options });
  await shown.show(graph, more);
}

async function openDetails() {
  await open();
  await node(conv).focus();
  await press('i');
  await shown.deliver({ kind: 'details', details: details(conv) });
  await field('channels').waitFor();
}

describe('the keyboard', () => {
  test('stays in the diagram with a click, and goes to the text with a double click and Enter', async () => {
    await open();
    await node(conv).click();
    expect(await lastSent()).toEqual({ kind: 'reveal', node: conv });
    expect(await focused()).toBe(conv);
    await node(pool).dblclick();
    expect(await lastSent()).toEqual({ kind: 'reveal', node: pool, keyboard: true });
    await press('ArrowUp', 'Enter');
    expect(await lastSent()).toEqual({ kind: 'reveal', node: relu, keyboard: true });
  });

  test('comes to the drawing with the first arrow, wherever the editor put it', async () => {
    await open();
    await shown.deliver({ kind: 'mark', nodes: [pool] });
    await expect.poll(() => node(pool).getAttribute('tabindex')).toBe('0');
    expect(await focused()).toBe('vscode-light');
    await press('ArrowDown');
    expect(await focused()).toBe(pool);
    await press('ArrowUp');
    expect(await focused()).toBe(relu);
  });

  test('comes back to the drawing when the editor gives it back, and takes no selection away', async () => {
    await open();
    await node(conv).focus();
    await press('e');
    const giveBack = () =>
      shown.page.evaluate(() => {
        (document.activeElement as HTMLElement).blur();
        window.dispatchEvent(new FocusEvent('focus'));
      });
    await giveBack();
    expect(await focused()).toBe(conv);
    expect(await shown.page.locator('.line.selected').count()).toBe(1);
    await shown.page.locator('tk-button[aria-label^="Zoom in"]').focus();
    await giveBack();
    expect(await focused()).toBe('vscode-light');
  });

  test('stops at every button, at one place of the drawing, and nowhere unseen', async () => {
    await open();
    const stops: string[] = [];
    for (let i = 0; i < 20 && !stops.includes(input); i++) {
      await press('Tab');
      const tag = await shown.page.evaluate(() => document.activeElement?.localName ?? '');
      stops.push(tag === 'g' ? await focused() : tag);
    }
    expect(stops.at(-1)).toBe(input);
    expect(new Set(stops.slice(0, -1))).toEqual(new Set(['tk-button']));
  });

  test('comes back to the drawing from the palette and the details', async () => {
    await openDetails();
    await field('channels').focus();
    await press('Escape');
    expect(await focused()).toBe(conv);
    await shown.page.locator('tk-button[aria-label="Close details"]').focus();
    await press('Enter');
    await expect.poll(focused).toBe(conv);
    await press('l', 'Escape');
    expect(await focused()).toBe(conv);
  });

  test('stays near what is taken out, and follows what is put in', async () => {
    await open();
    await node(conv).focus();
    await press('Delete');
    expect(await lastSent()).toEqual({ kind: 'change', change: remove });
    await shown.show(without(conv));
    expect(await focused()).toBe(relu);
    await shown.show(graph);
    await shown.deliver({ kind: 'mark', nodes: [conv] });
    await expect.poll(focused).toBe(conv);
    expect(await node(conv).getAttribute('class')).toContain('selected');
  });

  test('inserts before and behind, takes out and names, also without an Insert key', async () => {
    await openDetails();
    await node(conv).focus();
    await press('a');
    expect(await lastSent()).toEqual({ kind: 'insertLayer', place: { id: conv, side: 'after' } });
    await press('b');
    expect(await lastSent()).toEqual({ kind: 'insertLayer', place: { id: conv, side: 'before' } });
    await press('Backspace');
    expect(await lastSent()).toEqual({ kind: 'change', change: remove });
    await press('i', 'F2');
    await shown.deliver({ kind: 'details', details: details(conv) });
    await expect.poll(focused).toBe('text-field');
    await shown.page.keyboard.type('stem');
    await press('Enter');
    expect(await lastSent()).toEqual({ kind: 'change', change: { kind: 'rename', id: conv, name: 'stem' } });
  });

  test('undoes and does again in the text, but in a field what was typed there', async () => {
    await openDetails();
    await node(conv).focus();
    await press('Control+z');
    expect(await lastSent()).toEqual({ kind: 'history', step: 'undo' });
    await press('Control+Shift+z');
    expect(await lastSent()).toEqual({ kind: 'history', step: 'redo' });
    await press('Control+z', 'Control+y');
    expect(await lastSent()).toEqual({ kind: 'history', step: 'redo' });
    const count = (await shown.sent()).length;
    await field('channels').fill('64');
    await press('Control+z');
    expect(await field('channels').inputValue()).toBe('6');
    expect(await shown.sent()).toHaveLength(count);
  });

  test('changes nothing of what is only read, and says so', async () => {
    await open({}, { editable: false });
    await node(conv).focus();
    await press('Delete', 'a', 'F2', 'Control+z', 'i', 'l');
    const kinds = (await shown.sent()).map(({ kind }) => kind);
    expect(kinds.filter((kind) => ['change', 'insertLayer', 'history'].includes(kind))).toEqual([]);
    await expect.poll(() => notice().innerText()).toBe('This diagram is for reading only.');
    expect((await shown.kept()) ?? {}).toMatchObject({ details: false, palette: false });
    await press('?');
    expect(await shown.page.locator('.key-list').innerText()).not.toContain('Undo');
  });

  test.each(['light', 'dark', 'contrast'] as const)('lists its keys: %s', async (theme) => {
    await open({ theme });
    await node(conv).focus();
    await press('?');
    const list = shown.page.locator('.key-list');
    expect(await list.isVisible()).toBe(true);
    expect(await focused()).toBe('key-list');
    for (const words of ['Go to its text', 'Take it out', 'Undo'])
      expect(await list.innerText()).toContain(words);
    await press('Escape');
    expect(await list.isVisible()).toBe(false);
    await expect.poll(focused).toBe(conv);
  });
});

describe('what is said of changes', () => {
  test('is why one was refused, wherever it was asked for', async () => {
    await open();
    const message = 'The text has no place that is this line’s alone.';
    await shown.deliver({ kind: 'refused', change: remove, message });
    await expect.poll(() => notice().innerText()).toBe(message);
    expect(await notice().getAttribute('role')).toBe('alert');
    await press('ArrowDown');
    expect(await notice().isVisible()).toBe(false);
  });

  test('stands at the field that it is about, and at no other', async () => {
    await openDetails();
    await field('channels').fill('0');
    await press('Enter');
    const change: LayerChange = { kind: 'set', id: conv, attribute: 'channels', text: '0' };
    await shown.deliver({ kind: 'refused', change, message: 'At least 1.' });
    const alert = shown.page.locator('.details [role=alert]');
    await expect.poll(() => alert.innerText()).toBe('At least 1.');
    const described = await field('channels').getAttribute('aria-describedby');
    expect(await shown.page.locator(`[id="${described}"]`).innerText()).toBe('At least 1.');
    await press('Escape');
    expect(await alert.count()).toBe(0);
    expect(await field('channels').inputValue()).toBe('6');
    await shown.deliver({ kind: 'refused', change: remove, message: 'It is used.' });
    await expect.poll(() => notice().innerText()).toBe('It is used.');
    expect(await alert.count()).toBe(0);
  });

  test('is what was done, and in how many places', async () => {
    await open();
    await shown.deliver({ kind: 'made', change: { ...remove, kind: 'delete' }, places: 1 });
    await expect.poll(announced).toBe(`Deleted ${conv}`);
    expect(await notice().isVisible()).toBe(false);
    const change: LayerChange = { kind: 'insert', place: { id: conv, side: 'after' }, layer: 'bn' };
    await shown.deliver({ kind: 'made', change, places: 8 });
    await expect.poll(announced).toContain('Inserted bn in all 8 places');
    expect(await notice().innerText()).toContain('in all 8 places');
  });
});

describe('a field', () => {
  test('keeps what is being typed while the text around it is drawn anew', async () => {
    await openDetails();
    await field('channels').fill('12');
    await shown.show({ ...graph });
    const figures = [{ name: 'Output', value: '6x28x28' }];
    await shown.deliver({ kind: 'details', details: { ...details(conv), figures } });
    await shown.page.locator('.details dd').waitFor();
    expect(await field('channels').inputValue()).toBe('12');
    expect(await focused()).toBe('text-field');
  });
});

describe('the tools', () => {
  test.each([400, 520, 760])('are all in a window of %i pixels', async (width) => {
    const large = resnetCifar(3);
    shown = await pages.open({ width });
    await shown.show(large, { models: [large.model, 'Other'] });
    const places = await shown.page
      .locator('header tk-button')
      .evaluateAll((buttons) => buttons.map((button) => button.getBoundingClientRect().right));
    expect(places.length).toBeGreaterThan(10);
    expect(Math.max(...places)).toBeLessThanOrEqual(width);
  });
});
