// Text and diagram as one in a real VS Code, where it is not easy: a block of many places, a text that is broken, two editors
// of one file, a drop from afar, figures that nobody measured yet.

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
const blocks = `block Unit(channels) {
  conv(channels, 3, padding: same) // the only layer with weights
    -> relu
}

model Blocks {
  input 3x16x16
  repeat 8 { Unit(8) }
  add { conv(8, 1); identity }
  head early(weight: 0.3) { global_avgpool -> dense(10) }
  global_avgpool -> dense(10)
}
`;

const library = 'block Unit(channels) {\n  conv(channels, 3, padding: same) -> bn -> relu\n}\n';
const importing = `import "lib.cnn"

model Main {
  input 3x16x16
  Unit(8)
  Unit(16)
  global_avgpool -> dense(10)
}
`;

describe('A text and its diagram', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    workbench = await launchVsCode({
      workspaceFiles: {
        'lenet5.cnn': lenet,
        'resnet_cifar.cnn': model('resnet_cifar.cnn'),
        'blocks.cnn': blocks,
        'lib.cnn': library,
        'main.cnn': importing,
      },
      colorTheme: 'dark',
    });
    await workbench.page.setViewportSize({ width: 1600, height: 1000 });
  });

  afterAll(async () => {
    await workbench?.close();
  });

  recordFailures(() => workbench);

  const diagramOf = (name: string) => diagramFrame(workbench, name);
  const choose = async (frame: Frame, menu: string, label: string) => {
    await frame.locator(`[data-menu=${menu}]`).click();
    await frame.locator(`#${menu} .menu-item`, { hasText: label }).click();
  };
  const textIs = (text: string) =>
    waitUntil('the text is as expected', async () => (await workbench.editorText()) === text);
  const focusNode = async (frame: Frame, id: string) => {
    await frame.locator(`svg [data-id="${id}"]`).focus();
    await frame.waitForFunction((node) => document.activeElement?.getAttribute('data-id') === node, id);
  };

  test('change in all places of a block at once, which is said', async () => {
    await workbench.openFile('blocks.cnn');
    await workbench.runCommand('Netwright: Open Diagram');
    const frame = await diagramOf('Blocks');
    await choose(frame, 'layout', 'Open all');
    await frame.locator('svg [data-id="unit3.relu1"]').waitFor();
    await focusNode(frame, 'unit3.relu1');
    await workbench.page.keyboard.press('Delete');
    await waitUntil('all places are told', async () =>
      ((await frame.locator('.notice').textContent()) ?? '').includes('in all 8 places'),
    );
    await workbench.screenshot('diagram-all-places');
    await textIs(blocks.replace('\n    -> relu', ''));
    await expect.poll(() => frame.locator('svg [data-id$=".relu1"]').count()).toBe(0);
    await workbench.page.keyboard.press('Control+z');
    await textIs(blocks);
  });

  test('lose a head from its frame, and a sum whose branch has lost its last layer', async () => {
    const frame = await diagramOf('Blocks');
    await focusNode(frame, 'early');
    await workbench.page.keyboard.press('Delete');
    await textIs(blocks.replace(/ {2}head.*\n/, ''));
    await frame.locator('svg [data-id="early"]').waitFor({ state: 'detached' });
    await focusNode(frame, 'conv1');
    await workbench.page.keyboard.press('Delete');
    await textIs(blocks.replace(/ {2}head.*\n/, '').replace(/ {2}add.*\n/, ''));
    for (let i = 0; i < 2; i++) await workbench.page.keyboard.press('Control+z');
    await textIs(blocks);
  });

  test('keep together while the text is broken elsewhere', async () => {
    const broken = blocks.replace('dense(10)\n}\n', 'dense(oops)\n');
    await workbench.replaceText(broken);
    const frame = await diagramOf('Blocks');
    await frame.locator('svg [data-id="unit3.relu1"]').waitFor();
    await focusNode(frame, 'conv1');
    await workbench.page.keyboard.press('a');
    await workbench.pickItem('dropout');
    await textIs(broken.replace('conv(8, 1)', 'conv(8, 1) -> dropout'));
    await frame.locator('svg [data-id="dropout1"]').waitFor();
    await workbench.page.keyboard.press('Control+z');
    await workbench.replaceText(blocks);
  });

  test('change in a file that is imported, and are undone there, without another diagram', async () => {
    await workbench.openFile('main.cnn');
    const frame = await diagramOf('Main');
    await choose(frame, 'layout', 'Downwards');
    await frame.locator('svg [data-id="unit1.bn1"] .title').click();
    await frame.waitForFunction(() => document.activeElement?.getAttribute('data-id') === 'unit1.bn1');
    await workbench.page.keyboard.press('Delete');
    await waitUntil('both places are told', async () =>
      ((await frame.locator('.notice').textContent()) ?? '').includes('in both places'),
    );
    await frame.locator('svg [data-id="unit2.bn1"]').waitFor({ state: 'detached' });
    await workbench.page.keyboard.press('Control+z');
    await frame.locator('svg [data-id="unit2.bn1"]').waitFor();
    await workbench.page.keyboard.press('Enter');
    await waitUntil('the block has the keyboard', async () => (await workbench.editorText()) === library);
    expect(await frame.locator('svg .node').count()).toBe(9);
    await workbench.openFile('main.cnn');
  });

  test('are one in two editors of the file', async () => {
    await workbench.openFile('lenet5.cnn');
    await diagramOf('LeNet5');
    await workbench.focusGroup(1);
    await workbench.runCommand('View: Split Editor Down');
    const texts = workbench.page.locator('.editor-instance .monaco-editor .view-lines');
    await waitUntil('two editors show the file', async () => (await texts.count()) === 2);
    const frame = await diagramOf('LeNet5');
    await focusNode(frame, 'c3.conv1');
    await workbench.page.keyboard.press('Delete');
    const both = async (words: string) =>
      (await texts.allTextContents()).every((text) => text.replaceAll('\u00a0', ' ').includes(words));
    await waitUntil('both are changed', () => both('c3 = act'));
    await workbench.page.keyboard.press('Control+z');
    await waitUntil('both are as they were', () => both('c3 = conv(16, 5x5) -> act'));
    await frame.locator('svg [data-id="c3.conv1"]').waitFor();
    await workbench.focusGroup(2);
    await workbench.runCommand('View: Close Editor Group');
    await waitUntil('one editor shows the file', async () => (await texts.count()) === 1);
  });

  test('show the time of each layer when it is asked for where colours are chosen', async () => {
    const frame = await diagramOf('LeNet5');
    await choose(frame, 'overlays', 'Measure time');
    await waitUntil('the legend tells of time', async () => {
      const legend = await workbench.webviewFrame('.legend');
      return /Measured time[\s\S]*total [\d.]+ ms/.test(await legend.locator('.legend').innerText());
    });
    await workbench.screenshot('diagram-measured');
    await workbench.page.locator('.tab', { hasText: 'Profile' }).first().click();
    await workbench.runCommand('View: Close Editor');
  });

  test('take a layer that is dropped from afar, where the mark and the words say it goes', async () => {
    await workbench.focusGroup(1);
    await workbench.openFile('resnet_cifar.cnn');
    const before = await workbench.editorText();
    const frame = await diagramOf('ResNetCifar');
    await choose(frame, 'layout', 'Open all');
    await expect.poll(() => frame.locator('svg .folded').count()).toBe(0);
    await frame.locator('tk-button[aria-label^="Layers to insert"]').click();
    await frame.locator('.palette-filter').fill('drop');
    const entry = frame.locator('.palette-entry').filter({ hasText: /^\s*dropout\s*$/ });
    await entry.waitFor();
    await frame.locator('tk-button[aria-label^="Show the whole"]').click();
    await frame.locator('svg.drawing.far').waitFor();
    const [from, drawing] = [
      (await entry.boundingBox())!,
      (await frame.locator('svg.drawing').boundingBox())!,
    ];
    const { mouse } = workbench.page;
    await mouse.move(from.x + 40, from.y + from.height / 2);
    await mouse.down();
    await mouse.move(drawing.x + drawing.width / 2 + 4, drawing.y + drawing.height / 2, { steps: 6 });
    await frame.locator('svg .aimed').waitFor({ state: 'attached' });
    expect(await frame.locator('.drag-place').innerText()).toMatch(/^(after|between) /);
    for (const theme of ['light', 'highContrast', 'highContrastLight', 'dark'] as const) {
      await workbench.setTheme(theme);
      await workbench.screenshot(`diagram-drop-far-${theme}`);
    }
    await mouse.up();
    await waitUntil('the text has the layer', async () => (await workbench.editorText()).includes('dropout'));
    await workbench.page.keyboard.press('Control+z');
    await textIs(before);
  });
});
