// Editing in the diagram of a real VS Code: the text follows, can be undone, and keeps what the language refuses.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchVsCode } from './support/launchVsCode.ts';
import { recordFailures } from './support/recordFailures.ts';
import { waitUntil } from './support/waitUntil.ts';
import type { Workbench } from './support/workbench.ts';

const lenet = readFileSync(join(import.meta.dirname, '../../models/lenet5.cnn'), 'utf8');

describe('Editing LeNet-5 in its diagram', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    workbench = await launchVsCode({ workspaceFiles: { 'lenet5.cnn': lenet }, colorTheme: 'light' });
  });

  afterAll(async () => {
    await workbench?.close();
  });

  recordFailures(() => workbench);

  const page = () => workbench.webviewFrame('svg.drawing');
  const node = async (id: string) => (await page()).locator(`svg [data-id="${id}"]`);
  const field = async (name: string) => (await page()).locator(`.details input[data-field="${name}"]`);
  const lineWith = async (words: string) =>
    (await workbench.editorText())
      .split('\n')
      .find((line) => line.includes(words))
      ?.trim();
  const lineIs = (words: string, line: string) =>
    waitUntil(`the text says ${line}`, async () => (await lineWith(words)) === line);
  const drawn = async () => (await page()).locator('svg .node').count();

  test('shows what a layer is beside its diagram', async () => {
    await workbench.openFile('lenet5.cnn');
    await workbench.runCommand('Netwright: Open Diagram');
    await (await node('c3.conv1')).locator('.title').click();
    await (await page()).locator('tk-button[aria-label^="Details"]').click();
    await waitUntil('the details tell of c3', async () =>
      (await (await page()).locator('.details').innerText()).includes('10x10'),
    );
    const text = await (await page()).locator('.details').innerText();
    for (const words of ['conv', 'Convolution', '6x14x14', '16x10x10', '2,416', '240 kMAC'])
      expect(text).toContain(words);
    expect(await (await field('channels')).inputValue()).toBe('16');
    for (const theme of ['light', 'dark', 'highContrast', 'highContrastLight'] as const) {
      await workbench.setTheme(theme);
      await workbench.screenshot(`diagram-details-${theme}`);
    }
    await workbench.setTheme('dark');
  });

  test('writes an attribute into the text, which can be undone there', async () => {
    const channels = await field('channels');
    await channels.fill('20');
    await channels.press('Enter');
    await lineIs('c3 =', 'c3 = conv(20, 5x5) -> act');
    await waitUntil('the diagram shows 20 channels', async () =>
      (await (await node('c3.conv1')).textContent())!.includes('5x5, 20'),
    );
    await workbench.focusEditor();
    await workbench.page.keyboard.press('Control+z');
    await lineIs(
      'c3 =',
      lenet
        .split('\n')
        .find((line) => line.includes('c3 ='))!
        .trim(),
    );
  });

  test('keeps the text where the language refuses, and says why', async () => {
    await (await node('c3.conv1')).locator('.title').click();
    const kernel = await field('kernel');
    await expect.poll(() => kernel.inputValue()).toBe('5x5');
    await kernel.fill('15');
    await kernel.press('Enter');
    await waitUntil('the refusal is told', async () =>
      ((await (await page()).locator('.details [role=alert]').textContent()) ?? '').includes('15x15'),
    );
    await workbench.screenshot('diagram-details-refused-dark');
    await expect(workbench.editorText()).resolves.toBe(lenet);
  });

  test('inserts a layer that is chosen from a list, behind the one that is focused', async () => {
    const before = await drawn();
    await (await node('c1.relu1')).focus();
    await workbench.page.keyboard.press('Insert');
    await workbench.pickItem('dropout');
    await lineIs('c1 =', 'c1 = conv(6, 5x5) -> act -> dropout');
    await expect.poll(drawn).toBe(before + 1);
  });

  test('takes a layer out, and renames a value everywhere', async () => {
    await (await node('c1.dropout1')).focus();
    await workbench.page.keyboard.press('Delete');
    await lineIs('c1 =', 'c1 = conv(6, 5x5) -> act');
    await (await node('s2')).locator('.title').click();
    const name = await field('name of the value');
    await expect.poll(() => name.inputValue()).toBe('s2');
    await name.fill('subsampled');
    await name.press('Enter');
    await waitUntil('the value has its new name', async () => (await lineWith('subsampled =')) !== undefined);
    await expect.poll(async () => (await node('subsampled')).count()).toBe(1);
    await workbench.focusEditor();
    for (let i = 0; i < 3; i++) await workbench.page.keyboard.press('Control+z');
    await waitUntil('all is undone', async () => (await workbench.editorText()) === lenet);
  });
});
