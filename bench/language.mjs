// Measures the language as an editor and the command line meet it: node bench/language.mjs [--models FOLDER].

import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { repository } from '../scripts/repository.mjs';

// Bundles of this moment's sources, made as the product's are, and apart from dist/, which others may be building.
const folder = join(repository, '.cache/bench');
mkdirSync(folder, { recursive: true });

/** @type {import('esbuild').BuildOptions} */
const product = {
  absWorkingDir: repository,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  minify: true,
  keepNames: true,
  legalComments: 'none',
  logLevel: 'warning',
};
await Promise.all([
  build({
    ...product,
    entryPoints: ['extension/language-server/main.ts'],
    outfile: `${folder}/languageServer.js`,
  }),
  build({ ...product, entryPoints: ['cli/main.ts'], outfile: `${folder}/cli.js` }),
  build({
    ...product,
    entryPoints: ['bench/language/measure.ts'],
    outfile: `${folder}/measure.mjs`,
    format: 'esm',
    // vscode-languageserver is CommonJS and loads Node's modules by `require`.
    banner: {
      js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
    },
  }),
]);
const { status } = spawnSync(
  process.execPath,
  [join(folder, 'measure.mjs'), folder, ...process.argv.slice(2)],
  {
    cwd: repository,
    stdio: 'inherit',
  },
);
process.exit(status ?? 1);
