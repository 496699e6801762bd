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

  test('says what is wrong with arguments while they are typed, and keeps them', async () => {
    await (await node('c1.dropout1')).focus();
    await workbench.page.keyboard.press('a');
    await workbench.pickItem('conv');
    const input = workbench.page.locator('.quick-input-widget .quick-input-box input');
    await expect.poll(() => input.inputValue()).toBe('conv(in.channels, 3, padding: same)');
    await input.fill('conv(0, 3)');
    const message = workbench.page.locator('.quick-input-message');
    await waitUntil('the mistake is told', async () => (await message.innerText()).includes('at least 1'));
    await workbench.page.keyboard.press('Enter');
    expect(await input.inputValue()).toBe('conv(0, 3)');
    await workbench.page.keyboard.press('Escape');
    await input.waitFor({ state: 'hidden' });
    await lineIs('c1 =', 'c1 = conv(6, 5x5) -> act -> dropout');
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

  const focused = async () =>
    (await page()).evaluate(
      () => document.activeElement?.getAttribute('data-id') ?? document.activeElement?.className,
    );
  const lenetLine = (words: string) =>
    lenet
      .split('\n')
      .find((line) => line.includes(words))!
      .trim();
  /** The text without giving the keyboard to its editor. */
  const shownLine = async (number: number) => {
    const lines = workbench.page.locator('.editor-instance .view-line');
    const texts = await lines.evaluateAll((all) =>
      all
        .map((line) => ({
          top: Number.parseFloat((line as HTMLElement).style.top),
          text: line.textContent ?? '',
        }))
        .sort((a, b) => a.top - b.top)
        .map(({ text }) => text.replaceAll('\u00a0', ' ').trim()),
    );
    return texts[number];
  };
  const c3Line = lenet.split('\n').findIndex((line) => line.includes('c3 ='));
  /** What the editor adds at the end of the line is no part of it. */
  const shows = (text: string) =>
    waitUntil(`the text shows ${text}`, async () => (await shownLine(c3Line))?.startsWith(text) === true);

  test('leaves the keyboard in the diagram, where layers go and come back without touching the text', async () => {
    await (await node('c3.conv1')).locator('.title').click();
    await waitUntil('the layer has the keyboard', async () => (await focused()) === 'c3.conv1');
    const { keyboard } = workbench.page;
    await keyboard.press('Delete');
    await shows('c3 = act');
    await waitUntil('what came behind it has the keyboard', async () => (await focused()) === 'c3');
    for (let i = 0; i < 2; i++) {
      await keyboard.press('Control+z');
      await shows(lenetLine('c3 ='));
      await waitUntil('the keyboard is back', focused, (now) => now?.startsWith('c3.') === true);
      await keyboard.press('Control+y');
      await shows('c3 = act');
      await waitUntil('the keyboard is back', focused, (now) => now === 'c3');
    }
    await keyboard.press('Control+z');
    await shows(lenetLine('c3 ='));
    await waitUntil('the keyboard is back', focused, (now) => now?.startsWith('c3.') === true);
  });

  test('inserts, names and goes to the text from the keyboard alone, from the editor and back', async () => {
    await workbench.focusEditor();
    const { keyboard } = workbench.page;
    await workbench.goTo(lenet.split('\n').findIndex((line) => line.includes('s4 =')) + 1, 3);
    await waitUntil('the cursor is marked', async () =>
      ((await (await node('s4')).getAttribute('class')) ?? '').includes('marked'),
    );
    await keyboard.press('Control+2');
    await waitUntil('the cursor’s layer has the keyboard', async () => {
      if ((await focused()) === 's4') return true;
      await keyboard.press('ArrowDown');
      return false;
    });
    await keyboard.press('a');
    await workbench.pickItem('dropout');
    await waitUntil('the new layer has the keyboard', async () => (await focused()) === 's4.dropout1');
    await keyboard.press('F2');
    await waitUntil(
      'the field of the name has it',
      async () => (await focused())?.includes('text-field') === true,
    );
    await keyboard.type('c5');
    await keyboard.press('Enter');
    await waitUntil('it is taken', async () =>
      ((await (await page()).locator('.details [role=alert]').textContent()) ?? '').includes(
        'c5 is declared already',
      ),
    );
    await keyboard.press('Escape');
    await keyboard.press('Escape');
    await waitUntil('the layer has the keyboard again', async () => (await focused()) === 's4.dropout1');
    await keyboard.press('Enter');
    await expect
      .poll(async () => (await workbench.cursorPosition()).line)
      .toBe(lenet.split('\n').findIndex((line) => line.includes('s4 =')) + 1);
    expect(await lineWith('s4 =')).toBe('s4 = maxpool(2) -> dropout');
    const nodes = await drawn();
    await keyboard.press('End');
    await keyboard.type(' -> dropout -> dropout');
    await lineIs('s4 =', 's4 = maxpool(2) -> dropout -> dropout -> dropout');
    await expect.poll(drawn).toBe(nodes + 2);
    await workbench.replaceText(lenet);
    await waitUntil('all is undone', async () => (await workbench.editorText()) === lenet);
  });

  test('says over the drawing why a layer stays, with the details closed', async () => {
    const frame = await page();
    await frame.locator('tk-button[aria-label="Close details"]').click();
    await frame.waitForFunction(() => document.activeElement?.hasAttribute('data-id'));
    await workbench.page.keyboard.press('Home');
    await waitUntil('the input has the keyboard', async () => (await focused()) === 'input');
    await workbench.page.keyboard.press('Delete');
    await waitUntil('the refusal is told', async () =>
      ((await frame.locator('.notice').textContent()) ?? '').startsWith('A model begins with its input'),
    );
    for (const theme of ['light', 'highContrast', 'highContrastLight', 'dark'] as const) {
      await workbench.setTheme(theme);
      await workbench.screenshot(`diagram-notice-${theme}`);
    }
  });
});
