// Bundles each process of the product into dist/, one file for each.
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';
import { repository } from './repository.mjs';

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  absWorkingDir: repository,
  outdir: 'dist',
  logLevel: 'warning',
  sourcemap: process.argv.includes('--watch') ? 'linked' : false,
  minify: !process.argv.includes('--watch'),
  keepNames: true,
  legalComments: 'none',
};

/** @type {import('esbuild').BuildOptions} */
const node = { ...common, platform: 'node', target: 'node20', format: 'cjs' };

/** Keeping the names of functions, for stacks in logs, costs each closure that is made: not where a key waits for it. */
const language = { ...node, keepNames: false };

/** The programs of Node's that tests bundle, too. */
export const programs = {
  engine: 'engine/process/main.ts',
  loader: 'engine/process/loader.ts',
  sessionThread: 'engine/process/sessionThread.ts',
  cli: 'cli/main.ts',
  onnxReader: 'extension/onnx/reader.ts',
  comparer: 'extension/onnx/comparer.ts',
};

/** @type {import('esbuild').BuildOptions[]} */
const bundles = [
  { ...node, entryPoints: { extension: 'extension/main.ts' }, external: ['vscode'] },
  { ...language, entryPoints: { languageServer: 'extension/language-server/main.ts' } },
  { ...language, entryPoints: { onnxReader: programs.onnxReader } },
  { ...language, entryPoints: { comparer: programs.comparer } },
  { ...node, entryPoints: { engine: programs.engine }, external: ['onnxruntime-node', 'sharp'] },
  { ...node, entryPoints: { loader: programs.loader }, external: ['sharp'] },
  { ...node, entryPoints: { sessionThread: programs.sessionThread }, external: ['onnxruntime-node'] },
  {
    ...language,
    entryPoints: { cli: programs.cli },
    external: ['sharp'],
    banner: { js: '#!/usr/bin/env node' },
  },
  {
    ...common,
    platform: 'browser',
    target: 'chrome132',
    format: 'iife',
    entryPoints: {
      'webview/diagram': 'webview/diagram/main.ts',
      'webview/dashboard': 'webview/dashboard/main.ts',
      'webview/profile': 'webview/profile/main.ts',
      'webview/inside': 'webview/inside/main.ts',
      'webview/results': 'webview/results/main.ts',
      'webview/onnx': 'webview/onnx/main.ts',
      'webview/runs': 'webview/runs/main.ts',
      'webview/figurePanel': 'webview/figurePanel/main.ts',
    },
  },
];

export async function buildAll() {
  await rm(`${repository}/dist`, { recursive: true, force: true });
  await mkdir(`${repository}/dist/webview`, { recursive: true });
  await Promise.all(bundles.map((options) => build(options)));
  await copyAssets();
}

async function copyAssets() {
  const worker = `${repository}/node_modules/elkjs/lib/elk-worker.min.js`;
  await copyFile(worker, `${repository}/dist/webview/elk-worker.min.js`);
}

async function watchAll() {
  await mkdir(`${repository}/dist/webview`, { recursive: true });
  await copyAssets();
  const contexts = await Promise.all(bundles.map((options) => context(options)));
  await Promise.all(contexts.map((bundle) => bundle.watch()));
  console.log('Watching for changes; press Ctrl+C to end.');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await (process.argv.includes('--watch') ? watchAll() : buildAll());
}
