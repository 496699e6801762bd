// What a diagram tells at a glance in a real VS Code: whole when it opens, a card on hover, an error on its node, and folds as left.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pictureThemes } from '../../webview/diagram/drawing/themes.ts';
import { kindsWithHue } from '../webview/kindsWithHue.ts';
import { diagramFrame } from './support/diagramFrame.ts';
import { launchVsCode } from './support/launchVsCode.ts';
import { recordFailures } from './support/recordFailures.ts';
import { waitUntil } from './support/waitUntil.ts';
import type { Workbench } from './support/workbench.ts';

const model = (name: string) => readFileSync(join(import.meta.dirname, '../../models', name), 'utf8');
const themes = ['light', 'highContrast', 'highContrastLight', 'dark'] as const;

/** How a page's body is called in each. */
const bodyClasses = {
  light: 'vscode-light',
  dark: 'vscode-dark',
  highContrast: 'vscode-high-contrast:not(.vscode-high-contrast-light)',
  highContrastLight: 'vscode-high-contrast-light',
} as const;
const pictureThemeOf = {
  light: 'light',
  dark: 'dark',
  highContrast: 'high-contrast',
  highContrastLight: 'high-contrast-light',
} as const;
/** Of a hexadecimal colour, as a browser tells it. */
function asRgb(colour: string): string {
  const channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return `rgb(${channels.join(', ')})`;
}

function channels(colour: string): readonly number[] {
  const scale = colour.startsWith('color(') ? 1 : 255;
  return [...colour.matchAll(/\d+(?:\.\d+)?/g)].map(([number]) => Number(number) / scale);
}

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(colour: string): number {
  const [red, green, blue] = channels(colour).map((share) =>
    share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

/** In degrees. */
function hue(colour: string): number {
  const [red, green, blue] = channels(colour);
  const angle = Math.atan2(Math.sqrt(3) * (green! - blue!), 2 * red! - green! - blue!);
  return (angle * 180) / Math.PI;
}

function apart(a: number, b: number): number {
  const turn = Math.abs(a - b) % 360;
  return Math.min(turn, 360 - turn);
}

function contrast(a: number, b: number): number {
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

describe('A diagram at a glance', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    const names = ['lenet5.cnn', 'resnet.cnn', 'googlenet.cnn', 'densenet.cnn'];
    workbench = await launchVsCode({
      workspaceFiles: Object.fromEntries(names.map((name) => [name, model(name)])),
      colorTheme: 'dark',
    });
    await workbench.page.setViewportSize({ width: 1400, height: 900 });
  });

  afterAll(async () => {
    await workbench?.close();
  });

  recordFailures(() => workbench);

  const diagramOf = (name: string) => diagramFrame(workbench, name);
  const openDiagram = async (file: string, name: string) => {
    await workbench.focusGroup(1);
    await workbench.openFile(file);
    await workbench.runCommand('Netwright: Open Diagram');
    return diagramOf(name);
  };
  /** In pixels, what of the drawing is outside its window. */
  const outside = (frame: Frame) =>
    frame.evaluate(() => {
      const window = document.querySelector('svg.drawing')!.getBoundingClientRect();
      const { left, right, top, bottom } = document.querySelector('svg .diagram')!.getBoundingClientRect();
      return Math.max(0, window.left - left, right - window.right, window.top - top, bottom - window.bottom);
    });
  const inEveryTheme = async (name: string) => {
    for (const theme of themes) {
      await workbench.setTheme(theme);
      await workbench.screenshot(`${name}-${theme}`);
    }
  };

  test('opens whole, in wide windows and in narrow ones', async () => {
    for (const [width, height] of [
      [1400, 900],
      [1000, 600],
      [700, 420],
    ] as const) {
      await workbench.page.setViewportSize({ width, height });
      for (const [file, name] of [
        ['resnet.cnn', 'ResNet'],
        ['googlenet.cnn', 'GoogLeNet'],
        ['densenet.cnn', 'DenseNet'],
      ] as const) {
        const frame = await openDiagram(file, name);
        await expect.poll(() => outside(frame)).toBe(0);
        await workbench.screenshot(`diagram-opens-${name}-${width}`);
      }
    }
    await workbench.page.setViewportSize({ width: 1400, height: 900 });
  });

  test('shows a block that is opened in a narrow window from side to side, its header as high as it was clicked', async () => {
    await workbench.page.setViewportSize({ width: 1000, height: 1200 });
    const frame = await openDiagram('googlenet.cnn', 'GoogLeNet');
    const block = (part: string) => frame.locator(`svg [data-id="i3a"] > ${part}`);
    await block('.body').waitFor();
    const before = (await block('.fold').boundingBox())!;
    await workbench.screenshot('diagram-opened-before');
    await block('.fold').click();
    await block('.border').waitFor();
    await frame.waitForFunction(() => document.getAnimations().length === 0);
    await workbench.screenshot('diagram-opened-after');
    const window = (await frame.locator('svg.drawing').boundingBox())!;
    const opened = (await block('.border').boundingBox())!;
    expect(opened.x).toBeGreaterThanOrEqual(window.x);
    expect(opened.x + opened.width).toBeLessThanOrEqual(window.x + window.width);
    expect(Math.abs((await block('.fold').boundingBox())!.y - before.y)).toBeLessThan(5);
    await workbench.page.setViewportSize({ width: 1400, height: 900 });
  });

  test('tells the receptive field, parameters and multiply-adds of what the pointer rests on', async () => {
    const frame = await openDiagram('lenet5.cnn', 'LeNet5');
    const body = (await frame.locator('svg [data-id="c3.conv1"] > .body').boundingBox())!;
    await workbench.page.mouse.move(body.x + body.width / 2, body.y + body.height / 2, { steps: 3 });
    const card = frame.locator('.hover');
    await expect.poll(() => card.innerText()).toContain('Receptive field');
    const text = (await card.innerText()).replaceAll(/\s+/g, ' ');
    expect(text).toContain('Output 16x10x10');
    expect(text).toMatch(/Parameters 2.416/);
    expect(text).toMatch(/Multiply-adds 240 kMAC/);
    expect(text).toContain('Receptive field 14x14, every 2 px');
    await inEveryTheme('diagram-hover');
  });

  test('tells kinds apart by colours that stand out from the ground in every theme', async () => {
    const frame = await diagramOf('LeNet5');
    for (const theme of themes) {
      await workbench.setTheme(theme);
      await expect.poll(() => frame.locator(`body.${bodyClasses[theme]}`).count()).toBe(1);
      const colours = await frame.evaluate(
        (kinds) => {
          const drawing = document.querySelector('svg .diagram')!;
          const shown = kinds.map((kind) => {
            const sign = document.createElementNS('http://www.w3.org/2000/svg', 'g');
            sign.setAttribute('class', kind);
            drawing.append(sign);
            const { color } = getComputedStyle(sign);
            sign.remove();
            return color;
          });
          return [getComputedStyle(document.body).backgroundColor, ...shown];
        },
        [...kindsWithHue, 'merge', 'reshaping'],
      );
      const [ground, ...kinds] = colours.map(luminance);
      expect(new Set(colours).size).toBe(colours.length);
      for (const kind of kinds) expect(contrast(kind, ground!)).toBeGreaterThan(3);
      const hues = colours.slice(1, 1 + kindsWithHue.length).map(hue);
      const pairs = hues.flatMap((one, place) => hues.slice(place + 1).map((other) => apart(one, other)));
      expect({ theme, closest: Math.min(...pairs) > 15 }).toEqual({ theme, closest: true });
      // A picture that is exported has the same hues.
      const exported = kindsWithHue.map((kind) => pictureThemes[pictureThemeOf[theme]].categories[kind]);
      for (const [place, colour] of exported.entries())
        expect(apart(hue(asRgb(colour)), hues[place]!)).toBeLessThan(5);
    }
  });

  test('shows an error, and a warning, on the node that causes it', async () => {
    await workbench.focusGroup(1);
    await workbench.openFile('lenet5.cnn');
    await workbench.replaceText(model('lenet5.cnn').replace('conv(16, 5x5)', 'conv(16, 50x50)'));
    const frame = await diagramOf('LeNet5');
    const node = frame.locator('svg [data-id="c3.conv1"].error');
    await node.waitFor();
    expect(await frame.locator('svg .node.error').count()).toBe(1);
    expect(await node.getAttribute('aria-label')).toMatch(/^Error: .*50x50/);
    await inEveryTheme('diagram-error');
    await workbench.replaceText(model('lenet5.cnn').replace('conv(6, 5x5)', 'conv(6, 5x5) -> bn'));
    const warned = frame.locator('svg [data-id="c1.conv1"].warning');
    await warned.waitFor();
    expect(await frame.locator('svg :is(.error, .warning)').count()).toBe(1);
    expect(await warned.getAttribute('aria-label')).toMatch(/^Warning: .*bias/);
    await workbench.replaceText(model('lenet5.cnn'));
    await expect.poll(() => frame.locator('svg .node:is(.error, .warning)').count()).toBe(0);
    await workbench.save();
  });

  test('is folded as it was left when it was closed, and after the window was loaded anew', async () => {
    const frame = await openDiagram('resnet.cnn', 'ResNet');
    const block = frame.locator('svg :is(.folded, .header)').filter({ hasText: 'stage = 1' });
    const before = await block.getAttribute('class');
    await block.locator('.fold').click();
    await expect.poll(() => block.getAttribute('class')).not.toBe(before);
    const ids = (shown: Frame) =>
      shown
        .locator('svg [data-id]')
        .evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-id')).sort());
    const left = await ids(frame);
    await workbench.page
      .locator('.tab', { hasText: 'Diagram: resnet.cnn' })
      .locator('.codicon-close')
      .click();
    await waitUntil(
      'the diagram is closed',
      async () => (await workbench.page.locator('.tab', { hasText: 'Diagram:' }).count()) === 0,
    );
    expect(await ids(await openDiagram('resnet.cnn', 'ResNet'))).toEqual(left);
    // In its own way, which lets the editor store what is open; a reload by the browser would come before that.
    const loaded = workbench.page.waitForEvent('load');
    await workbench.runCommand('Developer: Reload Window');
    await loaded;
    await expect.poll(async () => ids(await diagramOf('ResNet'))).toEqual(left);
  });
});
