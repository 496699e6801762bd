// Opens the diagram's page in a real browser, with a stand-in for the editor: for the preview and the browser tests.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { editorThemes } from './editorThemes.mjs';

const repository = new URL('../..', import.meta.url).pathname;
const executablePath = process.env.NETWRIGHT_CHROMIUM ?? '/usr/bin/chromium';

/** Bundles the page, serves it under its own security policy, and starts a browser. */
export async function startDiagramBrowser() {
  const folder = await mkdtemp(join(tmpdir(), 'netwright-diagram-'));
  await build({
    absWorkingDir: repository,
    entryPoints: { diagram: 'webview/diagram/main.ts' },
    bundle: true,
    format: 'iife',
    target: 'chrome132',
    outdir: folder,
    logLevel: 'error',
  });
  await build({
    absWorkingDir: repository,
    entryPoints: { page: 'webview/diagram/page.ts' },
    bundle: true,
    format: 'esm',
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    logLevel: 'error',
  });
  const { diagramPage } = await import(pathToFileURL(join(folder, 'page.mjs')).href);
  const files = {
    '/diagram.js': ['text/javascript', await readFile(join(folder, 'diagram.js'))],
    '/diagram.css': ['text/css', await readFile(join(folder, 'diagram.css'))],
    '/elk.js': ['text/javascript', await readFile(`${repository}/node_modules/elkjs/lib/elk-worker.min.js`)],
  };
  await rm(folder, { recursive: true });
  const server = createServer((request, response) => {
    const origin = `http://${request.headers.host}`;
    const file = files[request.url];
    response.setHeader('content-type', file ? file[0] : 'text/html');
    if (file) response.end(file[1]);
    else {
      const uris = { scriptUri: `${origin}/diagram.js`, styleUri: `${origin}/diagram.css` };
      const rest = { cspSource: origin, elkWorkerUri: `${origin}/elk.js`, file: 'file:///model.cnn' };
      response.end(diagramPage({ nonce: 'n0nce', ...uris, ...rest }));
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });
  return {
    /** @param {{ theme?: keyof typeof editorThemes, width?: number, height?: number, kept?: unknown }} options */
    open: (options = {}) => openPage(browser, `http://127.0.0.1:${server.address().port}/`, options),
    async close() {
      await browser.close();
      server.close();
    },
  };
}

async function openPage(browser, address, { theme = 'light', width = 760, height = 900, kept }) {
  const page = await browser.newPage({ viewport: { width, height } });
  const { kind, variables } = editorThemes[theme];
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  await page.addInitScript(
    ({ kind, variables, kept }) => {
      let state = kept;
      globalThis.sent = [];
      globalThis.keptState = () => state;
      globalThis.acquireVsCodeApi = () => ({
        postMessage: (message) => globalThis.sent.push(message),
        getState: () => state,
        setState: (next) => {
          state = structuredClone(next);
        },
      });
      document.addEventListener('DOMContentLoaded', () => {
        document.body.className = kind;
        for (const [name, value] of Object.entries(variables)) {
          document.documentElement.style.setProperty(name, value);
        }
      });
    },
    { kind, variables, kept },
  );
  await page.goto(address);
  await page.waitForFunction(() => globalThis.sent.some(({ kind }) => kind === 'ready'));
  return {
    page,
    complaints,
    /** Speaks as the editor. */
    deliver: (message) => page.evaluate((data) => window.postMessage(data, '*'), message),
    /** Shows a graph, and waits until it is drawn and at rest. */
    async show(graph, more = {}) {
      await this.deliver({ kind: 'graph', graph, models: [graph.model], ...more });
      await this.settled(graph.model);
    },
    async settled(model) {
      await page.waitForFunction(
        (name) =>
          document.querySelector('svg.drawing')?.getAttribute('aria-label') === `Diagram of ${name}` &&
          document.querySelector('tk-progress-ring') === null &&
          document.getAnimations().length === 0,
        model,
      );
      await page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
      );
    },
    sent: () => page.evaluate(() => globalThis.sent),
    kept: () => page.evaluate(() => globalThis.keptState()),
  };
}
