// The whole road in the real VS Code: from a text with a mistake to a trained network.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchVsCode } from './support/launchVsCode.ts';
import { recordFailures } from './support/recordFailures.ts';
import { waitUntil } from './support/waitUntil.ts';
import type { Workbench } from './support/workbench.ts';

const lenet = readFileSync(join(import.meta.dirname, '../../models/lenet5.cnn'), 'utf8');
/** The shipped recipe, shortened: what is proven here is the road, not the accuracy. */
const shortLenet = lenet
  .replace('digits(12000)', 'digits(2560)')
  .replace('digits(2000, seed: 2)', 'digits(400, seed: 2)')
  .replace(/epochs {5}\d+/, 'epochs     3');
const longLenet = shortLenet
  .replace(/epochs {5}\d+/, 'epochs     500')
  .replace('transform  pad(2)', 'transform  pad(2)\n  augment    rotate(10)');

const layerPaths = [
  'input',
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
];

function lineOf(text: string, words: string): number {
  return text.split('\n').findIndex((line) => line.includes(words)) + 1;
}

describe('LeNet-5 in the editor', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    workbench = await launchVsCode({
      workspaceFiles: {
        'lenet5.cnn': shortLenet,
        'long.cnn': longLenet,
        'empty.cnn': '',
        'diverging.cnn': shortLenet.replace('lr: 0.05', 'lr: 1e30'),
      },
      colorTheme: 'dark',
    });
  });

  afterAll(async () => {
    await workbench?.close();
  });

  recordFailures(() => workbench);

  const diagram = () => workbench.webviewFrame('#diagram [data-id]');
  const dashboard = () => workbench.webviewFrame('#dashboard > *');
  /** In the first column, also when a click in a page has given the focus to the pages' column. */
  const openBesideThePages = async (name: string) => {
    await workbench.focusGroup(1);
    await workbench.openFile(name);
  };

  test('shows output shapes at the line ends and no problem in a right text', async () => {
    await workbench.openFile('lenet5.cnn');
    await expect
      .poll(async () => (await workbench.inlayHints()).map(({ text }) => text.trim()), { timeout: 30_000 })
      .toEqual(expect.arrayContaining(['6x28x28', '6x14x14', '16x10x10', '16x5x5', '120x1x1', '84', '10']));
    expect(await workbench.squiggles()).toEqual([]);
  });

  test('explains a layer with its shapes and cost on hover', async () => {
    const line = lineOf(shortLenet, 'c3 = conv');
    const hover = await workbench.hoverAt(
      line,
      shortLenet.split('\n')[line - 1]!.indexOf('conv') + 2,
      'conv',
    );
    expect(hover).toContain('16x10x10');
    expect(hover).toContain('2,416');
  });

  test('underlines a planted mistake and says what is wrong', async () => {
    const wrong = shortLenet.replace('c3 = conv(16, 5x5)', 'c3 = conv(16, 15x15)');
    await workbench.replaceText(wrong);
    await expect
      .poll(async () => (await workbench.squiggles()).map(({ line, text }) => ({ line, text })))
      .toContainEqual({ line: lineOf(wrong, 'c3 = conv'), text: '15x15' });
    const [problem] = (await workbench.problems()).filter(({ severity }) => severity === 'error');
    expect(problem?.message).toContain('15x15');
    expect(problem?.message).toContain('14x14');
    await workbench.screenshot('mistake-dark');
    await workbench.openFile('lenet5.cnn');
    await workbench.replaceText(shortLenet);
    await expect.poll(() => workbench.squiggles()).toEqual([]);
    await workbench.page.keyboard.press('Control+j');
  });

  test('offers layers with documentation when completing', async () => {
    await workbench.typeAtLine(lineOf(shortLenet, 's4 = maxpool') + 1, '  \n', 1);
    await workbench.goTo(lineOf(shortLenet, 's4 = maxpool') + 1, 3);
    const labels = (await workbench.completionsAfterTyping('max')).map(({ label }) => label);
    expect(labels).toContain('maxpool');
    await workbench.page.keyboard.press('Escape');
    await workbench.replaceText(shortLenet);
  });

  test('draws every layer in the diagram beside the text', async () => {
    await workbench.openFile('lenet5.cnn');
    await workbench.runCommand('Netwright: Open Diagram');
    const frame = await diagram();
    await waitUntil('the diagram shows every layer', async () => {
      const ids = await frame
        .locator('[data-id]')
        .evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-id')));
      return layerPaths.every((path) => ids.includes(path));
    });
    expect(await frame.locator('#diagram').textContent()).toContain('16x10x10');
    await workbench.screenshot('diagram-dark');
  });

  test('goes to the line of a node that is clicked, and marks the node of the cursor', async () => {
    const frame = await diagram();
    await frame.locator('[data-id="c5.conv1"]').click();
    await workbench.focusEditor();
    await expect
      .poll(async () => (await workbench.cursorPosition())?.line)
      .toBe(lineOf(shortLenet, 'c5 = conv'));
    await workbench.goTo(lineOf(shortLenet, 'output = dense'), 14);
    await expect.poll(() => frame.locator('[data-id="output"].marked').count()).toBe(1);
  });

  test('follows the text as it changes', async () => {
    const frame = await diagram();
    await workbench.replaceText(
      shortLenet.replace('dense(84)', 'dense(96)').replace(/^ {2}assert.*\n/gm, ''),
    );
    await expect.poll(() => frame.locator('[data-id="f6.dense1"]').textContent()).toContain('96');
    await workbench.replaceText(shortLenet);
    await expect.poll(() => frame.locator('[data-id="f6.dense1"]').textContent()).toContain('84');
  });

  test.each(['light', 'highContrast', 'dark'] as const)('wears the %s theme', async (theme) => {
    await workbench.setTheme(theme);
    await workbench.screenshot(`diagram-${theme}`);
    const frame = await diagram();
    const paper = await frame.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const expected = { light: 'rgb(255, 255, 255)', highContrast: 'rgb(0, 0, 0)', dark: 'rgb(31, 31, 31)' };
    expect(paper).toBe(expected[theme]);
  });

  test('trains to the end while the editor stays responsive, and the chart falls', async () => {
    await workbench.openFile('lenet5.cnn');
    await workbench.save();
    await workbench.runCommand('Netwright: Train');
    const frame = await dashboard();
    await workbench.goTo(1, 1);
    expect(await workbench.cursorPosition()).toEqual({ line: 1, column: 1 });
    await expect.poll(() => frame.locator('.badge').textContent(), { timeout: 120_000 }).toBe('Finished');
    const losses = runLosses(workbench);
    expect(losses.at(-1)).toBeLessThan(losses[0]! / 2);
    expect(await drawnPoints(workbench)).toBeGreaterThan(10);
    expect(await workbench.statusBarText('netwright.training')).toContain('trained');
    await workbench.screenshotInThemes('training');
  });

  test('draws the curves over epochs or steps, smoothed or not, on a logarithmic axis, and a part of them', async () => {
    const frame = await dashboard();
    const ticks = (anchor: 'middle' | 'end') =>
      frame.locator(`#loss text[text-anchor="${anchor}"]`).allTextContents();
    const lines = () => frame.locator('#loss g[stroke-width="1.5"] > path').count();
    expect((await ticks('middle')).at(-1)).toBe('3');
    await frame.locator('tk-dropdown').click();
    await frame.locator('tk-option[value="steps"]').click();
    await expect.poll(async () => (await ticks('middle')).at(-1)).toBe('100');
    expect(await lines()).toBe(3);
    await frame.locator('input[type=range]').fill('0');
    await expect.poll(lines).toBe(2);
    await frame.locator('tk-checkbox').click();
    // A linear axis has both.
    await expect.poll(() => ticks('end')).not.toContain('1.5');
    expect(await ticks('end')).toContain('0.5');
    await frame.locator('#loss > svg').press('+');
    await expect.poll(async () => (await ticks('middle'))[0]).toBe('60');
    await workbench.screenshot('training-zoomed-dark');
    await frame.locator('tk-button', { hasText: 'Show all' }).click();
    await expect.poll(async () => (await ticks('middle'))[0]).toBe('0');
    await frame.locator('input[type=range]').fill('0.6');
    await frame.locator('tk-checkbox').click();
    await frame.locator('tk-dropdown').click();
    await frame.locator('tk-option[value="epochs"]').click();
  });

  test.each([
    ['loss', 'csv', /^step,epoch,training,validation\n\d+,0\.\d+,\d+\.\d+,\n/],
    ['accuracy', 'svg', /^<svg [\s\S]*Accuracy, %[\s\S]*<\/svg>\n$/],
    ['learning-rate', 'png', /^.PNG\r\n/],
  ] as const)('saves the chart of %s where the user says, as %s', async (chart, format, expected) => {
    const frame = await dashboard();
    await frame.locator(`#${chart} .save`).click();
    const file = join(workbench.workspace, `${chart}.${format}`);
    await workbench.saveAs(file);
    await expect.poll(() => existsSync(file) && readFileSync(file, 'latin1')).toMatch(expected);
  });

  test('shows the run again after the window is loaded again', async () => {
    await workbench.reload();
    const frame = await dashboard();
    await expect.poll(() => frame.locator('.badge').textContent()).toBe('Finished');
    await expect.poll(() => drawnPoints(workbench)).toBeGreaterThan(10);
  });

  test('pauses between two steps, takes another learning rate, and goes on', async () => {
    await openBesideThePages('long.cnn');
    await workbench.runCommand('Netwright: Train');
    const frame = await dashboard();
    await expect.poll(() => frame.locator('.badge').textContent()).toBe('Training');
    await frame.locator('tk-button', { hasText: 'Pause' }).click();
    await expect.poll(() => frame.locator('.badge').textContent()).toBe('Paused');
    const { step } = newestRecord(workbench);
    expect(await workbench.statusBarText('netwright.training')).toContain('paused');
    await frame.locator('.rate input').fill('0.01');
    await frame.locator('.rate tk-button').click();
    await workbench.screenshot('paused-dark');
    await frame.locator('tk-button', { hasText: 'Resume' }).click();
    await expect.poll(() => frame.locator('.badge').textContent()).toBe('Training');
    await expect.poll(() => frame.locator('.facts').textContent()).toMatch(/Learning rate\s*0\.0(1|09)/);
    expect(newestRecord(workbench).learningRateChanges).toEqual([
      { step: step + 1, factor: expect.any(Number) },
    ]);
    await workbench.runCommand('Netwright: Stop Training');
    await expect.poll(() => frame.locator('.badge').textContent()).toBe('Stopped');
  });

  test('looks inside a layer that is clicked in the diagram, and lays gradients over it', async () => {
    await openBesideThePages('long.cnn');
    await workbench.runCommand('Netwright: Open Diagram');
    await diagram();
    await workbench.runCommand('Netwright: Resume Training');
    const frame = await dashboard();
    await expect.poll(() => frame.locator('.badge').textContent()).toBe('Training');
    await frame.locator('tk-button', { hasText: 'Watch layers' }).click();
    await frame.locator('.inside select').waitFor();
    await workbench.runCommand('Netwright: Open Diagram');
    await (await diagram()).locator('[data-id="c3.relu1"]').click();
    await workbench.focusEditor();
    await expect
      .poll(async () => (await workbench.cursorPosition())?.line)
      .toBe(lineOf(longLenet, 'c3 = conv'));
    await workbench.runCommand('Netwright: Open Training View');
    await expect
      .poll(() => frame.locator('.charts').nth(1).locator('h2').allTextContents())
      .toEqual(['Input of c3.relu1', 'Output of c3.relu1', 'Dead units and zeros, % of c3.relu1']);
    await expect.poll(() => bandsDrawn(frame)).toEqual([2, 2, 0]);
    await frame.locator('.inside').evaluate((section) => section.scrollIntoView());
    await workbench.screenshotInThemes('internals');
    await workbench.runCommand('Netwright: Open Diagram');
    const drawing = await diagram();
    await drawing.locator('tk-button[data-menu=overlays]').click();
    await drawing.locator('[role^=menuitem]', { hasText: /^Gradient norm$/ }).click();
    await expect.poll(() => drawing.locator('.heat-bar').count()).toBeGreaterThan(2);
    expect(await drawing.locator('.legend').innerText()).toMatch(/^Gradient norm[\s\S]*step [\d,]+/);
    for (const layer of ['c1.conv1', 'c3.conv1', 'c5.conv1', 'f6.dense1', 'output']) {
      expect(await drawing.locator(`[data-id="${layer}"]`).textContent()).toMatch(/\d(\.\d+)?(e-\d+)?$/);
    }
    await workbench.screenshotInThemes('overlay-training');
    await drawing.locator('[data-id="c5.conv1"]').click();
    await workbench.focusEditor();
    await expect
      .poll(async () => (await workbench.cursorPosition())?.line)
      .toBe(lineOf(longLenet, 'c5 = conv'));
    await workbench.page.locator('.tab', { hasText: 'Training' }).click();
    await expect
      .poll(() => frame.locator('.charts').nth(1).locator('h2').allTextContents())
      .toEqual([
        'Input of c5.conv1',
        'Output of c5.conv1',
        'Gradient norm of c5.conv1',
        'Update to weight of c5.conv1',
        'Weights of c5.conv1',
        'Gradients of c5.conv1',
      ]);
    expect(await frame.locator('[id="Weights-c5.conv1"] svg rect').count()).toBeGreaterThan(10);
    await workbench.runCommand('Netwright: Stop Training');
    await expect.poll(() => frame.locator('.badge').textContent()).toBe('Stopped');
  });

  test('looks inside with an image: scores, maps, and the layer that is chosen in the diagram', async () => {
    await workbench.runCommand('Netwright: Look Inside');
    const inside = await workbench.webviewFrame('#inside figure canvas');
    expect(await inside.locator('.scores li').count()).toBe(10);
    await inside.locator('select').first().selectOption('c3.relu1');
    await expect.poll(() => inside.locator('.maps').first().locator('canvas').count()).toBe(16);
    await expect.poll(() => inside.locator('.chart h2').textContent()).toBe('relu: what flows into c3.relu1');
    await workbench.screenshotInThemes('inside');
    const edges = await inside
      .locator('.maps canvas')
      .evaluateAll(
        (maps) =>
          new Set(maps.map((map) => getComputedStyle(map).outlineStyle)).size === 1 &&
          getComputedStyle(maps[0]!).outlineStyle,
      );
    expect(edges).toBe('solid');
    await inside.locator('tk-button[aria-label="Next image"]').click();
    await expect.poll(() => inside.locator('input[type=number]').inputValue()).toBe('1');
    await inside.locator('tk-button', { hasText: 'Go to its line' }).click();
    await expect
      .poll(async () => (await workbench.cursorPosition())?.line)
      .toBe(lineOf(longLenet, 'c3 = conv'));
  });

  test('shows the results: every class, and the images that are hard', async () => {
    await workbench.runCommand('Netwright: Show Results');
    const results = await workbench.webviewFrame('#results .confusion');
    const cells = await results.locator('.confusion tbody td').allTextContents();
    expect(cells).toHaveLength(100);
    expect(cells.reduce((sum, cell) => sum + Number(cell), 0)).toBe(400);
    expect(await results.locator('.classes tbody tr').count()).toBe(10);
    const cards = (title: string) => results.locator(`section[aria-label="${title}"] .card canvas`).count();
    expect(await cards('Highest loss')).toBe(12);
    expect(await cards('Most confidently wrong')).toBeGreaterThan(0);
    const training = results.locator('section[aria-label="Training images"]');
    expect(await training.locator('.hint').allTextContents()).toEqual(['As they are', 'Augmented']);
    expect(await training.locator('.row').nth(1).locator('canvas').count()).toBe(12);
    await workbench.screenshotInThemes('results');
    await training.scrollIntoViewIfNeeded();
    await workbench.screenshotInThemes('results-samples');
    await results.locator('.card').first().click();
    const inside = await workbench.webviewFrame('#inside figure canvas');
    await expect.poll(() => inside.locator('.scores p').textContent()).toContain('the network says');
  });

  test('stops between two steps, keeps a checkpoint, and goes on from it', async () => {
    await openBesideThePages('long.cnn');
    await workbench.runCommand('Netwright: Train');
    const frame = await dashboard();
    await expect.poll(() => frame.locator('.badge').textContent()).toBe('Training');
    await expect.poll(() => frame.locator('.facts').textContent()).toMatch(/Speed\s*[\d,]+ images/);
    await workbench.runCommand('Netwright: Stop Training');
    await expect.poll(() => frame.locator('.badge').textContent()).toBe('Stopped');
    await frame.locator('tk-button', { hasText: 'Resume' }).click();
    await expect.poll(() => frame.locator('.badge').textContent()).toBe('Training');
  });

  test('says that the engine was killed, and resumes from the last checkpoint', async () => {
    // The one that trains, and the one that looked inside a run before.
    for (const engine of await waitForEngine(workbench)) process.kill(engine.pid, 'SIGKILL');
    const frame = await dashboard();
    await expect.poll(() => frame.locator('.badge').textContent()).toBe('Engine ended');
    await expect
      .poll(async () => (await workbench.notifications()).map(({ message }) => message).join('\n'))
      .toContain('checkpoint');
    await workbench.screenshot('engine-killed-dark');
    const killed = (await workbench.notifications()).find(({ message }) => message.includes('checkpoint'));
    await workbench.answerNotification(killed!.message, 'Resume');
    await expect.poll(() => frame.locator('.badge').textContent()).toBe('Training');
    await workbench.runCommand('Netwright: Stop Training');
    await expect.poll(() => frame.locator('.badge').textContent()).toBe('Stopped');
  });

  test('says that a loss became NaN and what to try', async () => {
    await openBesideThePages('diverging.cnn');
    await workbench.runCommand('Netwright: Train');
    const frame = await dashboard();
    await expect.poll(() => frame.locator('.badge').textContent()).toBe('Failed');
    expect(await frame.locator('.trouble').textContent()).toMatch(/learning rate/i);
    await workbench.screenshot('diverged-dark');
  });

  test('says what to do where there is nothing to draw or train', async () => {
    await workbench.openFile('empty.cnn');
    const frame = await workbench.webviewFrame(/declare|model/i);
    await expect.poll(() => frame.locator('body').textContent()).toMatch(/model/);
    await workbench.runCommand('Netwright: Train');
    await expect
      .poll(async () => (await workbench.notifications()).map(({ message }) => message).join('\n'))
      .toContain('no recipe');
    await workbench.screenshot('empty-dark');
  });
});

async function waitForEngine(workbench: Workbench) {
  await waitUntil('the engine runs', () => workbench.engineProcesses().length > 0);
  return workbench.engineProcesses();
}

/** The training losses that the newest run has written. */
function runLosses(workbench: Workbench): number[] {
  const runs = join(workbench.workspace, 'runs');
  const newest = readdirSync(runs).sort().at(-1) ?? '';
  const lines = readFileSync(join(runs, newest, 'metrics.jsonl'), 'utf8')
    .trim()
    .split('\n');
  const events = lines.map((line): { event: string; loss: number } => JSON.parse(line));
  return events.filter(({ event }) => event === 'step').map(({ loss }) => loss);
}

/** How many numbers the loss chart's lines are made of: few mean that nothing was drawn. */
async function drawnPoints(workbench: Workbench): Promise<number> {
  const frame = await workbench.webviewFrame('#loss svg');
  const paths = await frame
    .locator('#loss g[fill="none"] path')
    .evaluateAll((lines) => lines.map((line) => line.getAttribute('d') ?? ''));
  return paths.join('').split(/[ML]/).length;
}

/** How many bands each chart of what goes on inside has: two around a median, none where lines are drawn. */
async function bandsDrawn(frame: Frame): Promise<readonly number[]> {
  const charts = await frame.locator('.charts').nth(1).locator('.chart').all();
  return Promise.all(charts.map((chart) => chart.locator('path[fill-opacity]').count()));
}

/** The record of the newest run. */
function newestRecord(workbench: Workbench): {
  readonly step: number;
  readonly learningRateChanges?: unknown;
} {
  const runs = join(workbench.workspace, 'runs');
  const newest = readdirSync(runs).sort().at(-1) ?? '';
  return JSON.parse(readFileSync(join(runs, newest, 'run.json'), 'utf8'));
}
