// Profiling in the real VS Code: from the line over a model to the line of its slowest layer.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchVsCode } from './support/launchVsCode.ts';
import { recordFailures } from './support/recordFailures.ts';
import { waitUntil } from './support/waitUntil.ts';
import type { Workbench } from './support/workbench.ts';

const lenet = readFileSync(join(import.meta.dirname, '../../models/lenet5.cnn'), 'utf8');
const broken = lenet.replace('c3 = conv(16, 5x5)', 'c3 = conv(16, 15x15)');
const paths = [
  'c1.conv1',
  'c1.relu1',
  's2',
  'c3.conv1',
  'c3.relu1',
  's4',
  'c5.conv1',
  'c5.relu1',
  'flatten1',
  'f6.dense1',
  'f6.relu1',
  'output',
  'loss',
];

function lineOf(text: string, words: string): number {
  return text.split('\n').findIndex((line) => line.includes(words)) + 1;
}

describe('Profiling LeNet-5 in the editor', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    workbench = await launchVsCode({
      workspaceFiles: { 'lenet5.cnn': lenet, 'broken.cnn': broken },
      colorTheme: 'dark',
    });
  });

  afterAll(async () => {
    await workbench?.close();
  });

  recordFailures(() => workbench);

  const page = () => workbench.webviewFrame('#profile > *');
  const rows = async () =>
    (await page())
      .locator('tbody tr')
      .evaluateAll((found) => found.map((row) => row.getAttribute('data-path') ?? ''));
  const cells = async (path: string) =>
    (await page())
      .locator(`tr[data-path="${path}"] > *`)
      .evaluateAll((found) => found.map((cell) => (cell.textContent ?? '').trim()));
  const badge = async () =>
    (await page())
      .locator('.badge')
      .textContent({ timeout: 2000 })
      .catch(() => '');
  const head = async () => (await (await page()).locator('header').textContent()) ?? '';

  test('measures a training step from the line over the model', async () => {
    await workbench.openFile('lenet5.cnn');
    await expect.poll(() => workbench.codeLenses(), { timeout: 30_000 }).not.toEqual([]);
    await workbench.clickLens('Profile');
    await waitUntil('every layer is listed', async () => (await rows()).length === paths.length);
    expect(await rows()).toEqual(paths);
    // Layer, forward, backward, update, share, GFLOP/s, of peak, moved, least.
    const conv = await cells('c3.conv1');
    expect(conv[0]).toMatch(/^c3\.conv1\s*conv$/);
    for (const time of conv.slice(1, 4)) expect(Number(time.replace(',', ''))).toBeGreaterThan(0);
    expect(conv[4]).toMatch(/^\d+\.\d %$/);
    expect(await head()).toMatch(/Training step/);
    expect(await head()).toMatch(/64 images/);
    await workbench.screenshotInThemes('profile');
  });

  test('draws the step as a time line, whose bars lead to their lines', async () => {
    const frame = await page();
    expect(await frame.locator('.timeline .lane-name').allTextContents()).toEqual([
      'Forward',
      'Backward',
      'Update',
      '',
    ]);
    const bars = await frame.locator('.lane i').evaluateAll((found) =>
      found.map((bar) => {
        const [box, lane] = [bar.getBoundingClientRect(), bar.parentElement!.getBoundingClientRect()];
        const title = bar.getAttribute('title') ?? '';
        return { inside: box.left >= lane.left - 1 && box.right <= lane.right + 1, title };
      }),
    );
    expect(bars.every(({ inside }) => inside)).toBe(true);
    const named = paths.filter((path) => bars.some(({ title }) => title.startsWith(`${path}, `)));
    expect(named).toEqual(expect.arrayContaining(['c1.conv1', 's2', 'c3.conv1', 'c5.conv1', 'output']));
    // The longest of them: what lies beside a thin one may be wider than a pixel, and cover it.
    const widths = await frame
      .locator('.lane i.backward[title^="c3.conv1, "]')
      .evaluateAll((found) => found.map((bar) => bar.getBoundingClientRect().width));
    const longest = widths.indexOf(Math.max(...widths));
    await frame.locator('.lane i.backward[title^="c3.conv1, "]').nth(longest).click();
    await expect.poll(async () => (await workbench.cursorPosition()).line).toBe(lineOf(lenet, 'c3 = conv'));
  });

  test('writes at the end of each line what its layers take, until the text changes', async () => {
    const measured = async () => (await workbench.lineEnds()).filter(({ text }) => / % · /.test(text));
    await expect
      .poll(async () => (await measured()).map(({ line }) => line))
      .toEqual(
        ['c1 = conv', 's2 = ', 'c3 = conv', 's4 = ', 'c5 = conv', 'flatten', 'f6 = ', 'output = '].map(
          (words) => lineOf(lenet, words),
        ),
      );
    for (const { text } of await measured()) expect(text).toMatch(/^\d+\.\d % · [\d.,]+ ms$/);
    await workbench.screenshotInThemes('profile-lines');
    await workbench.typeAtLine(1, ' ', 4);
    await expect.poll(measured).toEqual([]);
    await workbench.page.keyboard.press('Control+z');
  });

  test('lays the measured time over the diagram', async () => {
    await workbench.runCommand('Netwright: Open Diagram');
    const diagram = await workbench.webviewFrame('#diagram [data-id]');
    await diagram.locator('tk-button[data-menu=overlays]').click();
    await diagram.locator('[role^=menuitem]', { hasText: /^Measured time$/ }).click();
    await diagram.locator('.heat-bar').first().waitFor();
    const legend = await diagram.locator('.legend').innerText();
    expect(legend).toMatch(/Measured time[\s\S]*total [\d.]+ ms/);
    expect(legend).not.toContain('before the text changed');
    expect(await diagram.locator('[data-id="c3.conv1"]').textContent()).toMatch(/[\d.]+ ms/);
    await workbench.screenshotInThemes('profile-overlay');
    await workbench.page.locator('.tab', { hasText: 'Profile' }).click();
  });

  test('sorts by a column, and back into the order of the network', async () => {
    const frame = await page();
    await frame.locator('th.share button').click();
    const shares = async () =>
      (await frame.locator('td.share').allTextContents()).map((text) => Number.parseFloat(text.trim()));
    const sorted = await shares();
    expect(sorted).toEqual([...sorted].sort((a, b) => b - a));
    expect(await frame.locator('th.share').getAttribute('aria-sort')).toBe('descending');
    await workbench.screenshot('profile-sorted-dark');
    await frame.locator('th.layer button').click();
    expect(await rows()).toEqual(paths);
  });

  test('goes to the line of a layer that is clicked', async () => {
    await (await page()).locator('tr[data-path="c5.conv1"]').click();
    await expect.poll(async () => (await workbench.cursorPosition()).line).toBe(lineOf(lenet, 'c5 = conv'));
  });

  test('measures inference of one image when that is chosen', async () => {
    const frame = await page();
    await frame.locator('#mode').click();
    await frame.locator('tk-option[value="inference"]').click();
    await frame.locator('input[name="batch"]').fill('1');
    await frame.locator('.again tk-button').click();
    await waitUntil('the profile is of inference', async () => (await badge()) === 'Inference');
    expect(await rows()).toEqual(paths.filter((path) => path !== 'loss'));
    expect(await head()).toMatch(/1 image/);
    expect(await frame.locator('th.backward').count()).toBe(0);
    await workbench.screenshot('profile-inference-dark');
  });

  test('shows a profile again after the window is loaded again', async () => {
    await workbench.reload();
    await waitUntil('the profile is back', async () => (await rows()).includes('c3.conv1'));
    expect(await head()).toContain('LeNet5');
    // The trace is not kept over a reload.
    expect(await head()).not.toContain('Save trace');
  });

  test('refuses a model with errors, and says where they are listed', async () => {
    await workbench.openFile('broken.cnn');
    await workbench.runCommand('Netwright: Profile');
    await waitUntil('the refusal is told', async () =>
      (await workbench.notifications()).some(({ message }) => message.includes('cannot be profiled')),
    );
  });
});
