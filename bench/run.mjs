// Bundles a TypeScript benchmark and runs it: node bench/run.mjs stepTime [arguments].

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleBenchmark } from './bundleBenchmark.mjs';

const [name, ...rest] = process.argv.slice(2);
if (!name) {
  console.error('Name a benchmark: node bench/run.mjs stepTime');
  process.exit(2);
}
const here = dirname(fileURLToPath(import.meta.url));
// Inside the tree, so that onnxruntime-node is found.
const folder = mkdtempSync(join(here, '.run-'));
const bundle = join(folder, `${name}.mjs`);
let status = 1;
try {
  await bundleBenchmark(name, bundle);
  const env = { ...process.env, ORT_DISABLE_TELEMETRY: '1' };
  status = spawnSync(process.execPath, [bundle, ...rest], { stdio: 'inherit', env }).status ?? 1;
} finally {
  rmSync(folder, { recursive: true });
}
process.exit(status);
