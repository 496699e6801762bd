// The runs view in the real VS Code: what it shows before and after training, and what can be done with a run.
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchVsCode } from './support/launchVsCode.ts';
import { recordFailures } from './support/recordFailures.ts';
import { waitUntil } from './support/waitUntil.ts';
import type { Workbench } from './support/workbench.ts';

const text = (units: number, rate: number) => `model Small {
  input 1x28x28
  maxpool(2)
  conv(4, 3x3)
  relu
  flatten
  dense(${units})
  relu
  dense(10)
}

train Small {
  data digits(640)
  optimizer sgd(lr: ${rate}, momentum: 0.9)
  batch 32
  epochs 3
}
`;

/** Three epochs, with the start of an engine, on a machine that has other work. */
const trainingMs = 60_000;

describe('The runs view', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    workbench = await launchVsCode({ workspaceFiles: { 'small.cnn': text(16, 0.05) }, colorTheme: 'dark' });
  });

  afterAll(async () => {
    await workbench?.close();
  });

  recordFailures(() => workbench);

  const sidebar = () => workbench.page.locator('.part.sidebar');
  const rows = async () => (await sidebar().locator('.monaco-list-row').allTextContents()).map(plain);
  const plain = (shown: string) => shown.replaceAll('\u00a0', ' ').replaceAll(/\s+/g, ' ').trim();

  async function trainAgain(): Promise<void> {
    const before = (await rows()).length;
    await workbench.runCommand('Netwright: Train');
    await waitUntil(
      'the view lists another run as done',
      async () => {
        const now = await rows();
        return now.length === before + 1 && !now.some((row) => row.includes('running'));
      },
      Boolean,
      trainingMs,
    );
  }

  async function choose(row: number, item: string): Promise<void> {
    await sidebar().locator('.monaco-list-row').nth(row).click({ button: 'right' });
    const menu = workbench.page.locator('.monaco-menu');
    // A click right after the menu has opened counts as the one that opened it.
    await menu.getByText(item, { exact: true }).hover();
    await workbench.page.keyboard.press('Enter');
    await menu.waitFor({ state: 'hidden' });
  }

  test('says what to do while there is none', async () => {
    await workbench.openFile('small.cnn');
    await workbench.runCommand('Netwright: Focus on Runs View');
    await expect
      .poll(async () => plain((await sidebar().textContent()) ?? ''))
      .toContain('No network has been trained');
    await expect
      .poll(() => sidebar().locator('.monaco-button').allTextContents())
      .toEqual(['Train the Open Model', 'New Model']);
    await workbench.screenshot('runs-empty-dark');
  });

  test('lists a run with accuracy, duration and device when it is done', async () => {
    await trainAgain();
    expect(await rows()).toEqual([expect.stringMatching(/^Small-[\d-]+ ?\d+\.\d\d % · \d+ s · cpu$/)]);
  });

  test('renames a run in place', async () => {
    await choose(0, 'Rename Run');
    await workbench.answerInput('narrow');
    await expect.poll(rows).toEqual([expect.stringMatching(/^narrow ?Small · \d+\.\d\d % · /)]);
    await choose(0, 'Tag Run');
    await workbench.answerInput('baseline');
    await expect.poll(rows).toEqual([expect.stringMatching(/cpu · #baseline$/)]);
  });

  test('compares two runs: curves, recipe and network', async () => {
    await workbench.openFile('small.cnn');
    await workbench.replaceText(text(32, 0.01));
    await workbench.save();
    await trainAgain();
    await choose(0, 'Compare Runs');
    await workbench.pickItem('narrow');
    const frame = await workbench.webviewFrame(/narrow and Small-/);
    await frame.locator('#accuracy path').first().waitFor();
    const cells = async () => (await frame.locator('td code').allTextContents()).map(plain);
    await expect
      .poll(cells)
      .toEqual([
        expect.stringContaining('sgd(lr: 0.05'),
        expect.stringContaining('sgd(lr: 0.01'),
        '16',
        '32',
      ]);
    await workbench.screenshot('runs-compared-dark');
    await workbench.setTheme('light');
    await workbench.screenshot('runs-compared-light');
    await workbench.setTheme('highContrast');
    await workbench.screenshot('runs-compared-contrast');
    await workbench.setTheme('dark');
  });

  test('opens the curves of a run of an earlier time', async () => {
    await sidebar().locator('.monaco-list-row', { hasText: 'narrow' }).click();
    const frame = await workbench.webviewFrame(/Small\s+Finished/i);
    await frame.locator('#loss path').first().waitFor();
    await workbench.screenshot('runs-view-dark');
  });

  test('restores the exact text that a run was trained from, which undo takes back', async () => {
    await choose(1, 'Restore Run Text');
    await expect.poll(() => workbench.editorText()).toContain('dense(16)');
    await workbench.focusEditor();
    await workbench.page.keyboard.press('Control+z');
    await expect.poll(() => workbench.editorText()).toContain('dense(32)');
  });

  test('asks before it deletes a run', async () => {
    const folders = await readdir(join(workbench.workspace, 'runs'));
    await choose(1, 'Delete Run');
    const dialog = workbench.page.locator('.monaco-dialog-box');
    await expect.poll(() => dialog.textContent()).toContain('Move the run narrow to the trash?');
    await dialog.getByText('Move to Trash').click();
    const forGood = dialog.getByText('Delete for Good');
    await waitUntil(
      'it is gone, or asked again',
      async () => (await rows()).length === 1 || forGood.isVisible(),
    );
    if (await forGood.isVisible()) await forGood.click();
    await expect.poll(rows).toHaveLength(1);
    const left = await readdir(join(workbench.workspace, 'runs'));
    expect(left).toHaveLength(folders.length - 1);
    expect(existsSync(join(workbench.workspace, 'runs', left[0]!, 'run.json'))).toBe(true);
  });
});
