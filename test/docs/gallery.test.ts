// The gallery shows every network that ships, as it is drawn today.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { spawnElkThread } from '../../cli/elkThread.ts';
import { adaptivePicture, contrastStyles, plainStyles } from '../../scripts/gallery/adaptivePicture.ts';
import { exhibits, families, fileName, fingerprint } from '../../scripts/gallery/contents.ts';
import { drawFigure } from '../../scripts/gallery/drawFigure.ts';
import { drawDiagram } from '../../webview/diagram/drawing/drawDiagram.ts';
import { pictureStyles } from '../../webview/diagram/drawing/stylesheet.ts';
import { pictureThemes } from '../../webview/diagram/drawing/themes.ts';
import { toPicture } from '../../webview/diagram/drawing/toMarkup.ts';
import { foldsAtLevel } from '../../webview/diagram/layout/folding.ts';
import { layOutSimply } from '../../webview/diagram/layout/layeredFallback.ts';
import { layOutDiagram } from '../../webview/diagram/layout/layOutDiagram.ts';
import { createWorkerEngine } from '../../webview/diagram/layout/layoutEngine.ts';
import { createPictureMeasure } from '../../webview/diagram/layout/measure.ts';
import { outlineOf } from '../../webview/diagram/layout/outline.ts';
import { viewOf } from '../../webview/diagram/layout/view.ts';
import { pictureThemeNames } from '../../webview/protocol/picture.ts';

const repository = join(import.meta.dirname, '../..');
const folder = join(repository, 'docs/gallery');
const page = readFileSync(join(repository, 'docs/gallery.md'), 'utf8');
const all = exhibits(repository);
const redraw = 'docs/gallery is not current: draw it with `npm run gallery`';

test('the page lists every network, each once, with its picture', () => {
  const titles = [...page.matchAll(/^### (.*)$/gm)].map(([, title]) => title);
  expect([...titles].sort()).toEqual(all.map(({ entry }) => entry.name).sort());
  for (const { entry } of all) {
    const name = fileName(entry.name);
    expect(page).toContain(
      `<source media="(prefers-contrast: more)" srcset="gallery/${name}-high-contrast.svg">\n<img alt="Diagram of ${entry.name}" src="gallery/${name}.svg">`,
    );
  }
});

test('every picture of the page is there, and no other; together they stay modest', () => {
  const named = new Set([...page.matchAll(/gallery\/([\w-]+\.svg)/g)].map(([, name]) => name));
  const there = readdirSync(folder).filter((name) => name.endsWith('.svg'));
  expect(there.sort()).toEqual([...named].sort());
  const bytes = there.reduce((total, name) => total + statSync(join(folder, name)).size, 0);
  expect(bytes).toBeLessThan(2_000_000);
});

test('the pictures are of the networks as they are', () => {
  const drawn = JSON.parse(readFileSync(join(folder, 'drawn.json'), 'utf8'));
  expect(drawn, redraw).toEqual(
    Object.fromEntries(all.map((exhibit) => [exhibit.entry.name, fingerprint(exhibit)])),
  );
});

test('nothing is cut short in them', () => {
  const cut = readdirSync(folder).filter((name) => readFileSync(join(folder, name), 'utf8').includes('…'));
  expect(cut).toEqual([]);
});

describe('the styles of a picture that suits its viewer', () => {
  /** Each property by its selector: a selector has rules of different properties. */
  const rules = (styles: string) =>
    new Map(
      [...styles.matchAll(/^(.*) \{ (.*) \}$/gm)].flatMap(([, selector, body]) =>
        body!.split(';').map((property) => [`${selector} ${property.split(':')[0]}`, property] as const),
      ),
    );
  /** What holds in the end, later rules over earlier ones of the same selector. */
  const holding = (styles: string, isDark: boolean) => {
    const [base, , body] = styles.split(/\n(@media [^{]*)\{\n([\s\S]*?)\n\}/);
    return new Map([...rules(base!), ...(isDark ? rules(body!) : [])]);
  };

  test.each([
    ['light', plainStyles, false],
    ['dark', plainStyles, true],
    ['high-contrast-light', contrastStyles, false],
    ['high-contrast', contrastStyles, true],
  ] as const)('are those of the %s theme', (theme, styles, isDark) => {
    expect(holding(styles, isDark)).toEqual(rules(pictureStyles(pictureThemes[theme])));
  });
});

test('what repeats in a drawing is written once, and looks as before', async () => {
  const { graph } = all.find(({ entry: { name } }) => name === 'Inception-v3')!;
  const measure = createPictureMeasure();
  const outline = outlineOf(graph);
  const view = viewOf(graph, outline, foldsAtLevel(outline, 1));
  const layout = layOutSimply(view, measure);
  const drawing = drawDiagram(layout, { measure, marks: new Set(), target: 'picture' });
  const whole = toPicture({ drawing, layout, theme: pictureThemes.light, title: 'Inception-v3' });
  const { plain } = adaptivePicture(layout, measure, 'Inception-v3');
  expect(plain.length).toBeLessThan(whole.length / 2);
  const pixels = await Promise.all(
    [whole, plain].map((svg) => sharp(Buffer.from(svg), { limitInputPixels: false }).raw().toBuffer()),
  );
  const [before, after] = pixels as [Buffer, Buffer];
  expect(after.length).toBe(before.length);
  const different = before.reduce(
    (count, value, at) => count + (Math.abs(value - after[at]!) > 40 ? 1 : 0),
    0,
  );
  expect(different).toBe(0);
});

test('a figure is there in every theme, those of more contrast first', () => {
  const [figure] = /<picture>[\s\S]*?<\/picture>/.exec(page)!;
  expect([...figure.matchAll(/gallery\/lenet-5-figure-([\w-]+)\.svg/g)].map(([, theme]) => theme)).toEqual([
    'high-contrast',
    'high-contrast-light',
    'dark',
    'light',
  ]);
});

test.each(
  families.flatMap(({ figures }) =>
    figures.flatMap((name) => pictureThemeNames.map((theme) => [name, theme] as const)),
  ),
)('the figure of %s, %s, is drawn as it is drawn today', (name, theme) => {
  const exhibit = all.find(({ entry }) => entry.name === name)!;
  const picture = readFileSync(join(folder, `${fileName(name)}-figure-${theme}.svg`), 'utf8');
  expect(picture === drawFigure(exhibit, theme) ? '' : redraw).toBe('');
});

test('and drawn as they are drawn today', async () => {
  const { graph, entry } = all.find(({ entry: { name } }) => name === 'LeNet-5')!;
  const [engine, measure] = [createWorkerEngine(spawnElkThread), createPictureMeasure()];
  const view = viewOf(graph, outlineOf(graph), new Set());
  const { layout } = await layOutDiagram(view, measure, engine, { deadlineMs: 60_000 });
  engine.dispose();
  const { plain, contrast } = adaptivePicture(layout, measure, `Diagram of ${entry.name}`);
  expect(readFileSync(join(folder, 'lenet-5.svg'), 'utf8'), redraw).toBe(plain);
  expect(readFileSync(join(folder, 'lenet-5-high-contrast.svg'), 'utf8'), redraw).toBe(contrast);
});
