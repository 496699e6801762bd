// Loops and heads in the diagram of a real VS Code: their fields change the text, and what goes with a last layer is said.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchVsCode } from './support/launchVsCode.ts';
import { recordFailures } from './support/recordFailures.ts';
import { waitUntil } from './support/waitUntil.ts';
import type { Workbench } from './support/workbench.ts';

const text = `block Act(act = relu) {
  act
}

model Grouped(n = 3, classes = 10) {
  input 3x32x32
  conv(16, 3, padding: same) -> Act
  repeat n - 1 {                     // größer
    conv(16, 3, padding: same) -> Act
    bn
  }
  concat {
    conv(8, 1)
    conv(8, 3, padding: same)
    maxpool(3, stride: 1, padding: same)
  }
  head aux(weight: 0.5) { global_avgpool -> dense(classes) }
  repeat 2 { dropout(0.1) }
  global_avgpool -> dense(classes)
}
`;

describe('Loops and heads of a diagram', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    workbench = await launchVsCode({ workspaceFiles: { 'grouped.cnn': text }, colorTheme: 'light' });
    await workbench.openFile('grouped.cnn');
    await workbench.runCommand('Netwright: Open Diagram');
    await page();
    await workbench.focusGroup(2);
  });

  afterAll(async () => {
    await workbench?.close();
  });

  recordFailures(() => workbench);

  const page = () => workbench.webviewFrame('svg.drawing');
  const header = async (name: string) =>
    (await page()).locator('svg .header, svg .folded').filter({ hasText: name }).locator('.title');
  const field = async (name: string) => (await page()).locator(`.details input[data-field="${name}"]`);
  const details = async () => (await page()).locator('.details').innerText();
  const notice = async () => (await (await page()).locator('.notice').textContent()) ?? '';
  const lineWith = async (words: string) =>
    (await workbench.editorText())
      .split('\n')
      .find((line) => line.includes(words))
      ?.trim();
  const lineIs = (words: string, line: string | undefined) =>
    waitUntil(`the text says ${line}`, async () => (await lineWith(words)) === line);

  test('show the rounds of a loop, change them, and say why not', async () => {
    await (await page()).locator('tk-button[aria-label^="Details"]').click();
    // Of two loops of two rounds the one with weights.
    await (await header('4.70 k params')).click();
    await waitUntil('the details tell of the loop', async () => (await details()).includes('rounds'));
    expect(await (await field('rounds')).inputValue()).toBe('n - 1');
    expect(await details()).toContain('= 2');
    await workbench.screenshotInThemes('diagram-details-repeat');
    await (await field('rounds')).fill('-1');
    await (await field('rounds')).press('Enter');
    await waitUntil('the refusal is told', async () => (await details()).includes('0 or more, not -1'));
    await workbench.screenshotInThemes('diagram-details-repeat-refused');
    expect(await workbench.editorText()).toBe(text);
    await (await field('rounds')).fill('4');
    await (await field('rounds')).press('Enter');
    await lineIs('größer', 'repeat 4 {                     // größer');
    await expect.poll(async () => (await header('× 4')).count()).toBe(1);
  });

  test('show the weight and name of a head, and change both', async () => {
    await (await header('aux')).click();
    await waitUntil('the details tell of the head', async () => (await details()).includes('weight'));
    await workbench.screenshotInThemes('diagram-details-head');
    await (await field('weight')).fill('0.4');
    await (await field('weight')).press('Enter');
    await lineIs('head ', 'head aux(weight: 0.4) { global_avgpool -> dense(classes) }');
    await (await field('name of the value')).fill('early');
    await (await field('name of the value')).press('Enter');
    await lineIs('head ', 'head early(weight: 0.4) { global_avgpool -> dense(classes) }');
    await workbench.focusEditor();
    for (let step = 0; step < 3; step++) await workbench.page.keyboard.press('Control+z');
    await waitUntil('all is undone', async () => (await workbench.editorText()) === text);
  });

  const deleted = async (id: string, words: string, name: string) => {
    const node = (await page()).locator(`svg [data-id="${id}"]`).locator('.title');
    await node.first().click();
    await workbench.page.keyboard.press('Delete');
    await waitUntil(`the notice says ${words}`, async () => (await notice()).includes(words));
    await workbench.screenshotInThemes(name);
  };

  test('say what goes with the last layer, and come back as they were', async () => {
    await deleted('dropout1', 'repeat had nothing else', 'diagram-notice-loop-gone');
    expect(await lineWith('dropout')).toBeUndefined();
    await deleted('maxpool1', 'The branch had nothing else', 'diagram-notice-branch-gone');
    expect(await lineWith('maxpool')).toBeUndefined();
    await deleted('act1.relu1', 'passes its input on', 'diagram-notice-block-passes');
    await lineIs('identity', 'identity');
    await workbench.focusEditor();
    for (let step = 0; step < 3; step++) await workbench.page.keyboard.press('Control+z');
    await waitUntil('all is undone', async () => (await workbench.editorText()) === text);
  });
});
