// Opening ONNX files in the real VS Code: the diagram, the chosen operator's weights, and files that are none.

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostileTexts } from '../webview/hostileTexts.ts';
import { launchVsCode } from './support/launchVsCode.ts';
import { exportedNetwork, flatNetwork, hostileNetwork } from './support/onnxFiles.ts';
import { nothingAllowed, tryOutPolicy } from './support/pagePolicy.ts';
import { recordFailures } from './support/recordFailures.ts';
import { waitUntil } from './support/waitUntil.ts';
import type { Workbench } from './support/workbench.ts';

const resnet = exportedNetwork('resnet_cifar.cnn', 'ResNetCifar', { n: '3', shortcut: '"B"' });

describe('An ONNX file', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    workbench = await launchVsCode({
      workspaceFiles: {
        'resnet20.onnx': resnet,
        'large.onnx': flatNetwork(10_000),
        'hostile.onnx': hostileNetwork(hostileTexts),
        'cut.onnx': resnet.subarray(0, 100_000),
        'page.onnx': '<!DOCTYPE html><html>Not found</html>',
      },
      colorTheme: 'dark',
    });
  });

  afterAll(async () => {
    await workbench?.close();
  });

  recordFailures(() => workbench);

  const openInExplorer = async (name: string) => {
    await workbench.page.locator('.explorer-folders-view .monaco-list-row', { hasText: name }).dblclick();
    await workbench.page.locator('.tab.active', { hasText: name }).waitFor();
  };
  const page = () => workbench.webviewFrame('#diagram');
  const details = async (frame: Frame) => (await frame.locator('aside.beside').textContent()) ?? '';
  const emptyText = async () => (await (await page()).locator('.empty').textContent()) ?? '';

  test('opens as a diagram with the hierarchy of its names, and what the file tells of itself', async () => {
    await openInExplorer('resnet20.onnx');
    const frame = await page();
    await frame.locator('svg .node').first().waitFor();
    await expect.poll(() => details(frame)).toContain('Parameters');
    expect(await details(frame)).toMatch(/Producer\s*Netwright/);
    await expect
      .poll(async () => (await frame.locator('svg .header').allTextContents()).join())
      .toContain('width1');
    await workbench.screenshot('onnx-about-dark');
  });

  test("shows the chosen operator's attributes, and its weights' figures and histogram", async () => {
    const frame = await page();
    await frame.locator('svg .node.convolution').first().click();
    await expect.poll(() => details(frame)).toMatch(/zeros/);
    const told = await details(frame);
    for (const word of [
      'kernel_shape',
      '3, 3',
      'weight',
      'float32 16 x 3 x 3 x 3',
      'count432',
      'mean',
      'std',
      'min',
      'max',
    ])
      expect(told.replaceAll(/\s+/g, ' ').replace('count 432', 'count432')).toContain(word);
    expect(await frame.locator('.histogram rect').count()).toBe(40);
    expect(await frame.locator('svg .node.marked').count()).toBe(1);
    await workbench.screenshot('onnx-weights-dark');
    await workbench.setTheme('light');
    await workbench.screenshot('onnx-weights-light');
    await workbench.setTheme('highContrast');
    await workbench.screenshot('onnx-weights-high-contrast');
    await workbench.setTheme('dark');
  });

  test('is exported as a picture from its title', async () => {
    await workbench.page.locator('.editor-group-container.active [aria-label="Export Picture"]').click();
    await waitUntil('the formats are offered', async () =>
      (await workbench.quickPickItems()).some((item) => item.includes('SVG')),
    );
    await workbench.pickItem('SVG');
    await workbench.pickItem('Light');
    await workbench.saveAs(join(workbench.workspace, 'resnet20.svg'));
    await waitUntil(
      'it is saved',
      async () => (await workbench.statusBarText('Saved resnet20.svg')) !== undefined,
    );
    const svg = await readFile(join(workbench.workspace, 'resnet20.svg'), 'utf8');
    expect(svg).toContain('Nx16x32x32');
    expect(svg).not.toContain('--vscode');
  });

  test('closes the details with the keyboard, and leaves the room to the diagram', async () => {
    const frame = await page();
    const width = () => frame.locator('#diagram').evaluate((element) => element.clientWidth);
    const before = await width();
    await frame.locator('aside button').last().focus();
    await workbench.page.keyboard.press('Escape');
    await expect.poll(width).toBe(before + 320);
    await frame.locator('svg .node').first().click();
    await expect.poll(width).toBe(before);
    expect(await details(frame)).toMatch(/images\s*float32 N x 3 x 32 x 32/);
  });

  test('is read again when it changes on the disk', async () => {
    await writeFile(join(workbench.workspace, 'resnet20.onnx'), flatNetwork(12));
    const frame = await page();
    await expect.poll(() => details(frame)).toMatch(/Operators\s*12/);
  });

  test('of 10,000 operators without any hierarchy opens in sections', async () => {
    await openInExplorer('large.onnx');
    const frame = await workbench.webviewFrame(
      async (candidate) =>
        (await candidate.locator('.model').allTextContents()).some((text) => text.includes('flat')) &&
        (await details(candidate)).includes('10,000'),
    );
    await frame.locator('svg .node').first().waitFor();
    await workbench.screenshot('onnx-large-dark');
  });

  test('of hostile texts shows them as texts, inside their places', async () => {
    await openInExplorer('hostile.onnx');
    const frame = await workbench.webviewFrame(async (candidate) =>
      (await details(candidate)).includes('<script>alert(1)</script>'),
    );
    const nodes = frame.locator('svg .node');
    await expect.poll(() => nodes.count()).toBeGreaterThan(hostileTexts.length / 2);
    await workbench.screenshot('onnx-hostile-about-dark');
    for (let place = 1; place < (await nodes.count()); place++) {
      await nodes.nth(place).locator('.body').click({ force: true });
      await expect.poll(() => frame.locator('aside .weight').count()).toBe(1);
      const beside = frame.locator('aside.beside');
      expect(await beside.evaluate((aside) => aside.scrollWidth - aside.clientWidth)).toBe(0);
      if (place === 6) await workbench.screenshot('onnx-hostile-dark');
    }
    expect(await frame.locator('img, iframe, body script:not([src])').count()).toBe(0);
    const wide = await frame.evaluate(() => document.body.scrollWidth - document.body.clientWidth);
    expect(wide).toBe(0);
  });

  test('runs no text as a script, and fetches nothing', async () => {
    expect(await tryOutPolicy(await page())).toEqual(nothingAllowed);
  });

  test('that was cut short, or is none at all, says so in one sentence', async () => {
    await openInExplorer('cut.onnx');
    await waitUntil('the sentence is shown', async () =>
      /at byte \d+ a part is longer than what holds it/.test(await emptyText()),
    );
    expect(await (await page()).locator('aside.beside').isVisible()).toBe(false);
    await workbench.screenshot('onnx-damaged-dark');
    await openInExplorer('page.onnx');
    await waitUntil('the sentence is shown', async () =>
      /This file is a web page, not an ONNX model/.test(await emptyText()),
    );
  });
});
