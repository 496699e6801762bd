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

  test('one batch is learnt by heart or not, and the message says which', async () => {
    await workbench.runCommand('Netwright: Overfit One Batch');
    await expect
      .poll(async () => (await workbench.notifications()).map(({ message }) => message), { timeout: 20_000 })
      .toContainEqual(expect.stringMatching(/^The network .*\.$|^.*`lr: .*\.$/s));
    await workbench.screenshot('overfit-dark');
  });
});
