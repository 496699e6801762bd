// The pages of the results and of "Look Inside" in a real browser, with a stand-in for the editor.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { InsideChoice, ShownInsight } from '../../webview/protocol/inside.ts';
import type { ShownResults } from '../../webview/protocol/results.ts';
import {
  type PageBrowser,
  type PageOptions,
  type ShownPage,
  startPageBrowser,
} from '../webview/pageInBrowser.mjs';

let results: PageBrowser;
let inside: PageBrowser;
let shown: ShownPage;

beforeAll(async () => {
  results = await startPageBrowser('results', { id: 'results', title: 'Results' });
  inside = await startPageBrowser('inside', { id: 'inside', title: 'Look Inside' });
});
afterAll(async () => {
  await results?.close();
  await inside?.close();
});
afterEach(async () => {
  expect(shown.complaints).toEqual([]);
  await shown.page.close();
});

const base64 = (...bytes: readonly number[]) => Buffer.from(bytes).toString('base64');
const picture = { width: 2, height: 1, channels: 1, bytes: base64(0, 255) } as const;
/** Black, white: a canvas is made for each picture, so each place needs one of its own. */
const ownPicture = () => ({ ...picture });
const text = async (selector: string) =>
  (await shown.page.locator(selector).innerText()).replaceAll(/\s+/g, ' ');
const lastSent = async () => (await shown.sent()).at(-1);

/** The colours of a canvas, pixel by pixel. */
const pixels = (selector: string) =>
  shown.page.locator(selector).evaluate((element) => {
    const canvas = element as HTMLCanvasElement;
    return [...canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height).data];
  });

describe('the results', () => {
  const measured: ShownResults = {
    loss: 0.25,
    accuracy: 0.75,
    top5: 1,
    count: 8,
    perClass: [
      { name: 'cat', count: 4, precision: 1, recall: 0.5, f1: 0.667 },
      { name: 'dog', count: 4, precision: 0.667, recall: 1, f1: 0.8 },
    ],
    confusion: [
      [2, 2],
      [0, 4],
    ],
    hardest: [
      { index: 5, label: 'cat', predicted: 'dog', probability: 0.9, loss: 2.3, picture: ownPicture() },
    ],
    mostConfidentlyWrong: [],
    augmented: [
      { label: 'before', pictures: [ownPicture()] },
      { label: 'after', pictures: [{ ...picture, bytes: base64(255, 0) }] },
    ],
  };

  async function open(options: PageOptions = {}): Promise<void> {
    shown = await results.open(options);
    await shown.deliver({ kind: 'results', model: 'Pets', folder: '/runs/a', results: measured });
    await shown.page.locator('.confusion').waitFor();
  }

  test('are summed up, with every cell of the confusion and the pairs that are confused', async () => {
    await open();
    expect(await text('.facts')).toBe('Accuracy 75.00 % Loss 0.2500 Validation images 8 Wrong 2');
    const cells = await shown.page.locator('.confusion tbody td').allInnerTexts();
    expect(cells).toEqual(['2', '2', '', '4']);
    expect(await shown.page.locator('.confusion td.wrong').first().getAttribute('title')).toBe(
      'cat taken for dog: 2 (50.0 %)',
    );
    expect(await text('.pairs')).toBe('cat taken for dog 2 of 4');
    expect(await shown.kept()).toEqual({ folder: '/runs/a' });
  });

  test('sort their classes by a column, the worst first', async () => {
    await open();
    const names = () => shown.page.locator('.classes tbody th').allInnerTexts();
    await shown.page.locator('.classes button', { hasText: 'Precision' }).click();
    await expect.poll(names).toEqual(['dog', 'cat']);
    await shown.page.locator('.classes button', { hasText: 'Precision' }).click();
    await expect.poll(names).toEqual(['cat', 'dog']);
    const heading = shown.page.locator('.classes th', { hasText: 'Precision' });
    expect(await heading.getAttribute('aria-sort')).toBe('descending');
  });

  test('show hard images, which lead to a look inside, and what augmentation makes', async () => {
    await open();
    expect(await text('.card')).toBe('cat → dog 90 %, loss 2.30');
    expect(await pixels('.card canvas')).toEqual([0, 0, 0, 255, 255, 255, 255, 255]);
    expect(await shown.page.locator('.row canvas').count()).toBe(2);
    await shown.page.locator('.card').click();
    expect(await lastSent()).toEqual({ kind: 'inspect', index: 5 });
  });

  test('fit into 400 px, say what to do where there are none, and what went wrong', async () => {
    await open({ width: 400 });
    expect(await shown.page.evaluate(() => document.documentElement.scrollWidth)).toBe(400);
    await shown.deliver({ kind: 'problem', message: 'There is no `best.safetensors`.' });
    await expect.poll(() => text('.empty p')).toBe('There is no best.safetensors.');
    await shown.page.locator('tk-button').click();
    expect(await lastSent()).toEqual({ kind: 'openRun' });
  });
});

describe('a look inside', () => {
  const choice: InsideChoice = { image: { index: 3 }, layer: 'relu', method: 'gradient' };
  const insight: ShownInsight = {
    image: ownPicture(),
    label: 'cat',
    count: 10,
    classes: [
      { name: 'cat', probability: 0.25 },
      { name: 'dog', probability: 0.75 },
    ],
    saliency: { ...picture, bytes: base64(255, 0) },
    layer: {
      path: 'relu',
      kind: 'relu',
      shape: [2, 1, 2],
      maps: { count: 2, width: 2, height: 1, low: 0, high: 4, bytes: base64(0, 255, 255, 0) },
      total: 2,
      activation: { x: [-1, 0, 1], y: [0, 0, 1], inputs: { low: -1, high: 1, counts: [3, 1] } },
    },
    filters: { path: 'conv', pictures: [ownPicture()], total: 1 },
  };

  async function open(): Promise<void> {
    shown = await inside.open();
    const subject = { model: 'Pets', folder: '/runs/a', layers: ['conv', 'relu'] };
    await shown.deliver({ kind: 'subject', subject, choice });
    await shown.deliver({ kind: 'insight', choice, insight });
    await shown.page.locator('.chart circle, .chart text').first().waitFor();
  }

  test('shows the scores, the likeliest first, and whether they are right', async () => {
    await open();
    expect(await text('.scores')).toBe('Its class is cat; the network says dog. dog 75.0 % cat 25.0 %');
  });

  test('shows maps, filters, what matters, and the activation with what flows through it', async () => {
    await open();
    expect(await shown.page.locator('.maps canvas').count()).toBe(3);
    expect(await pixels('.maps canvas >> nth=1')).toEqual([255, 255, 255, 255, 0, 0, 0, 255]);
    expect((await pixels('figure >> nth=1 >> canvas')).slice(0, 3)).toEqual([255, 140, 0]);
    expect(await text('.chart h2')).toBe('relu: what flows into relu');
    expect(await text('section:nth-of-type(2) .hint')).toBe(
      'relu, 2x1x2: 2 maps of 1x2; black is 0, white is 4.',
    );
  });

  test('asks for another image, layer or method', async () => {
    await open();
    await shown.page.locator('tk-button[aria-label="Next image"]').click();
    expect(await lastSent()).toEqual({ kind: 'choose', choice: { ...choice, image: { index: 4 } } });
    await shown.page.locator('select').first().selectOption('conv');
    expect(await lastSent()).toEqual({ kind: 'choose', choice: { ...choice, layer: 'conv' } });
    await shown.page.locator('select').nth(1).selectOption('occlusion');
    expect(await lastSent()).toEqual({ kind: 'choose', choice: { ...choice, method: 'occlusion' } });
  });

  test('says what went wrong, and keeps what was shown', async () => {
    await open();
    await shown.deliver({ kind: 'problem', message: 'The image cannot be read.' });
    await expect.poll(() => text('.trouble')).toBe('The image cannot be read.');
    expect(await shown.page.locator('.maps canvas').count()).toBe(3);
  });
});
