// Comparing networks in the real VS Code with revisions, models and files, good ones and bad ones.

import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { committedFiles } from './support/gitFolder.ts';
import { launchVsCode } from './support/launchVsCode.ts';
import { exportedText } from './support/onnxFiles.ts';
import { nothingAllowed, tryOutPolicy } from './support/pagePolicy.ts';
import { recordFailures } from './support/recordFailures.ts';
import { waitUntil } from './support/waitUntil.ts';
import type { Workbench } from './support/workbench.ts';

const unit = 'block Unit(n, k = 3) { conv(n, k, padding: same, bias: false) -> bn -> relu }\n';
const net = `${unit}model Net {
  input 3x32x32
  Unit(16)
  repeat 8 { Unit(16) }
  global_avgpool -> dense(10)
}
model Wide { input 3x32x32; Unit(64); global_avgpool -> dense(10) }
`;
const family = `${unit}model Net(n = 2) { input 3x32x32; repeat n { Unit(16) }; global_avgpool -> dense(10) }\n`;
const right = 'model Net { input 3x32x32; conv(8, 3) -> relu; flatten -> dense(10) }\n';

describe('Comparing', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    const committed = committedFiles({ 'net.cnn': net, 'wrong.cnn': right.replace('relu', 'rlu') });
    workbench = await launchVsCode({
      workspaceFiles: {
        ...committed,
        'wrong.cnn': right,
        'new.cnn': right,
        'family.cnn': family,
        'other/net.cnn': right,
        'net.onnx': exportedText(net),
        'deeper.onnx': exportedText(
          net.replace('repeat 8 { Unit(16) }', 'Unit(32, 5)\n  repeat 2 { Unit(16) }'),
        ),
        'cut.onnx': exportedText(net).subarray(0, 1000),
      },
      settings: { 'git.enabled': true, 'git.openRepositoryInParentFolders': 'never' },
      colorTheme: 'dark',
    });
  });

  afterAll(async () => {
    await workbench?.close();
  });

  recordFailures(() => workbench);

  const compare = async (file: string, choice: string) => {
    await workbench.openFile(file);
    await waitUntil('the revisions are offered', async () => {
      await workbench.runCommand('Netwright: Compare');
      if ((await workbench.quickPickItems()).includes('The last commit')) return true;
      await workbench.page.keyboard.press('Escape');
      return false;
    });
    await workbench.pickItem(choice);
  };
  const page = () => workbench.webviewFrame('#diagram .comparison');
  const headings = async (frame: Frame) =>
    (await frame.locator('.figures thead th').allInnerTexts()).slice(1, 3);
  const message = async () => (await (await page()).locator('.empty').textContent()) ?? '';

  test('says that nothing differs from the last commit', async () => {
    await compare('net.cnn', 'The last commit');
    const frame = await page();
    await expect.poll(() => frame.locator('.counts').allInnerTexts()).toEqual(['no difference']);
    expect(await headings(frame)).toEqual(['HEAD', 'net.cnn']);
  });

  test('takes a revision, and neither a bad name nor an option of Git', async () => {
    await workbench.replaceText(net.replace('repeat 8 { Unit(16) }', 'repeat 8 { Unit(16, 5) }'));
    await compare('net.cnn', 'Another revision…');
    const input = workbench.page.locator('.quick-input-widget .quick-input-box input');
    const told = workbench.page.locator('.quick-input-widget .quick-input-message');
    for (const name of ['nonsense', '--output=stolen', 'HEAD^{/no such message}', 'x'.repeat(10_000)]) {
      await input.fill(name);
      await expect.poll(() => told.textContent()).toContain(`${name.slice(0, 80)}`);
      expect(await told.textContent()).toContain('is no revision that has this file.');
    }
    const files = ['stolen', 'stolen:net.cnn'].filter((name) => existsSync(join(workbench.workspace, name)));
    expect(files).toEqual([]);
    await workbench.answerInput('main');
    await expect.poll(async () => headings(await page())).toEqual(['main', 'net.cnn']);
  });

  test('shows the first of eight rounds that differ alike, and marks the others', async () => {
    const frame = await page();
    await expect.poll(() => frame.locator('.counts').allInnerTexts()).toEqual(['~ 8 changed']);
    await expect.poll(() => frame.locator('svg .node.differs.changed').count()).toBe(8);
    expect(await frame.locator('svg .node.layer.differs.changed').count()).toBe(1);
    await workbench.screenshotInThemes('comparison-rounds');
  });

  test('runs no text as a script, and fetches nothing', async () => {
    expect(await tryOutPolicy(await page())).toEqual(nothingAllowed);
  });

  test('names the models where they differ in it', async () => {
    await compare('net.cnn', 'Model Wide');
    await expect.poll(async () => headings(await page())).toEqual(['Wide', 'Net in net.cnn']);
    await workbench.screenshotInThemes('comparison-models');
  });

  test('compares a family with itself under other arguments', async () => {
    await compare('family.cnn', 'Other arguments…');
    const input = workbench.page.locator('.quick-input-widget .quick-input-box input');
    const told = workbench.page.locator('.quick-input-widget .quick-input-message');
    await input.fill('m: 3');
    await expect.poll(() => told.textContent()).toContain('`m`');
    await workbench.answerInput('n: 5');
    const frame = await page();
    await expect.poll(() => headings(frame)).toEqual(['Net(n: 5)', 'family.cnn']);
    expect(await frame.locator('.counts').allInnerTexts()).toEqual(['− 9 removed']);
    await workbench.screenshotInThemes('comparison-arguments');
  });

  const pickFile = (...path: string[]) =>
    workbench.openInDialog(join(workbench.workspace, ...path), 'Compare');

  test('tells another file of the same name by its folder', async () => {
    await compare('net.cnn', 'Another file…');
    await pickFile('other', 'net.cnn');
    await expect.poll(async () => headings(await page())).toEqual(['other/net.cnn', 'net.cnn']);
  });

  test('compares a text with what was exported of it, and follows both', async () => {
    await compare('net.cnn', 'Another file…');
    await pickFile('net.onnx');
    await expect.poll(async () => headings(await page())).toEqual(['net.onnx', 'net.cnn']);
    const frame = await page();
    // The text was changed since, and not saved: eight convolutions are wider.
    await expect.poll(() => frame.locator('.counts').allInnerTexts()).toEqual(['~ 8 changed']);
    expect(await frame.locator('.notes li').allInnerTexts()).toEqual([
      'Structure, attributes and shapes are compared, not the numbers of the weights.',
    ]);
    await workbench.replaceText(net);
    await expect.poll(() => frame.locator('.counts').allInnerTexts()).toEqual(['no difference']);
    await writeFile(join(workbench.workspace, 'net.onnx'), exportedText(right));
    await expect.poll(async () => (await frame.locator('.counts').allInnerTexts()).join()).toContain('added');
    await workbench.screenshotInThemes('comparison-onnx');
  });

  test('compares from the editor of an ONNX file, with a text that is open and with another file', async () => {
    await workbench.page
      .locator('.explorer-folders-view .monaco-list-row', { hasText: 'deeper.onnx' })
      .dblclick();
    await workbench.page.locator('.tab.active', { hasText: 'deeper.onnx' }).waitFor();
    const file = await workbench.webviewFrame('aside.beside:not([hidden])');
    await workbench.runCommand('Netwright: Compare');
    await workbench.pickItem('Model Net');
    await expect.poll(async () => headings(await page())).toEqual(['Net', 'deeper.onnx']);
    await file.locator('svg .node').first().waitFor();
    await workbench.screenshotInThemes('comparison-onnx-editor');
    await workbench.page.locator('.tab', { hasText: 'deeper.onnx' }).first().click();
    await workbench.runCommand('Netwright: Compare');
    await workbench.pickItem('Another file…');
    await pickFile('net.onnx');
    await expect.poll(async () => headings(await page())).toEqual(['net.onnx', 'deeper.onnx']);
    await workbench.screenshot('comparison-onnx-files-dark');
  });

  test('says what is wrong with an ONNX file that cannot be read', async () => {
    await compare('net.cnn', 'Another file…');
    await pickFile('cut.onnx');
    await expect.poll(message).toMatch(/^`?cut\.onnx`?: This file cannot be read as an ONNX model/);
    await workbench.screenshot('comparison-onnx-cut-dark');
  });

  test('says that the revision has errors', async () => {
    await compare('wrong.cnn', 'The last commit');
    await expect.poll(async () => headings(await page())).toEqual(['HEAD, with errors', 'wrong.cnn']);
    await workbench.screenshot('comparison-errors-dark');
  });

  test('says that the revision lacks the file', async () => {
    await compare('new.cnn', 'The last commit');
    await expect.poll(message).toMatch(/^There is no `?new\.cnn`? in HEAD: /);
    await workbench.screenshot('comparison-missing-dark');
  });
});
