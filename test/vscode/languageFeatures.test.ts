// What the editor offers while a network is written, in the real VS Code.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { committedFiles } from './support/gitFolder.ts';
import { launchVsCode } from './support/launchVsCode.ts';
import { recordFailures } from './support/recordFailures.ts';
import { waitUntil } from './support/waitUntil.ts';
import type { Workbench } from './support/workbench.ts';

const lenet = readFileSync(join(import.meta.dirname, '../../models/lenet5.cnn'), 'utf8');
const blocks = `/// Convolution and batch normalisation.
block Unit(channels, stride = 1) {
  conv(channels, 3, stride: stride, padding: same, bias: false) -> bn -> relu
}
`;
const small = `import "blocks.cnn"

model Small(classes = 10) {
  input 1x28x28
  Unit(8, stride: 2)
  conv(16, 3) -> bn -> relu
  flatten -> dense(classes)
}

train Small { data digits(100); epochs 1 }
`;

function lineOf(text: string, words: string): number {
  return text.split('\n').findIndex((line) => line.includes(words)) + 1;
}

describe('Writing a network in the editor', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    workbench = await launchVsCode({
      workspaceFiles: committedFiles({ 'lenet5.cnn': lenet, 'blocks.cnn': blocks, 'small.cnn': small }),
      settings: { 'git.enabled': true, 'git.openRepositoryInParentFolders': 'never' },
      colorTheme: 'dark',
    });
  });

  afterAll(async () => {
    await workbench?.close();
  });

  recordFailures(() => workbench);

  /** The texts of the lines over models and recipes, from top to bottom. */
  const lenses = () => workbench.codeLenses();

  test('shows parameters, multiply-adds and actions over models and recipes', async () => {
    await workbench.openFile('lenet5.cnn');
    await expect
      .poll(lenses, { timeout: 30_000 })
      .toEqual(['61,706 parameters, 417 kMAC | Diagram | Train | Profile', 'Train']);
    await workbench.screenshot('lenses-dark');
  });

  test('shows what changed since the last commit', async () => {
    const wider = lenet.replace('c3 = conv(16, 5x5)', 'c3 = conv(32, 5x5)').replace(/^ {2}assert.*\n/gm, '');
    await workbench.replaceText(wider);
    // 16 more channels in C3: 16 * (6 * 25 + 1) there, and 16 * 25 * 120 in C5.
    await expect
      .poll(lenses)
      .toEqual(
        [
          '112,122 parameters, 705 kMAC | +50,416 parameters, +69 % MACs since HEAD | Diagram | Train | Profile',
          'Train',
        ].map((line) => line.replace('112,122 parameters', '112 k parameters')),
      );
    await workbench.screenshot('difference-dark');
    await workbench.setTheme('light');
    await workbench.screenshot('difference-light');
    await workbench.setTheme('dark');
  });

  test('compares with the last commit in one diagram, with the figures of both above', async () => {
    await workbench.clickLens('+50,416 parameters');
    const frame = await workbench.webviewFrame('#diagram .comparison:not([hidden])');
    const layer = frame.locator('[data-id="c3.conv1"]');
    await waitUntil('C3 is marked as changed', async () => (await layer.count()) > 0);
    expect(await layer.getAttribute('class')).toContain('differs changed');
    expect(await layer.getAttribute('aria-label')).toContain('Changed: was conv 5x5, 16');
    expect(await frame.locator('.counts').innerText()).toBe('~ 1 changed\n· 3 affected');
    const rows = await frame.locator('.figures tbody tr').allInnerTexts();
    expect(rows[0]?.split('\t')).toEqual(['Parameters', '61,706', '112 k', '+82 %']);
    await workbench.screenshot('comparison-dark');
    await workbench.setTheme('light');
    await workbench.screenshot('comparison-light');
    await workbench.setTheme('highContrast');
    await workbench.screenshot('comparison-highContrast');
    await workbench.setTheme('dark');
    // It follows the text: with the committed one nothing differs.
    await workbench.replaceText(lenet);
    await expect
      .poll(async () => (await lenses())[0])
      .toBe('61,706 parameters, 417 kMAC | Diagram | Train | Profile');
  });

  test('opens the diagram of the model whose line is clicked', async () => {
    await workbench.clickLens('Diagram');
    const frame = await workbench.webviewFrame('#diagram [data-id]');
    await waitUntil(
      'the diagram shows C3',
      async () => (await frame.locator('[data-id="c3.conv1"]').count()) > 0,
    );
    await workbench.save();
    await workbench.runCommand('View: Close All Editors');
  });

  test('hides the lines when the setting says so', async () => {
    await workbench.openFile('small.cnn');
    await expect.poll(lenses).toHaveLength(2);
    await workbench.changeSettings({ 'netwright.codeLens': false });
    await expect.poll(lenses).toEqual([]);
    await workbench.changeSettings({ 'netwright.codeLens': true });
    await expect.poll(lenses).toHaveLength(2);
  });

  test('names parameters before arguments when the setting says so', async () => {
    await workbench.changeSettings({ 'netwright.inlayHints.parameters': true });
    await expect
      .poll(async () => (await workbench.inlayHints()).map(({ text }) => text.trim()))
      .toEqual(expect.arrayContaining(['channels:', 'kernel:', '8x14x14']));
    await workbench.screenshot('parameter-hints-dark');
    await workbench.changeSettings({ 'netwright.inlayHints.parameters': false });
  });

  test('completes layers, attributes and whole blocks', async () => {
    const line = lineOf(small, 'flatten');
    await workbench.typeAtLine(line, '  \n', 1);
    await workbench.goTo(line, 3);
    expect((await workbench.completionsAfterTyping('dro')).map(({ label }) => label)).toContain('dropout');
    await workbench.screenshot('completion-dark');
    await workbench.page.keyboard.press('Escape');
    await workbench.replaceText(`${small}\n`);
    await workbench.goTo(small.split('\n').length, 1);
    const offered = (await workbench.completionsAfterTyping('resi')).map(({ label }) => label);
    expect(offered).toContain('residual block');
    await workbench.acceptCompletion('residual block');
    await expect.poll(() => workbench.editorText()).toContain('block Residual(channels, stride = 1) {');
    await workbench.screenshot('snippet-dark');
    await workbench.page.keyboard.press('Escape');
    await workbench.replaceText(small);
  });

  test('explains a block of another file on hover', async () => {
    const line = lineOf(small, 'Unit(8');
    const hover = await workbench.hoverAt(line, 4, 'Unit');
    expect(hover).toContain('Convolution and batch normalisation.');
    expect(hover).toContain('1x28x28 -> 8x14x14');
    await workbench.screenshot('hover-dark');
    await workbench.page.keyboard.press('Escape');
  });

  test('cures a redundant bias by a quick fix', async () => {
    const line = lineOf(small, 'conv(16');
    await expect.poll(async () => (await workbench.squiggles()).map(({ text }) => text)).toEqual(['conv']);
    await workbench.goTo(line, 4);
    await workbench.applyQuickFix('Set `bias: false`', () => workbench.screenshot('quick-fix-dark'));
    await expect.poll(() => workbench.editorText()).toContain('conv(16, 3, bias: false) -> bn');
    await expect.poll(() => workbench.squiggles()).toEqual([]);
  });

  test('formats the text', async () => {
    await workbench.replaceText(
      small.replace('  input', '      input').replace(' -> bn -> relu', '->bn  ->relu'),
    );
    await workbench.runCommand('Format Document');
    await expect.poll(() => workbench.editorText()).toBe(small);
  });

  test('renames a block in every file', async () => {
    await workbench.goTo(lineOf(small, 'Unit(8'), 4);
    await workbench.page.keyboard.press('F2');
    const input = workbench.page.locator('.rename-box .rename-input');
    await input.fill('ConvNorm');
    await workbench.screenshot('rename-dark');
    await input.press('Enter');
    await expect.poll(() => workbench.editorText()).toContain('ConvNorm(8, stride: 2)');
    await workbench.openFile('blocks.cnn');
    await expect.poll(() => workbench.editorText()).toContain('block ConvNorm(channels, stride = 1)');
  });

  test('shows in a file of blocks the shapes of the open file that imports it', async () => {
    await expect
      .poll(async () => (await workbench.inlayHints()).map(({ text }) => text.trim()))
      .toEqual(['8x14x14']);
  });

  test('begins a new file with a network that ships', async () => {
    await workbench.runCommand('Netwright: New Model');
    await expect
      .poll(() => workbench.page.locator('.quick-input-list').textContent())
      .toContain('61,706 parameters, 417 kMAC');
    await workbench.screenshot('new-model-dark');
    await workbench.setTheme('light');
    await workbench.screenshot('new-model-light');
    await workbench.setTheme('dark');
    await workbench.page.keyboard.type('ResNet-50');
    await workbench.pickItem('ResNet-50');
    await expect
      .poll(() => workbench.page.locator('.editor-group-container.active .tab.active').textContent())
      .toContain('resnet-50.cnn');
    const text = await workbench.editorText();
    expect(text).toContain('model ResNet(depths = [3, 4, 6, 3], unit = Bottleneck, classes = 1000) {');
    expect(text).not.toContain('block Basic');
    await expect.poll(lenses).toEqual(['25.6 M parameters, 4.09 GMAC | Diagram | Profile']);
    expect(await workbench.squiggles()).toEqual([]);
    await workbench.screenshot('resnet-50-dark');
  });
});
