// Bundles the product's Node programs for a test file, as scripts/build.mjs bundles them.

import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll } from 'vitest';
import { programs as entries } from '../../scripts/build.mjs';

export const repository = join(import.meta.dirname, '../..');

/**
 * Bundles programs once for a test file, into a folder inside the checkout, so that onnxruntime-node is found. The
 * folder is known once the tests run.
 */
export function useBundles(...programs: readonly (keyof typeof entries)[]): { readonly folder: string } {
  const place = { folder: '' };
  beforeAll(async () => {
    place.folder = mkdtempSync(join(repository, 'node_modules/.netwright-'));
    await build({
      absWorkingDir: repository,
      entryPoints: Object.fromEntries(programs.map((program) => [program, entries[program]])),
      outdir: place.folder,
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      external: ['onnxruntime-node', 'sharp'],
      logLevel: 'silent',
    });
    // The layout of diagrams runs from a script beside the program.
    mkdirSync(join(place.folder, 'webview'));
    const worker = 'elk-worker.min.js';
    copyFileSync(join(repository, 'node_modules/elkjs/lib', worker), join(place.folder, 'webview', worker));
    afterAll(() => rmSync(place.folder, { recursive: true, force: true }));
  });
  return place;
}
