// The gallery shows every network that ships, as it is drawn today.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { spawnElkThread } from '../../cli/elkThread.ts';
import { adaptivePicture } from '../../scripts/gallery/adaptivePicture.ts';
import { exhibits, fileName, fingerprint } from '../../scripts/gallery/contents.ts';
import { layOutDiagram } from '../../webview/diagram/layout/layOutDiagram.ts';
import { createWorkerEngine } from '../../webview/diagram/layout/layoutEngine.ts';
import { createMeasure } from '../../webview/diagram/layout/measure.ts';
import { outlineOf } from '../../webview/diagram/layout/outline.ts';
import { viewOf } from '../../webview/diagram/layout/view.ts';

const repository = join(import.meta.dirname, '../..');
const folder = join(repository, 'docs/gallery');
const page = readFileSync(join(repository, 'docs/gallery.md'), 'utf8');
const all = exhibits(repository);
const redraw = 'docs/gallery is not current: draw it with `npm run gallery`';

test('the page lists every network, each once, with its picture', () => {
  const titles = [...page.matchAll(/^### (.*)$/gm)].map(([, title]) => title);
  expect([...titles].sort()).toEqual(all.map(({ entry }) => entry.name).sort());
  for (const { entry } of all)
    expect(page).toContain(`![Diagram of ${entry.name}](gallery/${fileName(entry.name)}.svg)`);
});

test('every picture of the page is there, and no other; together they stay modest', () => {
  const named = new Set([...page.matchAll(/gallery\/([\w-]+\.svg)/g)].map(([, name]) => name));
  const there = readdirSync(folder).filter((name) => name.endsWith('.svg'));
  expect(there.sort()).toEqual([...named].sort());
  const bytes = there.reduce((total, name) => total + statSync(join(folder, name)).size, 0);
  expect(bytes).toBeLessThan(2_500_000);
});

test('the pictures are of the networks as they are', () => {
  const drawn = JSON.parse(readFileSync(join(folder, 'drawn.json'), 'utf8'));
  expect(drawn, redraw).toEqual(
    Object.fromEntries(all.map((exhibit) => [exhibit.entry.name, fingerprint(exhibit)])),
  );
});

test('and drawn as they are drawn today', async () => {
  const { graph, entry } = all.find(({ entry: { name } }) => name === 'LeNet-5')!;
  const [engine, measure] = [createWorkerEngine(spawnElkThread), createMeasure()];
  const view = viewOf(graph, outlineOf(graph), new Set());
  const { layout } = await layOutDiagram(view, measure, engine, { deadlineMs: 60_000 });
  engine.dispose();
  const picture = adaptivePicture(layout, measure, `Diagram of ${entry.name}`);
  expect(readFileSync(join(folder, 'lenet-5.svg'), 'utf8'), redraw).toBe(picture);
});
