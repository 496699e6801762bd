// Measures training and inference against PyTorch: node bench/training.mjs [--networks a,b] [--seconds 2] [--device cpu].

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ensureFastBlas, ensurePytorch } from '../scripts/parity/pytorch.mjs';
import { repository } from '../scripts/repository.mjs';

// Inside the tree, so that onnxruntime-node is found.
const folder = join(repository, '.cache/bench');
mkdirSync(folder, { recursive: true });
await build({
  absWorkingDir: repository,
  entryPoints: {
    measure: 'bench/training/measure.ts',
    engineSide: 'bench/training/engineSide.ts',
    sessionThread: 'engine/process/sessionThread.ts',
  },
  outdir: folder,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  external: ['onnxruntime-node'],
  logLevel: 'warning',
});
const own = process.argv.slice(2);
const python = ensurePytorch();
ensureFastBlas();
const environment = {
  ...process.env,
  ORT_DISABLE_TELEMETRY: '1',
  NETWRIGHT_PYTHON: python,
  NETWRIGHT_TENSORFLOW: own.includes('--no-tensorflow') ? '' : tensorflow(),
};
const { status } = spawnSync(process.execPath, [join(folder, 'measure.mjs'), ...own], {
  cwd: repository,
  stdio: 'inherit',
  env: environment,
});
process.exit(status ?? 1);

/** The folder of TensorFlow.js, installed there at the first call: it is no dependency of the project. */
function tensorflow() {
  const place = join(folder, 'tensorflow');
  if (existsSync(join(place, 'node_modules/@tensorflow/tfjs'))) return place;
  console.log('Installing TensorFlow.js …');
  mkdirSync(place, { recursive: true });
  const parameters = ['install', '--prefix', place, '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status } = spawnSync(npm, [...parameters, '@tensorflow/tfjs@4.22.0'], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    console.log('TensorFlow.js could not be installed; it is left out.');
    return '';
  }
  return place;
}
