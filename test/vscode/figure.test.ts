// Figures in the real VS Code: live beside the text, as the user chooses, and exported with the diagram to files.

import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
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

const modelNamed = (name: string, channels: number) =>
  `model ${name} {\n  input 1x32x32\n  conv(${channels}, 5)\n  flatten -> dense(10)\n}\n`;

describe('The figure of a text', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    workbench = await launchVsCode({
      workspaceFiles: {
        'lenet5.cnn': lenet,
        'googlenet.cnn': model('googlenet.cnn'),
        'two.cnn': modelNamed('First', 5) + modelNamed('Second', 7),
      },
      colorTheme: 'dark',
    });
  });

  afterAll(async () => {
    await workbench?.close();
  });

  recordFailures(() => workbench);

  const page = () => workbench.webviewFrame('#figure');
  const texts = async (frame: Frame) => (await frame.locator('.sheet text').allTextContents()).join('|');
  const ground = (frame: Frame) =>
    frame.locator('.ground').evaluate((element) => getComputedStyle(element).backgroundColor);

  test('opens beside it without taking the focus, and follows it as it is typed', async () => {
    await workbench.openFile('lenet5.cnn');
    await workbench.runCommand('Netwright: Open Figure');
    const frame = await page();
    await expect.poll(() => texts(frame)).toContain('6@28x28');
    await workbench.screenshot('figure-dark');
    await workbench.replaceText(lenet.replace('conv(6, 5x5)', 'conv(8, 5x5)'));
    await expect.poll(() => texts(frame)).toContain('8@28x28');
    await workbench.replaceText(lenet);
    await expect.poll(() => texts(frame)).toContain('6@28x28');
  });

  test('has the theme, font, size and depth that the user chooses, also after a reload', async () => {
    const frame = await page();
    expect(await ground(frame)).toBe('rgb(255, 255, 255)');
    await frame.locator('select[name="theme"]').selectOption('editor');
    await expect.poll(() => ground(frame)).toBe('rgb(30, 30, 30)');
    await frame.locator('select[name="font"]').selectOption('sans');
    expect(await frame.locator('.sheet svg').getAttribute('font-family')).toContain('sans-serif');
    const width = async () => Number(await frame.locator('.sheet svg').getAttribute('width'));
    const before = await width();
    await frame.locator('select[name="size"]').selectOption('18');
    await expect.poll(width).toBeGreaterThan(before);
    await workbench.screenshot('figure-sans-dark');
    // The tab by VS Code, the choices by us.
    await workbench.isWritten('mainThreadWebview-netwright.figure', '"size":18');
    await workbench.reload();
    const again = await page();
    await expect.poll(() => texts(again)).toContain('6@28x28');
    expect(await again.locator('select[name="size"]').inputValue()).toBe('18');
    expect(await ground(again)).toBe('rgb(30, 30, 30)');
    await again.locator('select[name="size"]').selectOption('11');
    await again.locator('select[name="font"]').selectOption('serif');
  });

  test('shows a large network by its blocks, or layer by layer', async () => {
    await workbench.openFile('googlenet.cnn');
    const frame = await page();
    await expect.poll(() => texts(frame)).toContain('Inception');
    const few = await frame.locator('.sheet rect, .sheet path').count();
    await frame.locator('select[name="depth"]').selectOption('blocks');
    await expect.poll(() => frame.locator('.sheet rect, .sheet path').count()).not.toBe(few);
    await frame.locator('select[name="depth"]').selectOption('fit');
    await expect.poll(() => frame.locator('.sheet rect, .sheet path').count()).toBe(few);
    await workbench.setTheme('light');
    await workbench.screenshot('figure-googlenet-light');
    await workbench.setTheme('highContrast');
    await workbench.screenshot('figure-googlenet-high-contrast');
    await workbench.setTheme('dark');
  });

  const saved = (name: string) => readFile(join(workbench.workspace, name));
  const saveAs = (name: string) => workbench.saveAs(join(workbench.workspace, name));
  const exported = async (format: string, name: string, answers: readonly string[]) => {
    await waitUntil('the formats are offered', async () =>
      (await workbench.quickPickItems()).some((item) => item.includes(format)),
    );
    await workbench.pickItem(format);
    for (const answer of answers) await workbench.answerInput(answer);
    await saveAs(name);
    await waitUntil(
      `${name} is saved`,
      async () => (await workbench.statusBarText(`Saved ${name}`)) !== undefined,
    );
  };

  test('is exported as SVG, PNG at any scale, PDF and TikZ', async () => {
    const frame = await page();
    const press = () => frame.locator('tk-button', { hasText: 'Export' }).click();
    await press();
    await exported('SVG', 'figure.svg', []);
    const svg = (await saved('figure.svg')).toString();
    expect(svg).toMatch(/^<svg xmlns/);
    await press();
    await exported('PNG', 'figure.png', ['3']);
    const png = await saved('figure.png');
    expect(png.readUInt32BE(16)).toBe(3 * Number(/width="(\d+)"/.exec(svg)![1]));
    await press();
    await exported('PDF', 'figure.pdf', []);
    expect((await saved('figure.pdf')).toString('latin1')).toMatch(/^%PDF-1\.4\n/);
    await press();
    await exported('TikZ', 'figure.tex', []);
    expect((await saved('figure.tex')).toString()).toMatch(/^% Figure of GoogLeNet/);
  });

  test('and so is the diagram, in light colours or dark ones', async () => {
    await workbench.openFile('lenet5.cnn');
    await workbench.runCommand('Netwright: Open Diagram');
    const frame = await workbench.webviewFrame('svg.drawing[aria-label="Diagram of LeNet5"]');
    await frame.locator('svg .node').first().waitFor();
    await workbench.focusEditor();
    await workbench.runCommand('Netwright: Export Picture');
    await waitUntil('the formats are offered', async () =>
      (await workbench.quickPickItems()).some((item) => item.includes('SVG')),
    );
    await workbench.pickItem('SVG');
    await workbench.pickItem('Light');
    await saveAs('diagram.svg');
    await waitUntil(
      'it is saved',
      async () => (await workbench.statusBarText('Saved diagram.svg')) !== undefined,
    );
    const svg = (await saved('diagram.svg')).toString();
    expect(svg.match(/class="node layer/g)).toHaveLength(13);
    expect(svg).not.toContain('--vscode');
  });

  test('opens from the title of the diagram, of the model that is drawn there', async () => {
    await workbench.focusGroup(1);
    await workbench.openFile('two.cnn');
    await workbench.runCommand('Netwright: Open Diagram');
    const diagram = await diagramFrame(workbench, 'First');
    await diagram.locator('.models').click();
    await diagram.locator('tk-option', { hasText: 'Second' }).click();
    await (await diagramFrame(workbench, 'Second')).locator('svg .node .body').first().click({ force: true });
    await workbench.page.locator('.editor-group-container.active [aria-label="Open Figure"]').click();
    await expect.poll(async () => texts(await page())).toContain('7@28x28');
  });
});
