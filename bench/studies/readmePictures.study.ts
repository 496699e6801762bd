// The pictures of the README, taken in the editor: the text beside its diagram, a training run, and a look inside it.

import { readFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchVsCode } from '../../test/vscode/support/launchVsCode.ts';
import type { Workbench } from '../../test/vscode/support/workbench.ts';

const repository = join(import.meta.dirname, '../..');
let workbench: Workbench;

beforeAll(async () => {
  const lenet = readFileSync(join(repository, 'models/lenet5.cnn'), 'utf8');
  workbench = await launchVsCode({
    workspaceFiles: { 'lenet5.cnn': lenet },
    settings: { 'netwright.training.internals': 20, 'workbench.sideBar.location': 'left' },
    colorTheme: 'dark',
  });
});

afterAll(() => workbench?.close());

async function picture(name: string): Promise<void> {
  await workbench.page.mouse.move(0, 0);
  await copyFile(await workbench.screenshot(`readme-${name}`), join(repository, `docs/images/${name}.png`));
}

test('the editor, a training run, and a look inside', async () => {
  await workbench.openFile('lenet5.cnn');
  await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
  await expect.poll(async () => (await workbench.inlayHints()).length).toBeGreaterThan(6);
  await workbench.runCommand('Netwright: Open Diagram');
  const diagram = await workbench.webviewFrame('#diagram [data-id="output"]');
  await workbench.goTo(8, 8);
  await expect.poll(() => diagram.locator('.marked').count()).toBeGreaterThan(0);
  await picture('editor-dark');

  await workbench.setTheme('light');
  await workbench.runCommand('Netwright: Train');
  const training = await workbench.webviewFrame('#dashboard .badge');
  await expect.poll(() => training.locator('.badge').textContent(), { timeout: 300_000 }).toBe('Finished');
  await training.locator('.inside select').selectOption('c3.relu1');
  await training.locator('[id="output-c3.relu1"] path').first().waitFor();
  await picture('training-light');

  await workbench.runCommand('Netwright: Look Inside');
  const inside = await workbench.webviewFrame('#inside figure canvas');
  await inside.locator('select').first().selectOption('c3.relu1');
  await expect.poll(() => inside.locator('.maps').first().locator('canvas').count()).toBe(16);
  await workbench.setTheme('dark');
  await picture('inside-dark');
});
