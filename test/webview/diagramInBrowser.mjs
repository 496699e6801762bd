// Opens the diagram's page in a real browser, with a stand-in for the editor: for the preview and the browser tests.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { startBrowser } from './pageInBrowser.mjs';

const repository = new URL('../..', import.meta.url).pathname;

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
  const { open, close } = await startBrowser(files, (origin) =>
    diagramPage({
      nonce: 'n0nce',
      cspSource: origin,
      scriptUri: `${origin}/diagram.js`,
      styleUri: `${origin}/diagram.css`,
      elkWorkerUri: `${origin}/elk.js`,
      file: 'file:///model.cnn',
    }),
  );
  return { open: async (options = {}) => withGraphs(await open(options)), close };
}

/** What only the diagram's page can do. */
function withGraphs(shown) {
  const { page } = shown;
  return {
    ...shown,
    /** Shows a graph, and waits until it is drawn and at rest. */
    async show(graph, more = {}) {
      await shown.deliver({ kind: 'graph', graph, models: [graph.model], editable: true, ...more });
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
      await shown.drawn();
    },
  };
}
