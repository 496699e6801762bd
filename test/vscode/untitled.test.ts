// A new text that was never saved, in a real VS Code: its diagram leads both ways, edits it and is compared and exported.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchVsCode } from './support/launchVsCode.ts';
import { recordFailures } from './support/recordFailures.ts';
import { waitUntil } from './support/waitUntil.ts';
import type { Workbench } from './support/workbench.ts';

const text = `model Fresh(width = 8) {
  input 1x28x28
  conv(width, 3) -> relu
  repeat 2 { conv(width, 3) -> relu }
  maxpool(2)
  flatten -> dense(10)
}

model Wide { input 1x28x28; conv(32, 5) -> relu -> flatten -> dense(10) }

train Fresh { data digits(200); epochs 1 }
`;

describe('A text that was never saved', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    workbench = await launchVsCode({ workspaceFiles: { 'readme.txt': '' }, colorTheme: 'light' });
    await workbench.runCommand('File: New Untitled Text File');
    await workbench.page
      .locator('.editor-group-container.active .tab.active', { hasText: 'Untitled-1' })
      .waitFor();
    await workbench.runCommand('Change Language Mode');
    await workbench.pickItem('Netwright model');
    await workbench.replaceText(text);
  });

  afterAll(async () => {
    await workbench?.close();
  });

  recordFailures(() => workbench);

  const page = () => workbench.webviewFrame('svg.drawing');
  const node = async (id: string) => (await page()).locator(`svg [data-id="${id}"]`);
  const line = async (words: string) =>
    (await workbench.editorText()).split('\n').findIndex((each) => each.includes(words)) + 1;

  test('has its diagram beside it, and each marks in the other what is chosen in the one', async () => {
    await workbench.runCommand('Netwright: Open Diagram');
    await (await node('maxpool1')).locator('.title').click();
    await expect.poll(async () => (await workbench.cursorPosition()).line).toBe(await line('maxpool'));
    await workbench.goTo(await line('flatten'), 3);
    await waitUntil('the cursor is marked', async () =>
      ((await (await node('flatten1')).getAttribute('class')) ?? '').includes('marked'),
    );
    await workbench.screenshot('untitled-diagram-light');
  });

  test('is edited from its diagram, and undone there', async () => {
    await (await node('maxpool1')).locator('.title').click();
    await workbench.page.keyboard.press('Delete');
    await waitUntil('it is gone', async () => (await line('maxpool')) === 0);
    await workbench.page.keyboard.press('Control+z');
    await waitUntil('it is back', async () => (await workbench.editorText()) === text);
  });

  test('is compared with its other model', async () => {
    await workbench.focusEditor();
    await workbench.runCommand('Netwright: Compare');
    expect(await workbench.quickPickItems()).toEqual(['Model Wide', 'Other arguments…', 'Another file…']);
    await workbench.pickItem('Model Wide');
    const comparison = await workbench.webviewFrame('#diagram .comparison:not([hidden])');
    await expect
      .poll(async () => (await comparison.locator('.figures thead th').allInnerTexts()).slice(1, 3))
      .toEqual(['Wide', 'Fresh in Untitled-1']);
    await workbench.screenshot('untitled-comparison-light');
  });

  test('has its picture exported into the folder that is open', async () => {
    await workbench.focusEditor();
    await exportSvg(join(workbench.workspace, 'Fresh.svg'), 'fresh.svg');
  });

  /** With the name that is proposed, and the one that it gets. */
  async function exportSvg(proposed: string, name: string): Promise<void> {
    await workbench.runCommand('Netwright: Open Diagram');
    await (await page()).locator('svg .node').first().waitFor();
    await workbench.focusEditor();
    await workbench.runCommand('Netwright: Export Picture');
    await waitUntil('the formats are offered', async () =>
      (await workbench.quickPickItems()).some((item) => item.includes('SVG')),
    );
    await workbench.pickItem('SVG');
    await workbench.pickItem('Light');
    const input = workbench.page.locator('.quick-input-widget .quick-input-box input');
    await expect.poll(() => input.inputValue()).toBe(proposed);
    await workbench.saveAs(join(workbench.workspace, name));
    const saved = () => readFile(join(workbench.workspace, name), 'utf8').catch(() => '');
    await expect.poll(saved).toContain('maxpool');
  }

  test('that was begun from a network that ships is exported beside where it will be', async () => {
    await workbench.focusEditor();
    await workbench.runCommand('Netwright: New Model');
    await workbench.pickItem('Blank');
    await workbench.page
      .locator('.editor-group-container.active .tab.active', { hasText: 'model.cnn' })
      .waitFor();
    await exportSvg(join(workbench.workspace, 'Net.svg'), 'begun.svg');
    await workbench.runCommand('View: Revert and Close Editor');
  });

  test('is saved before it is trained, and trained then', async () => {
    await workbench.focusEditor();
    await workbench.runCommand('Netwright: Train');
    await waitUntil('it is said', async () =>
      (await workbench.notifications()).some(({ message }) => message.startsWith('Save the model first')),
    );
    await workbench.screenshot('untitled-train-light');
    await workbench.answerNotification('Save the model first', 'Save');
    await workbench.saveAs(join(workbench.workspace, 'fresh.cnn'));
    await waitUntil(
      'it was trained',
      async () => (await readdir(join(workbench.workspace, 'runs')).catch(() => [])).length > 0,
    );
    const dashboard = await workbench.webviewFrame('#dashboard');
    await expect.poll(() => dashboard.locator('body').innerText(), { timeout: 60_000 }).toContain('Finished');
    await workbench.screenshot('untitled-trained-light');
    expect(await workbench.readWorkspaceFile('fresh.cnn')).toBe(text);
  });
});
