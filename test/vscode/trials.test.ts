// Trials before training in the real VS Code: the rate that is found is one click from the recipe, and undone with one.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchVsCode } from './support/launchVsCode.ts';
import { recordFailures } from './support/recordFailures.ts';
import type { Workbench } from './support/workbench.ts';

const text = `model Small {
  input 1x28x28
  maxpool(4)
  flatten
  dense(10)
}

train Small {
  data digits(320)
  optimizer sgd(lr: 77, momentum: 0.9)
  epochs 3
}
`;

describe('Before training', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    workbench = await launchVsCode({ workspaceFiles: { 'small.cnn': text }, colorTheme: 'dark' });
  });

  afterAll(async () => {
    await workbench?.close();
  });

  recordFailures(() => workbench);

  const told = async (part: string) =>
    (await workbench.notifications()).find(({ message }) => message.includes(part));

  test('the learning rate is found, and written into the recipe', async () => {
    await workbench.openFile('small.cnn');
    await workbench.runCommand('Netwright: Find Learning Rate');
    await expect.poll(() => told('falls fastest'), { timeout: 20_000 }).toBeDefined();
    const found = await told('falls fastest');
    const rate = /learning rate of ([\d.e-]+);/.exec(found!.message)![1]!;
    expect(found!.buttons).toContain(`Use ${rate}`);
    await workbench.screenshot('find-learning-rate-dark');
    await workbench.answerNotification('falls fastest', `Use ${rate}`);
    await expect
      .poll(() => workbench.page.locator('.view-lines').first().textContent())
      .toMatch(new RegExp(`sgd\\(lr:.${rate.replace('.', '\\.')},.momentum`));
    await workbench.page.keyboard.press('Control+z');
    await expect.poll(() => workbench.page.locator('.view-lines').first().textContent()).toMatch(/lr:.77,/);
  });

  test('a run tells in its view and in the status bar why `auto` took the processor', async () => {
    await workbench.runCommand('Netwright: Train');
    const frame = await workbench.webviewFrame(/Speed/);
    const note = frame.locator('.remark');
    await expect.poll(() => note.textContent(), { timeout: 20_000 }).toMatch(/^auto took the processor: /);
    await expect.poll(() => frame.locator('.badge').textContent(), { timeout: 20_000 }).toBe('Finished');
    await workbench.screenshot('run-note-dark');
    await workbench.setTheme('light');
    await workbench.screenshot('run-note-light');
    await workbench.setTheme('highContrast');
    await workbench.screenshot('run-note-high-contrast');
    await workbench.setTheme('dark');
    const item = workbench.page.locator('[id$="netwright.training"]');
    await item.hover();
    await expect
      .poll(() => workbench.page.locator('.monaco-hover').textContent())
      .toContain('took the processor');
    await workbench.page.mouse.move(0, 0);
  });

  test('a device is chosen among those that work, and what does not work says why', async () => {
    // Where the workspace has the setting, that is what is written.
    await workbench.changeSettings({ 'netwright.training.device': 'auto' });
    await workbench.runCommand('Netwright: Choose Device');
    await expect.poll(() => workbench.quickPickItems(), { timeout: 20_000 }).toContain(' cuda');
    expect((await workbench.quickPickItems()).slice(0, 3)).toEqual([' recipe', ' auto', ' cpu']);
    await workbench.screenshot('choose-device-dark');
    await workbench.setTheme('highContrast');
    await workbench.screenshot('choose-device-high-contrast');
    await workbench.setTheme('dark');
    await workbench.pickItem('coreml');
    await expect.poll(() => told('coreml')).toBeDefined();
    await workbench.runCommand('Netwright: Choose Device');
    await expect.poll(() => workbench.quickPickItems(), { timeout: 20_000 }).toContain(' cuda');
    await workbench.pickItem('cpu');
    await expect
      .poll(() => workbench.readWorkspaceFile('.vscode/settings.json'))
      .toMatch(/"netwright.training.device": "cpu"/);
    await workbench.runCommand('Netwright: Choose Device');
    await expect
      .poll(() => workbench.page.locator('.quick-input-list').textContent(), { timeout: 20_000 })
      .toMatch(/cpuThe processor \(chosen now\)/);
    await workbench.page.keyboard.press('Escape');
  });

  test('one batch is learnt by heart or not, and the message says which', async () => {
    await workbench.runCommand('Netwright: Overfit One Batch');
    await expect
      .poll(async () => (await workbench.notifications()).map(({ message }) => message), { timeout: 20_000 })
      .toContainEqual(expect.stringMatching(/^The network .*\.$|^.*`lr: .*\.$/s));
    await workbench.screenshot('overfit-dark');
  });
});
