// Measures reading and augmenting, alone and beside training: node bench/loader.mjs [--data PATH/cifar10-jpg.tar.gz] [--rounds 16] [--part alone|training].

import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { repository } from '../scripts/repository.mjs';

// Inside the tree, so that onnxruntime-node is found; the loader's script lies beside the one that starts it.
const folder = join(repository, '.cache/bench/loader');
mkdirSync(folder, { recursive: true });
await build({
  absWorkingDir: repository,
  entryPoints: { measure: 'bench/loader/measure.ts', loader: 'engine/process/loader.ts' },
  outdir: folder,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external: ['onnxruntime-node'],
  logLevel: 'warning',
});
const { status } = spawnSync(process.execPath, [join(folder, 'measure.js'), ...process.argv.slice(2)], {
  cwd: repository,
  stdio: 'inherit',
  env: { ...process.env, ORT_DISABLE_TELEMETRY: '1' },
});
process.exit(status ?? 1);
