// Measures the diagram in a real VS Code, and Netron on the same ONNX files: node bench/diagram.mjs [--only PART] [--runs N]
// [--match PATTERN]; parts are editing, unfolded, onnx and netron.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { packageExtension } from '../scripts/package.mjs';
import { ensureChromium, ensureRealVsCode } from '../scripts/realVsCode/install.mjs';
import { repository } from '../scripts/repository.mjs';

const NETRON = '9.3.3';
const folder = join(repository, '.cache/bench');
mkdirSync(folder, { recursive: true });

/** The peer, in an environment of its own; undefined where there is no Python or no registry. */
function ensureNetron() {
  const environment = join(repository, '.cache', `netron-${NETRON}`);
  const python = join(environment, 'bin/python');
  if (existsSync(join(environment, 'bin/netron'))) return python;
  const steps = [
    ['python3', '-m', 'venv', environment],
    [python, '-m', 'pip', 'install', '--quiet', `netron==${NETRON}`],
  ];
  for (const [program, ...words] of steps) {
    if (spawnSync(/** @type {string} */ (program), words, { stdio: 'inherit' }).status !== 0) {
      console.log('Netron cannot be installed here: it is left out.');
      return undefined;
    }
  }
  return python;
}

/**
 * The tests' way into VS Code finds its files from its own place: bundled, it is told that place, and scripts stay outside.
 * @type {import('esbuild').Plugin}
 */
const places = {
  name: 'places',
  setup(bundler) {
    bundler.onResolve({ filter: /scripts\/.*\.mjs$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path),
      external: true,
    }));
    bundler.onLoad({ filter: /(test|bench)\/.*\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll('import.meta.dirname', JSON.stringify(dirname(path))),
      loader: 'ts',
    }));
  },
};

await ensureRealVsCode();
await ensureChromium();
const vsix = await packageExtension();
const python = ensureNetron();
const outfile = join(folder, 'diagram.mjs');
await build({
  absWorkingDir: repository,
  entryPoints: ['bench/diagram/measure.ts'],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  plugins: [places],
  logLevel: 'warning',
});
const environment = { ...process.env, NETWRIGHT_VSIX: vsix, NETRON_PYTHON: python ?? '' };
const { status } = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], {
  cwd: repository,
  stdio: 'inherit',
  env: environment,
});
process.exit(status ?? 1);
