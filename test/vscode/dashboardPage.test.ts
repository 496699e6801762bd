// The dashboard's page in a real browser, with a stand-in for the editor: curves, cross-hair, zoom, controls, files.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { FromDashboard, RunState } from '../../webview/protocol/dashboard.ts';
import {
  type PageBrowser,
  type PageOptions,
  type ShownPage,
  startPageBrowser,
} from '../webview/pageInBrowser.mjs';

let browser: PageBrowser;
let shown: ShownPage;

beforeAll(async () => {
  browser = await startPageBrowser('dashboard', {
    id: 'dashboard',
    title: 'Training',
    allowed: ['img-src blob:'],
  });
});
afterAll(() => browser?.close());
afterEach(async () => {
  expect(shown.complaints).toEqual([]);
  await shown.page.close();
});

const state: RunState = {
  model: 'LeNet5',
  recipe: 'LeNet5',
  device: 'cpu',
  folder: '/runs/a',
  status: 'running',
  message: undefined,
  remarks: [],
  epochs: 4,
  stepsPerEpoch: 10,
  step: 20,
  imagesPerSecond: 1234,
  secondsLeft: 65,
  best: { epoch: 1, accuracy: 0.75 },
  internals: 0,
};

/** Shows a run of so many steps, whose loss falls from 1 to 1 / steps. */
async function open(steps = 20, more: Partial<RunState> = {}, options: PageOptions = {}): Promise<void> {
  shown = await browser.open(options);
  const told = { ...state, step: steps, ...more };
  await shown.deliver({ kind: 'run', state: told });
  await shown.page.evaluate(
    ({ told, steps }) => {
      const step = Float64Array.from({ length: steps }, (_, index) => index + 1);
      const columns = {
        step,
        loss: step.map((at) => 1 / at),
        accuracy: step.map((at) => 1 - 1 / at),
        learningRate: step.map(() => 0.05),
        imagesPerSecond: step.map(() => 1234),
      };
      const score = (loss: number) => ({
        loss,
        accuracy: 1 - loss,
        heads: [{ name: 'aux', loss, accuracy: 0.5 }],
      });
      const epochs = [1, 2].map((epoch) => ({
        epoch,
        step: 10 * epoch,
        train: score(0.5),
        validation: score(0.25),
      }));
      window.postMessage({ kind: 'update', state: told, steps: columns, epochs }, '*');
    },
    { told, steps },
  );
  await shown.page.locator('#loss path').first().waitFor();
  await shown.drawn();
}

const text = (selector: string) => shown.page.locator(selector).innerText();
const messages = async () => (await shown.sent()) as readonly FromDashboard[];
const ticks = (chart: string) =>
  shown.page
    .locator(`#${chart} [text-anchor="middle"]`)
    .evaluateAll((nodes) => nodes.map((node) => node.textContent));

describe('a run', () => {
  test('is shown with what matters, and a chart for each quantity, heads too', async () => {
    await open();
    expect((await text('.facts')).replaceAll('\n', ' ')).toBe(
      'Epoch 2 of 4 Loss 0.05000 Best 75.00 % Learning rate 0.05 Speed 1,234 images/s Time left 1 min 05 s Device cpu',
    );
    const ids = await shown.page.locator('.chart').evaluateAll((charts) => charts.map(({ id }) => id));
    expect(ids).toEqual(['loss', 'accuracy', 'loss-aux', 'accuracy-aux', 'learning-rate', 'speed']);
    expect(await text('#loss .chart-title')).toContain('validation 0.2500');
  });

  test('has lines of 1.5 px: training muted, validation strong', async () => {
    await open();
    const lines = shown.page.locator('#loss g[stroke-width="1.5"] > path');
    const tones = await lines.evaluateAll((paths) =>
      paths.map((path) => [path.getAttribute('stroke-opacity'), path.getAttribute('stroke')]),
    );
    expect(tones).toEqual([
      ['0.25', 'var(--vscode-charts-blue)'],
      ['0.65', 'var(--vscode-charts-blue)'],
      ['1', 'var(--vscode-charts-orange)'],
    ]);
  });

  test('fits into 400 px', async () => {
    await open(20, {}, { width: 400 });
    const width = await shown.page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBe(400);
  });

  test('of a million steps is drawn with few points', async () => {
    await open(1_000_000, { stepsPerEpoch: 10_000 });
    const lengths = await shown.page
      .locator('#loss g[stroke-width="1.5"] > path')
      .evaluateAll((paths) => paths.map((path) => path.getAttribute('d')?.length ?? 0));
    expect(Math.max(...lengths)).toBeLessThan(60_000);
  });
});

describe('the cross-hair', () => {
  test('stands at the same step in every chart and reads its values off', async () => {
    await open();
    const box = await shown.page.locator('#loss > svg').boundingBox();
    await shown.page.mouse.move(box!.x + 46 + (box!.width - 46 - 76) / 2, box!.y + 60);
    await shown.drawn();
    const places = await shown.page
      .locator('.hair')
      .evaluateAll((hairs) => hairs.map((hair) => hair.getAttribute('d')?.split(' ')[0]));
    expect(places).toHaveLength(6);
    expect(new Set(places).size).toBe(1);
    expect(await text('#loss .place')).toBe('epoch 1.00');
    expect(await text('#learning-rate .chart-title')).toContain('rate 0.05');
    await shown.page.mouse.move(5, 5);
    await expect.poll(() => shown.page.locator('.hair').count()).toBe(0);
  });

  test('moves with the arrow keys, and says its values', async () => {
    await open();
    const chart = shown.page.locator('#loss > svg');
    await chart.focus();
    await chart.press('Home');
    expect(await chart.getAttribute('aria-label')).toBe(
      'Loss over epochs. epoch 0.00: training none, validation none',
    );
    await chart.press('End');
    expect(await chart.getAttribute('aria-label')).toMatch(
      /^Loss over epochs. epoch 2.00: training 0\.\d+, validation 0.2500$/,
    );
  });
});

describe('zooming', () => {
  test('follows a drag in all charts, and a double click shows the whole run again', async () => {
    await open();
    const box = await shown.page.locator('#loss > svg').boundingBox();
    const inner = (share: number) => box!.x + 46 + (box!.width - 46 - 76) * share;
    await shown.page.mouse.move(inner(0.25), box!.y + 50);
    await shown.page.mouse.down();
    await shown.page.mouse.move(inner(0.5), box!.y + 50);
    expect(await shown.page.locator('#loss .selection').count()).toBe(1);
    await shown.page.mouse.up();
    await shown.drawn();
    await expect.poll(() => ticks('loss')).toEqual(['0.5', '0.6', '0.7', '0.8', '0.9', '1.0']);
    expect(await ticks('speed')).toEqual(await ticks('loss'));
    await shown.page.mouse.dblclick(inner(0.5), box!.y + 50);
    await shown.drawn();
    await expect.poll(() => ticks('loss')).toEqual(['0', '0.5', '1.0', '1.5', '2.0']);
  });
});

describe('the view', () => {
  test('counts steps or epochs, smooths, and makes the loss logarithmic; what was chosen is kept', async () => {
    await open(20, {}, { kept: { smoothing: 0, axis: 'steps' } });
    expect(await ticks('loss')).toEqual(['0', '5', '10', '15', '20']);
    expect(await shown.page.locator('#loss g[stroke-width="1.5"] > path').count()).toBe(2);
    await shown.page.locator('tk-checkbox').click();
    await shown.page.locator('input[type=range]').fill('0.9');
    await shown.drawn();
    await expect.poll(() => shown.page.locator('#loss g[stroke-width="1.5"] > path').count()).toBe(3);
    expect(await shown.page.locator('#loss [text-anchor="end"]').allTextContents()).toContain('0.1');
    expect(await shown.kept()).toEqual({ smoothing: 0.9, axis: 'steps', logarithmic: true, layers: [] });
  });
});

describe('controls', () => {
  const folder = "Open the run's folder";

  test.each([
    ['running', ['Pause', 'Stop', 'Results', 'Look inside', folder]],
    ['pausing', ['Stop', 'Results', 'Look inside', folder]],
    ['paused', ['Resume', 'Stop', 'Results', 'Look inside', folder]],
    ['stopped', ['Resume', 'Results', 'Look inside', folder]],
    ['finished', ['Results', 'Look inside', folder]],
  ] as const)('of a run that is %s are %j', async (status, expected) => {
    await open(20, { status });
    const names = await shown.page
      .locator('.title tk-button')
      .evaluateAll((buttons) =>
        buttons.map((one) => one.getAttribute('aria-label') ?? one.textContent?.trim()),
      );
    expect(names).toEqual(expected);
  });

  test('send a new learning rate, and only one that can be used', async () => {
    await open();
    const field = shown.page.locator('.rate input');
    await field.fill('-1');
    await shown.page.locator('.rate tk-button').click();
    expect(await field.evaluate((input: HTMLInputElement) => input.validationMessage)).toContain('above 0');
    await field.fill('0.02');
    await field.press('Enter');
    expect((await messages()).filter(({ kind }) => kind === 'learningRate')).toEqual([
      { kind: 'learningRate', learningRate: 0.02 },
    ]);
  });

  test('of the empty page train, or make a model', async () => {
    shown = await browser.open();
    await shown.deliver({ kind: 'empty' });
    await shown.page.locator('tk-button', { hasText: 'Train' }).click();
    await shown.page.locator('tk-button', { hasText: 'New model' }).click();
    expect((await messages()).map(({ kind }) => kind)).toEqual(['ready', 'train', 'newModel']);
  });
});

describe('a chart that is saved', () => {
  const saved = async (format: 'png' | 'svg' | 'csv') => {
    await open();
    await shown.page.locator('#loss .save').click();
    expect((await messages()).at(-1)).toEqual({ kind: 'save', chart: 'loss' });
    await shown.deliver({ kind: 'render', chart: 'loss', format });
    await expect.poll(async () => (await messages()).at(-1)?.kind).toBe('rendered');
    return shown.page.evaluate(() => {
      const { sent } = globalThis as unknown as { sent: readonly { content: string | Uint8Array }[] };
      const { content } = sent.at(-1)!;
      return typeof content === 'string' ? content : [...content];
    });
  };

  test('is a table of all values', async () => {
    const lines = String(await saved('csv')).split('\n');
    expect(lines[0]).toBe('step,epoch,training,validation');
    expect(lines).toHaveLength(22);
    expect(lines[10]).toMatch(/^10,1,0\.\d+,0.25$/);
  });

  test('is an SVG file that needs no editor', async () => {
    const svg = String(await saved('svg'));
    expect(svg).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
    expect(svg).not.toContain('var(');
    expect(svg).toContain('#1a85ff');
  });

  test('is a PNG file of twice the size', async () => {
    const bytes = Uint8Array.from((await saved('png')) as number[]);
    expect([...bytes.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10]);
    const view = new DataView(bytes.buffer);
    expect([view.getUint32(16), view.getUint32(20)]).toEqual([1440, 432]);
  });
});

describe('looks inside', () => {
  const distribution = { p15: 0, p50: 1, p85: 2 };
  const look = (step: number) => ({
    step,
    layers: ['conv', 'relu'].map((path) => ({ path, inputs: [distribution], output: distribution })),
    parameters: [],
    statistics: [],
  });
  const update = (more: object) => shown.deliver({ kind: 'update', state, ...more });
  const insideTitles = () => shown.page.locator('.charts').nth(1).locator('h2').allTextContents();

  test('are offered, begun by a button, and shown for the layer that is chosen', async () => {
    await open();
    await shown.page.locator('tk-button', { hasText: 'Watch layers' }).click();
    expect((await messages()).at(-1)).toEqual({ kind: 'internals', every: 100 });
    await update({ looks: [look(1), look(11)] });
    await shown.page.locator('.inside select').selectOption('relu');
    await expect.poll(insideTitles).toEqual(['Input of relu', 'Output of relu']);
    await shown.page.locator('tk-button', { hasText: 'Go to its line' }).click();
    expect((await messages()).at(-1)).toEqual({ kind: 'reveal', layer: 'relu' });
  });

  test('follow the selection in the diagram', async () => {
    await open();
    await update({ looks: [look(1)] });
    await shown.deliver({ kind: 'select', layers: ['conv', 'relu'] });
    await expect
      .poll(insideTitles)
      .toEqual(['Input of conv', 'Output of conv', 'Input of relu', 'Output of relu']);
    expect(await shown.kept()).toMatchObject({ layers: ['conv', 'relu'] });
  });

  test('warn once of what came often, and put behind a fold what would push the curves out of sight', async () => {
    await open();
    const warning = (code: string, step: number) => ({ step, code, message: `Something like ${code}.` });
    const warnings = ['plateau', 'overfitting', 'overfitting', 'saturation', 'vanishing-gradient'];
    await update({ warnings: warnings.map((code, place) => warning(code, place + 1)) });
    await shown.page.locator('.more').waitFor();
    expect((await text('.warnings >> nth=0')).split('\n').filter((line) => line.trim() !== '')).toEqual([
      'Something like vanishing-gradient.',
      'step 5',
      'Something like saturation.',
      'step 4',
      'Something like overfitting.',
      'step 3, 2 times in all',
    ]);
    expect(await text('.more')).toBe('1 more warning');
    await shown.page.locator('.more summary').click();
    expect(await text('.more li')).toContain('Something like plateau.');
  });

  test('warn in words, and lead to the layer', async () => {
    await open();
    await update({
      looks: [look(1)],
      warnings: [{ step: 1201, code: 'dying-units', layer: 'relu', message: 'Dying units in `relu`.' }],
    });
    await shown.page.locator('.warnings li').waitFor();
    expect((await text('.warnings')).replaceAll(/\s+/g, ' ')).toBe(
      'Dying units in relu. step 1,201 Show the layer',
    );
    await shown.page.locator('.warnings .link').click();
    await expect.poll(insideTitles).toEqual(['Input of relu', 'Output of relu']);
    expect((await messages()).at(-1)).toEqual({ kind: 'reveal', layer: 'relu' });
  });
});
