// Trains two networks with and without batch normalisation in the editor, compares the runs there, and saves the charts of
// what the last nonlinearity takes in: the figure 1(b, c) of Ioffe and Szegedy, 2015, made as a user makes it.

import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchVsCode } from '../../test/vscode/support/launchVsCode.ts';
import { waitUntil } from '../../test/vscode/support/waitUntil.ts';
import type { Workbench } from '../../test/vscode/support/workbench.ts';

const repository = join(import.meta.dirname, '../..');
const images = join(repository, 'docs/studies/images');
const data = process.env['NETWRIGHT_DATA'] ?? '';

const study = readFileSync(join(import.meta.dirname, 'bn.cnn'), 'utf8')
  .replace('epochs     20', 'epochs     5')
  .replace('epochs     4', 'epochs     2');
const normalized = study.replaceAll('(normalized = false,', '(normalized = true,');

const networks = [
  { recipe: 'sigmoids', layer: 'h3.sigmoid1' },
  { recipe: 'convolutions', layer: 'c6.relu1' },
] as const;

let workbench: Workbench;

beforeAll(async () => {
  const folder = join(data, 'mnist');
  const mnist = readdirSync(folder).map(
    (name) => [`mnist/${name}`, readFileSync(join(folder, name))] as const,
  );
  workbench = await launchVsCode({
    workspaceFiles: { 'bn.cnn': study, ...Object.fromEntries(mnist) },
    settings: { 'netwright.training.internals': 25 },
    colorTheme: 'light',
  });
});

afterAll(() => workbench?.close());

/** Trains to the end, and calls the run by this name. */
async function train(recipe: string, name: string): Promise<void> {
  const dashboard = async () => (await workbench.webviewFrame('#dashboard .badge')).locator('.badge');
  const runs = join(workbench.workspace, 'runs');
  const before = await folders(runs);
  await workbench.page.keyboard.press('Control+1');
  await workbench.openFile('bn.cnn');
  await workbench.runCommand('Netwright: Train');
  await workbench.pickItem(recipe);
  const state = (folder: string): string | undefined => {
    const file = join(runs, folder, 'run.json');
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).state : undefined;
  };
  const [folder = ''] = await waitUntil(
    'the run is over',
    async () => (await folders(runs)).filter((found) => !before.includes(found)),
    (found) => found.length === 1 && !['running', undefined].includes(state(found[0]!)),
    600_000,
  );
  expect(state(folder)).toBe('finished');
  await expect.poll(async () => (await dashboard()).textContent()).toBe('Finished');
  await workbench.runCommand('Netwright: Rename Run');
  await workbench.pickItem(folder);
  await workbench.page.locator('.quick-input-list').waitFor({ state: 'hidden' });
  await workbench.answerInput(name);
  await waitUntil('the run has its name', () => existsSync(join(runs, folder, 'label.json')));
}

async function folders(runs: string): Promise<readonly string[]> {
  return readdirSync(workbench.workspace).includes('runs') ? readdirSync(runs) : [];
}

test.each(networks)('$recipe, without bn and with it', async ({ recipe, layer }) => {
  await workbench.openFile('bn.cnn');
  await workbench.replaceText(study);
  await workbench.save();
  await train(recipe, `${recipe} without bn`);
  await workbench.openFile('bn.cnn');
  await workbench.replaceText(normalized);
  await workbench.save();
  await train(recipe, `${recipe} with bn`);

  await workbench.runCommand('Netwright: Compare Runs');
  // The run that is chosen first is the newer one of the two, and stands on the right.
  await workbench.pickItem(`${recipe} with bn`);
  const second = workbench.page.locator(`.quick-input-widget input[placeholder*="${recipe} with bn with"]`);
  await second.waitFor();
  await workbench.pickItem(`${recipe} without bn`);
  const page = await workbench.webviewFrame(new RegExp(`${recipe} without bn and ${recipe} with bn`));
  const chooser = page.locator('select');
  await chooser.selectOption(layer);
  for (const [place, kind] of ['plain', 'bn'].entries()) {
    const chart = page.locator(`[id="input-0-${layer}-${place + 1}"]`);
    await chart.locator('svg path').first().waitFor();
    const file = join(images, `bn-editor-${recipe}-${kind}.svg`);
    rmSync(file, { force: true });
    await chart.locator('.save').click();
    await workbench.saveAs(file);
    await waitUntil('the picture is written', () => existsSync(file));
  }
  await chooser.evaluate((element) => element.scrollIntoView());
  await workbench.screenshot(`study-bands-${recipe}`);
});
