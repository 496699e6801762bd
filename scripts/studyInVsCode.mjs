// `npm run study:editor -- --data FOLDER`: the figure of batch normalisation's paper, made in a real VS Code.
import { resolve } from 'node:path';
import { ensureChromium, ensureRealVsCode } from './realVsCode/install.mjs';
import { ensurePackages, node, run } from './repository.mjs';

const at = process.argv.indexOf('--data');
const data = process.argv[at + 1];
if (at < 0 || data === undefined) {
  console.error(
    "Name the folder that holds MNIST's four files in `mnist`: npm run study:editor -- --data FOLDER",
  );
  process.exit(2);
}
ensurePackages();
await ensureRealVsCode();
await ensureChromium();
const { packageExtension } = await import('./package.mjs');
const vsix = await packageExtension();
const parameters = ['run', '--config', 'bench/studies/vitest.studies.config.ts'];
run(node, ['node_modules/vitest/vitest.mjs', ...parameters], {
  ...process.env,
  NETWRIGHT_VSIX: vsix,
  NETWRIGHT_DATA: resolve(data),
});
