// The card beside the pointer: what it tells of a layer, a block and what is wrong, and that it never leaves the window.

import { describe, expect, test } from 'vitest';
import type { LayerDetails } from '../../webview/protocol/details.ts';
import type { ShownDiagram } from '../webview/diagramInBrowser.mjs';
import { inception, lenet5, resnetCifar } from '../webview/sampleGraphs.ts';
import { useDiagramPages } from './support/diagramPages.ts';

const pages = useDiagramPages();
let shown: ShownDiagram;

const graph = lenet5();
const conv = graph.nodes[1]!.id;
const card = () => shown.page.locator('.hover');
const asked = async () => (await shown.sent()).filter(({ kind }) => kind === 'inspect');

const details: LayerDetails = {
  id: conv,
  kind: 'conv',
  name: 'c1',
  documentation: '',
  attributes: [],
  fixed: undefined,
  figures: [
    { name: 'Output', value: '6x28x28' },
    { name: 'Parameters', value: '156' },
    { name: 'Multiply-adds', value: '118 kMAC' },
    { name: 'Receptive field', value: '5x5, every 1 px' },
  ],
  problems: [],
  places: 1,
  nameable: true,
  removable: true,
  editable: true,
  first: false,
};

async function pointTo(id: string) {
  const { x, y, width, height } = await pages.bodyOf(id);
  await shown.page.mouse.move(x + width / 2, y + height / 2);
}

async function rest(id: string) {
  await pointTo(id);
  await card().waitFor();
}

describe('the card', () => {
  test.each(['light', 'dark', 'contrast'] as const)(
    'tells what the language knows of a layer: %s',
    async (theme) => {
      shown = await pages.open({ theme, width: 520 });
      await shown.show(graph);
      await pointTo(conv);
      await expect.poll(asked).toEqual([{ kind: 'inspect', id: conv }]);
      await shown.deliver({ kind: 'details', details });
      await expect.poll(() => card().innerText()).toContain('5x5, every 1 px');
      const text = await card().innerText();
      for (const words of ['conv 5x5, 6', 'Parameters', '156', '118 kMAC']) expect(text).toContain(words);
      const ground = await card().evaluate((element) => getComputedStyle(element).backgroundColor);
      expect(ground).not.toBe('rgba(0, 0, 0, 0)');
    },
  );

  test('tells what the diagram knows where no answer comes, and where nobody is asked', async () => {
    shown = await pages.open();
    await shown.show(graph);
    await rest(conv);
    expect(await card().innerText()).toMatch(
      /Output\s+6x28x28\s+Parameters\s+156\s+Multiply-adds\s+118 kMAC/,
    );
    await shown.show(graph, { editable: false });
    expect(await card().isVisible()).toBe(false);
    const before = (await asked()).length;
    await rest(graph.nodes[3]!.id);
    expect(await asked()).toHaveLength(before);
  });

  test('tells of a block all that it holds, repeats together', async () => {
    const stages = resnetCifar(18);
    shown = await pages.open();
    await shown.show(stages, { editable: false });
    await rest((await shown.page.locator('svg .folded').first().getAttribute('data-id'))!);
    const { macs, parameters } = stages;
    expect(macs * parameters).toBeGreaterThan(0);
    expect(await card().innerText()).toMatch(
      /Layers\s+\d+\s+Parameters\s+[\d.]+ [kM]\s+Multiply-adds\s+[\d.]+ [MG]MAC/,
    );
  });

  test('tells an error first', async () => {
    const message = 'The kernel `5x5` is larger than its input.';
    const problem = { severity: 'error', message } as const;
    const nodes = graph.nodes.map((node) => (node.id === conv ? { ...node, problem } : node));
    shown = await pages.open();
    await shown.show({ ...graph, nodes }, { editable: false });
    await rest(conv);
    expect(await card().locator('.hover-problem.error').innerText()).toBe(
      'The kernel 5x5 is larger than its input.',
    );
  });

  test('stays in the window, and covers nothing of what it tells of', async () => {
    shown = await pages.open({ width: 400, height: 560 });
    await shown.show(inception(), { editable: false });
    const ids = await shown.page
      .locator('svg .node')
      .evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-id')!));
    for (const id of ids) {
      await rest(id);
      const box = (await card().boundingBox())!;
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.y).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(400);
      expect(box.y + box.height).toBeLessThanOrEqual(560);
      const body = await pages.bodyOf(id);
      expect(box.y >= body.y + body.height || box.y + box.height <= body.y).toBe(true);
      await shown.page.mouse.move(1, 1);
    }
  });

  test('goes when the pointer leaves, presses, or turns the wheel', async () => {
    shown = await pages.open();
    await shown.show(graph, { editable: false });
    const ends = [
      () => shown.page.mouse.move(5, 300),
      () => shown.page.mouse.down(),
      () => shown.page.mouse.wheel(0, 10),
    ];
    for (const end of ends) {
      await rest(conv);
      await end();
      await expect.poll(() => card().isVisible()).toBe(false);
      await shown.page.mouse.up();
      await shown.page.mouse.move(5, 300);
    }
  });

  test('tells of layers that are blocks of colour only', async () => {
    const large = resnetCifar(60);
    shown = await pages.open({ width: 700, height: 500 });
    await shown.show(large, { folds: [], editable: false });
    await shown.page.locator('svg [tabindex="0"]').focus();
    for (let step = 0; step < 5; step++) await shown.page.keyboard.press('-');
    await expect.poll(() => shown.page.locator('svg.painted').count()).toBe(1);
    // What the keyboard is on is in the page all the same.
    const input = await pages.bodyOf(large.nodes[0]!.id);
    await shown.page.mouse.move(input.x + input.width / 2, input.y + input.height / 2);
    await card().waitFor();
    expect(await card().innerText()).toContain('input');
  });
});
