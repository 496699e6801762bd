// Overlays, search, minimap, direction and palette in the diagram of a real VS Code: what is drawn, and what is written.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { diagramFrame } from './support/diagramFrame.ts';
import { launchVsCode } from './support/launchVsCode.ts';
import { recordFailures } from './support/recordFailures.ts';
import { waitUntil } from './support/waitUntil.ts';
import type { Workbench } from './support/workbench.ts';

const model = (name: string) => readFileSync(join(import.meta.dirname, '../../models', name), 'utf8');
const lenet = model('lenet5.cnn');
const themes = ['light', 'highContrast', 'highContrastLight', 'dark'] as const;

describe('The tools of a diagram', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    workbench = await launchVsCode({
      workspaceFiles: { 'lenet5.cnn': lenet, 'resnet_cifar.cnn': model('resnet_cifar.cnn') },
      colorTheme: 'dark',
    });
    await workbench.page.setViewportSize({ width: 1600, height: 1000 });
  });

  afterAll(async () => {
    await workbench?.close();
  });

  recordFailures(() => workbench);

  const diagramOf = (name: string) => diagramFrame(workbench, name);
  /** Beside the diagram, not over it. */
  const openText = async (name: string) => {
    await workbench.focusGroup(1);
    await workbench.openFile(name);
  };
  const choose = async (frame: Frame, menu: string, label: string) => {
    await frame.locator(`[data-menu=${menu}]`).click();
    await frame.locator(`#${menu} .menu-item`, { hasText: label }).click();
  };
  const inEveryTheme = async (name: string) => {
    for (const theme of themes) {
      await workbench.setTheme(theme);
      await workbench.screenshot(`${name}-${theme}`);
    }
  };
  const bodyOf = async (frame: Frame, id: string) =>
    (await frame.locator(`svg [data-id="${id}"] > .body`).boundingBox())!;

  test('colour its layers by their parameters, with every value, a legend and the total', async () => {
    await workbench.openFile('lenet5.cnn');
    await workbench.runCommand('Netwright: Open Diagram');
    const frame = await diagramOf('LeNet5');
    await choose(frame, 'overlays', 'Parameters');
    await expect.poll(() => frame.locator('.legend').innerText()).toContain('total 61.7 k');
    const value = (id: string) => frame.locator(`svg [data-id="${id}"] .value`).textContent();
    expect(await value('c1.conv1')).toBe('156');
    expect(await value('c3.conv1')).toBe('2.42 k');
    expect(await value('c5.conv1')).toBe('48.1 k');
    const share = (id: string) =>
      frame
        .locator(`svg [data-id="${id}"] .heat`)
        .evaluate((heat) => Number((heat as SVGElement).style.getPropertyValue('--share')));
    expect(await share('c5.conv1')).toBe(1);
    expect(await share('c3.conv1')).toBeCloseTo(2416 / 48_120, 2);
    await inEveryTheme('diagram-overlay');
    await choose(frame, 'overlays', 'Kinds of layers');
    await expect.poll(() => frame.locator('svg .value').count()).toBe(0);
    expect(await frame.locator('.legend').isVisible()).toBe(false);
  });

  test('find a layer by what it says, inside a folded block, and lead to it', async () => {
    await openText('resnet_cifar.cnn');
    const frame = await diagramOf('ResNetCifar');
    await choose(frame, 'layout', 'Fold all');
    await expect.poll(() => frame.locator('svg .header').count()).toBe(0);
    await frame.locator('svg [tabindex="0"]').focus();
    await workbench.page.keyboard.press('Control+f');
    await frame.locator('.search').waitFor();
    await workbench.page.keyboard.type('conv 3x3, 64, /2');
    await expect.poll(() => frame.locator('.search-count').innerText()).toBe('1 found');
    await workbench.page.keyboard.press('Enter');
    const found = frame.locator('svg .node.selected.found');
    await expect.poll(() => found.textContent()).toContain('3x3, 64, /2');
    await diagramOf('ResNetCifar');
    const [node, box] = await Promise.all([found.boundingBox(), frame.locator('.search').boundingBox()]);
    expect(node!.y).toBeGreaterThan(box!.y + box!.height);
    await inEveryTheme('diagram-search');
    await workbench.page.keyboard.press('Escape');
    await expect.poll(() => frame.locator('.search').isVisible()).toBe(false);
  });

  test('lead through a large diagram with the minimap', async () => {
    const frame = await diagramOf('ResNetCifar');
    await choose(frame, 'layout', 'Open all');
    await expect.poll(() => frame.locator('svg .folded').count()).toBe(0);
    await diagramOf('ResNetCifar');
    const minimap = (await frame.locator('.minimap').boundingBox())!;
    const { mouse } = workbench.page;
    await mouse.move(minimap.x + minimap.width / 2, minimap.y + 4);
    await mouse.down();
    const seen = (id: string) => async () => {
      const box = await frame.locator(`svg [data-id="${id}"]`).boundingBox();
      const area = (await frame.locator('svg.drawing').boundingBox())!;
      return box !== null && box.y > area.y && box.y + box.height < area.y + area.height;
    };
    const ids = await frame
      .locator('svg .node')
      .evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-id')!));
    await expect.poll(seen(ids[0]!)).toBe(true);
    await mouse.move(minimap.x + minimap.width / 2, minimap.y + minimap.height - 4, { steps: 5 });
    await expect.poll(seen(ids.at(-1)!)).toBe(true);
    expect(await seen(ids[0]!)()).toBe(false);
    await mouse.move(minimap.x + minimap.width / 2, minimap.y + minimap.height / 2, { steps: 5 });
    await mouse.up();
    await inEveryTheme('diagram-minimap');
  });

  test('let the network flow to the right, in every window, until the setting says otherwise', async () => {
    const frame = await diagramOf('ResNetCifar');
    await choose(frame, 'layout', 'Fold all');
    await choose(frame, 'layout', 'To the right');
    const aside = async () => {
      const places = await frame
        .locator('svg .node > .body')
        .evaluateAll((bodies) => bodies.slice(0, 2).map((body) => body.getBoundingClientRect()));
      return places[1]!.left > places[0]!.right;
    };
    await expect.poll(aside).toBe(true);
    await choose(frame, 'layout', 'Open all');
    await expect.poll(() => frame.locator('svg .folded').count()).toBe(0);
    await diagramOf('ResNetCifar');
    await inEveryTheme('diagram-right');
    await openText('lenet5.cnn');
    const other = await diagramOf('LeNet5');
    const [first, second] = [await bodyOf(other, 'input'), await bodyOf(other, 'c1.conv1')];
    expect(second.x).toBeGreaterThan(first.x + first.width);
    await workbench.changeSettings({ 'netwright.diagram.direction': 'down' });
    await choose(other, 'layout', 'Downwards');
    const below = async () => {
      const [above, conv] = [await bodyOf(other, 'input'), await bodyOf(other, 'c1.conv1')];
      return conv.y > above.y + above.height;
    };
    await expect.poll(below).toBe(true);
  });

  test('insert a layer where it is dragged onto a line, as an edit of the text', async () => {
    const frame = await diagramOf('LeNet5');
    await frame.locator('tk-button[aria-label^="Layers to insert"]').click();
    await frame.locator('.palette-filter').fill('drop');
    const entry = frame.locator('.palette-entry').filter({ hasText: /^\s*dropout\s*$/ });
    await entry.waitFor();
    await diagramOf('LeNet5');
    const nodes = await frame.locator('svg .node').count();
    const [above, below] = [await bodyOf(frame, 'c1.relu1'), await bodyOf(frame, 's2')];
    const from = (await entry.boundingBox())!;
    const { mouse } = workbench.page;
    await mouse.move(from.x + 40, from.y + from.height / 2);
    await mouse.down();
    await mouse.move(above.x + above.width / 2 + 10, (above.y + above.height + below.y) / 2, { steps: 6 });
    await expect.poll(() => frame.locator('.line.aimed').count()).toBe(1);
    expect(await frame.locator('.drag-ghost').innerText()).toMatch(/^dropout\s*between relu and s2$/);
    await inEveryTheme('diagram-palette');
    await mouse.up();
    await waitUntil('the text has the layer', async () => (await workbench.editorText()).includes('dropout'));
    await expect.poll(() => frame.locator('svg .node').count()).toBe(nodes + 1);
    await diagramOf('LeNet5');
    const tops = await Promise.all(
      ['c1.relu1', 'c1.dropout1', 's2'].map(async (id) => (await bodyOf(frame, id)).y),
    );
    expect([...tops].sort((a, b) => a - b)).toEqual(tops);
    await workbench.focusEditor();
    await workbench.page.keyboard.press('Control+z');
    await waitUntil('it is undone', async () => (await workbench.editorText()) === lenet);
    await expect.poll(() => frame.locator('svg .node').count()).toBe(nodes);
  });
});
