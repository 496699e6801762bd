// The details in the diagram's page, with a stand-in for the editor: what they ask, show, change and refuse.

import { describe, expect, test } from 'vitest';
import type { LayerDetails } from '../../webview/protocol/details.ts';
import type { ShownDiagram } from '../webview/diagramInBrowser.mjs';
import { inception, lenet5 } from '../webview/sampleGraphs.ts';
import { type DiagramPages, useDiagramPages } from './support/diagramPages.ts';

const pages = useDiagramPages();
let shown: ShownDiagram;

const graph = lenet5();
const conv = graph.nodes[1]!.id;
const { node } = pages;
const panel = () => shown.page.locator('.details');
const field = (name: string) => shown.page.locator(`.details input[data-field=${JSON.stringify(name)}]`);
const lastSent = async () => (await shown.sent()).at(-1);

function details(id: string, more: Partial<LayerDetails> = {}): LayerDetails {
  const attribute = { type: 'whole number', documentation: '', choices: [] };
  return {
    id,
    kind: 'conv',
    name: 'c1',
    documentation: 'Convolution: every output channel is a filter slid over the `input`.',
    attributes: [
      { ...attribute, name: 'channels', written: '2 * n', value: '6' },
      { ...attribute, name: 'padding', written: undefined, value: 'valid', choices: ['same', 'valid'] },
    ],
    fixed: undefined,
    figures: [
      { name: 'Output', value: '6x28x28' },
      { name: 'Receptive field', value: '5x5, every 1 px' },
    ],
    problems: [],
    places: 1,
    nameable: true,
    removable: true,
    editable: true,
    first: false,
    ...more,
  };
}

async function openDetails(options: Parameters<DiagramPages['open']>[0] = {}) {
  shown = await pages.open({ width: 900, ...options });
  await shown.show(graph);
  await shown.page.locator('tk-button[aria-label^="Details"]').click();
  await node(conv).click();
}

describe('the details', () => {
  test('ask for what is clicked, and show it', async () => {
    await openDetails();
    expect((await shown.sent()).filter(({ kind }) => kind === 'inspect')).toEqual([
      { kind: 'inspect', id: conv },
    ]);
    await shown.deliver({ kind: 'details', details: details(conv, { places: 18 }) });
    const text = await panel().innerText();
    for (const words of [
      'conv',
      'Convolution: every',
      '18 places',
      '= 6',
      'Output',
      '6x28x28',
      '5x5, every 1 px',
    ])
      expect(text).toContain(words);
    expect(await panel().locator('.details-documentation code').innerText()).toBe('input');
    expect(await field('channels').inputValue()).toBe('2 * n');
    expect(await field('padding').getAttribute('placeholder')).toBe('valid');
    expect(await node(conv).getAttribute('class')).toContain('selected');
  });

  test('ask for a block by its group, and again when the text changes', async () => {
    shown = await pages.open({ width: 1300 });
    await shown.show(inception(), { folds: [] });
    await shown.page.locator('tk-button[aria-label^="Details"]').click();
    await shown.page.locator('svg .header').filter({ hasText: 'inception_3a' }).locator('.title').click();
    const group = (await lastSent()) as { readonly group?: string };
    const asked = () => shown.sent().then((sent) => sent.filter(({ kind }) => kind === 'inspect'));
    expect(await asked()).toEqual([{ kind: 'inspect', id: group.group }]);
    await shown.show(inception());
    expect(await asked()).toHaveLength(2);
  });

  test('change an attribute, and say why the language refuses it', async () => {
    await openDetails();
    await shown.deliver({ kind: 'details', details: details(conv) });
    await field('channels').fill('-3');
    await field('channels').press('Enter');
    const change = { kind: 'set', id: conv, attribute: 'channels', text: '-3' };
    expect(await lastSent()).toEqual({ kind: 'change', change });
    await shown.deliver({
      kind: 'refused',
      change: { kind: 'set', id: conv, attribute: 'channels', text: '-3' },
      message: '`channels` must be a whole number, at least 1, not -3.',
    });
    await expect.poll(() => panel().locator('[role=alert]').innerText()).toContain('at least 1');
    expect(await field('channels').getAttribute('aria-invalid')).toBe('true');
    expect(await field('channels').inputValue()).toBe('-3');
    await shown.deliver({ kind: 'details', details: details(conv) });
    await field('channels').press('Escape');
    expect(await field('channels').inputValue()).toBe('2 * n');
  });

  test('rename, delete, and ask what to insert', async () => {
    await openDetails();
    await shown.deliver({ kind: 'details', details: details(conv) });
    await field('name of the value').fill('stem');
    await field('name of the value').press('Enter');
    expect(await lastSent()).toEqual({ kind: 'change', change: { kind: 'rename', id: conv, name: 'stem' } });
    await panel().locator('tk-button').filter({ hasText: 'Insert after' }).click();
    expect(await lastSent()).toEqual({ kind: 'insertLayer', place: { id: conv, side: 'after' } });
    await panel().locator('tk-button').filter({ hasText: 'Delete' }).click();
    expect(await lastSent()).toEqual({ kind: 'change', change: { kind: 'delete', id: conv } });
  });

  test('offer nothing before an input, and no fields for what is given elsewhere', async () => {
    await openDetails();
    await shown.deliver({
      kind: 'details',
      details: details(conv, { first: true, fixed: 'Change it there.' }),
    });
    expect(await panel().locator('tk-button').allInnerTexts()).not.toContain('Insert before…');
    expect(await field('channels').isDisabled()).toBe(true);
    expect(await panel().innerText()).toContain('Change it there.');
  });

  test('follow the keyboard, after a change the cursor, and stay open over a reload', async () => {
    await openDetails();
    await shown.page.keyboard.press('ArrowDown');
    expect(await lastSent()).toEqual({ kind: 'inspect', id: graph.nodes[2]!.id });
    await shown.page.keyboard.press('Delete');
    await shown.deliver({ kind: 'mark', nodes: [graph.nodes[4]!.id] });
    await expect.poll(lastSent).toEqual({ kind: 'inspect', id: graph.nodes[4]!.id });
    const kept = (await shown.kept())!;
    await shown.page.close();
    shown = await pages.open({ width: 900, kept });
    await shown.show(graph);
    expect(await panel().innerText()).toContain('Select a layer');
    await shown.page.keyboard.press('Tab');
    await node(conv).focus();
    await shown.page.keyboard.press('i');
    expect(await panel().isVisible()).toBe(false);
  });

  test('say what an expression comes to, and nothing beside a number or a size', async () => {
    await openDetails();
    const { attributes } = details(conv);
    const size = { ...attributes[0]!, name: 'kernel', written: '5x5', value: '5' };
    await shown.deliver({ kind: 'details', details: details(conv, { attributes: [attributes[0]!, size] }) });
    expect(await panel().locator('.details-value').allInnerTexts()).toEqual(['= 6']);
  });

  test('tell of what the keyboard comes to', async () => {
    await openDetails();
    await node(graph.nodes[3]!.id).focus();
    expect(await lastSent()).toEqual({ kind: 'inspect', id: graph.nodes[3]!.id });
    await shown.page.keyboard.press('Insert');
    expect(await lastSent()).toEqual({
      kind: 'insertLayer',
      place: { id: graph.nodes[3]!.id, side: 'after' },
    });
  });

  test('leave letters that are typed in a field to the field', async () => {
    await openDetails();
    await shown.deliver({ kind: 'details', details: details(conv) });
    await field('channels').fill('');
    await field('channels').pressSequentially('in');
    expect(await field('channels').inputValue()).toBe('in');
    expect(await panel().isVisible()).toBe(true);
  });

  test('take new selections without the text of the field before', async () => {
    await openDetails();
    await shown.deliver({ kind: 'details', details: details(conv) });
    await field('padding').pressSequentially('sa');
    await node(graph.nodes[2]!.id).click();
    await shown.deliver({ kind: 'details', details: details(graph.nodes[2]!.id, { kind: 'other' }) });
    await expect.poll(() => panel().locator('h2').innerText()).toBe('other');
    expect(await field('padding').inputValue()).toBe('');
  });
});
