// Takes pictures of the diagram's page in each of the editor's themes: node test/webview/preview.mjs [folder [part of a name]]
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { startDiagramBrowser } from './diagramInBrowser.mjs';

const attribute = { type: 'whole number, at least 1', documentation: '', choices: [] };
const paletteEntries = [
  ['Basic', 'block'],
  ['conv', 'convolution'],
  ['depthwise_conv', 'convolution'],
  ['maxpool', 'pooling'],
  ['global_avgpool', 'pooling'],
  ['relu', 'activation'],
  ['silu', 'activation'],
  ['bn', 'normalization'],
  ['dense', 'dense'],
  ['add', 'merge'],
  ['concat', 'merge'],
  ['dropout', 'regularization'],
  ['flatten', 'reshaping'],
  ['custom', 'custom'],
].map(([name, category]) => ({ name, category, documentation: '', layer: name }));
const convDetails = {
  kind: 'conv',
  name: 'c1',
  documentation: 'Convolution: every output channel is a filter slid over the rows and columns of the input.',
  attributes: [
    { ...attribute, name: 'channels', written: '2 * width', value: '6' },
    { ...attribute, name: 'kernel', written: '5x5', value: '5x5' },
    { ...attribute, name: 'stride', written: undefined, value: '1' },
    { ...attribute, name: 'padding', written: undefined, value: 'valid', choices: ['same', 'valid'] },
    { ...attribute, name: 'groups', written: undefined, value: '1' },
    { ...attribute, name: 'bias', written: undefined, value: 'true' },
  ],
  fixed: undefined,
  figures: [
    { name: 'Input', value: '1x32x32' },
    { name: 'Output', value: '6x28x28' },
    { name: 'Parameters', value: '156' },
    { name: 'Multiply-adds', value: '118 kMAC' },
    { name: 'Memory', value: '18.4 KiB for one image' },
    { name: 'Receptive field', value: '5x5, every 1 px' },
    { name: 'Path', value: 'c1.conv1' },
  ],
  problems: [{ severity: 'warning', message: 'The bias of this conv has no effect: set bias: false.' }],
  places: 18,
  nameable: true,
  removable: true,
  editable: true,
  first: false,
};
const out = process.argv[2] ?? join(tmpdir(), 'netwright-preview');
const wanted = process.argv[3] ?? '';
await mkdir(out, { recursive: true });
const { lenet5, resnetCifar, inception } = await sampleGraphs();
const browser = await startDiagramBrowser();
for (const theme of ['light', 'dark', 'contrast']) {
  await picture('lenet5', theme, lenet5(), {}, async (shown) => {
    await shown.deliver({ kind: 'mark', nodes: ['c11.conv1', 'c10.conv1', lenet5().nodes[4].id] });
  });
  await picture('inception', theme, withProblem(inception(), 8), { width: 900, height: 1000 });
  await picture('resnet', theme, resnetCifar(3), { height: 1000 });
}
for (const theme of ['light', 'dark', 'contrast']) {
  await picture('heat', theme, lenet5(), {}, overlay('Activation memory'));
  await picture('heat-folded', theme, resnetCifar(18), {}, overlay('Parameters'));
}
for (const theme of ['light', 'dark', 'contrast']) {
  await picture('right', theme, inception(), { width: 1300, height: 640 }, toTheRight);
}
await picture('right-lenet', 'light', lenet5(), { width: 1500, height: 300 }, toTheRight);
await picture('right-resnet', 'dark', resnetCifar(3), { width: 1300, height: 500 }, toTheRight);
for (const theme of ['light', 'dark', 'contrast']) {
  await picture('editing', theme, lenet5(), { width: 980 }, editing);
}
await picture('editing-narrow', 'light', lenet5(), { width: 420, height: 800 }, editing);
await picture('search', 'dark', resnetCifar(3), { height: 900 }, async ({ page }) => {
  await page.keyboard.press('Control+f');
  await page.keyboard.type('conv 32');
  await page.keyboard.press('Enter');
});
await picture(
  'heat-inception',
  'light',
  inception(),
  { width: 1100, height: 1000 },
  overlay('Multiply-adds'),
);
await picture('heat-far', 'dark', resnetCifar(3), { height: 800 }, async (shown) => {
  await overlay('Activation memory')(shown);
  await shown.page.keyboard.press('0');
});
await picture('heat-menu', 'dark', lenet5(), {}, ({ page }) => page.locator('[data-menu=overlays]').click());
await picture('resnet-chips', 'light', resnetCifar(3), { height: 1000 }, chips);
await picture('inception-chips', 'dark', inception(), { width: 900, height: 800 }, chips);
await picture('resnet-folded-110', 'light', resnetCifar(18), {});
await picture(
  'resnet-far',
  'dark',
  resnetCifar(3),
  { height: 800 },
  ({ page }) => page.keyboard.press('0'),
  true,
);
await picture('narrow', 'dark', inception(), { width: 400, height: 700 }, undefined, false, [
  'GoogLeNet',
  'Other',
]);
const empty = await browser.open({ theme: 'light', width: 600, height: 400 });
await empty.deliver({ kind: 'empty', message: 'This file declares no model yet. Write `model Name { … }`.' });
await empty.page.screenshot({ path: join(out, 'empty-light.png') });
await browser.close();
console.log(out);

async function picture(name, theme, graph, size, act, focus = false, models = [graph.model]) {
  if (!name.includes(wanted)) return;
  const shown = await browser.open({ theme, ...size });
  await shown.show(graph, { models });
  if (focus) await shown.page.keyboard.press('Tab');
  if (focus) await shown.page.locator('svg [tabindex="0"]').focus();
  await act?.(shown);
  await shown.settled(graph.model);
  await shown.page.screenshot({ path: join(out, `${name}-${theme}.png`) });
  for (const complaint of shown.complaints) console.log(`${name} ${theme}: ${complaint}`);
  await shown.page.close();
}

async function toTheRight({ page }) {
  await page.locator('[data-menu=layout]').click();
  await page.locator('.menu-item').filter({ hasText: 'To the right' }).click();
  await page.waitForTimeout(1500);
  await page.locator('svg [tabindex="0"]').focus();
}

async function editing({ page, deliver }) {
  const conv = lenet5().nodes[1].id;
  await page.locator('tk-button[aria-label^="Layers to insert"]').click();
  await deliver({ kind: 'palette', entries: paletteEntries });
  await page.locator('tk-button[aria-label^="Details"]').click();
  await page.locator(`svg [data-id="${conv}"]`).click();
  await deliver({ kind: 'details', details: { ...convDetails, id: conv } });
  await page.locator('.details input[data-field=groups]').fill('4');
  await page.locator('.details input[data-field=groups]').press('Enter');
  const message = 'A `conv` of 1 input channels cannot be split into 4 groups.';
  const change = { kind: 'set', id: conv, attribute: 'groups', text: '4' };
  await deliver({ kind: 'refused', change, message });
}

function overlay(title) {
  return async ({ page }) => {
    await page.locator('[data-menu=overlays]').click();
    await page.locator('.menu-item').filter({ hasText: title }).click();
    await page.locator('.legend').filter({ hasText: title }).waitFor();
    await page.locator('svg [tabindex="0"]').focus();
  };
}

async function chips({ page }) {
  await page.locator('tk-button[aria-label^="Show normalisation"]').click();
  await page.locator('svg .chip').first().waitFor();
  await page.keyboard.press('Escape');
}

function withProblem(graph, index) {
  const problem = { severity: 'error', message: 'The kernel 7x7 is larger than its input.' };
  return { ...graph, nodes: graph.nodes.map((node, at) => (at === index ? { ...node, problem } : node)) };
}

async function sampleGraphs() {
  const folder = await mkdtemp(join(tmpdir(), 'netwright-samples-'));
  const outfile = join(folder, 'samples.mjs');
  const entry = new URL('sampleGraphs.ts', import.meta.url).pathname;
  await build({ entryPoints: [entry], bundle: true, format: 'esm', outfile, logLevel: 'error' });
  const samples = await import(pathToFileURL(outfile).href);
  await rm(folder, { recursive: true });
  return samples;
}
