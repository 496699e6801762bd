// Opens a page of the extension in a real browser under its own security policy, with a stand-in for the editor.
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

/**
 * Bundles `webview/NAME/main.ts`, serves it in the shell that `pageKind` describes, and starts a browser.
 * @param {string} name
 * @param {{ id: string, title: string, allowed?: string[] }} pageKind
 */
export async function startPageBrowser(name, pageKind) {
  const folder = await mkdtemp(join(tmpdir(), `netwright-${name}-`));
  const common = { absWorkingDir: repository, bundle: true, outdir: folder, logLevel: 'error' };
  await build({
    ...common,
    entryPoints: { [name]: `webview/${name}/main.ts` },
    format: 'iife',
    target: 'chrome132',
  });
  await build({
    ...common,
    entryPoints: { shell: 'webview/shell/pageShell.ts' },
    format: 'esm',
    outExtension: { '.js': '.mjs' },
  });
  const { pageShell } = await import(pathToFileURL(join(folder, 'shell.mjs')).href);
  const files = {
    [`/${name}.js`]: ['text/javascript', await readFile(join(folder, `${name}.js`))],
    [`/${name}.css`]: ['text/css', await readFile(join(folder, `${name}.css`))],
  };
  await rm(folder, { recursive: true });
  return startBrowser(files, (origin) =>
    pageShell(
      {
        nonce: 'n0nce',
        cspSource: origin,
        scriptUri: `${origin}/${name}.js`,
        styleUri: `${origin}/${name}.css`,
      },
      pageKind,
    ),
  );
}

/**
 * Serves the files, and at every other address the page.
 * @param {Record<string, [type: string, content: Buffer]>} files
 * @param {(origin: string) => string} page
 */
export async function startBrowser(files, page) {
  const server = createServer((request, response) => {
    const file = files[request.url];
    response.setHeader('content-type', file ? file[0] : 'text/html');
    response.end(file ? file[1] : page(`http://${request.headers.host}`));
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
    /** Waits until what was delivered is drawn. */
    drawn: () =>
      page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))),
    sent: () => page.evaluate(() => globalThis.sent),
    kept: () => page.evaluate(() => globalThis.keptState()),
  };
}
