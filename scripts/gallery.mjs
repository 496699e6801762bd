// `npm run gallery`: draws docs/gallery.md anew, with its pictures in docs/gallery/.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { node, repository } from './repository.mjs';

// Apart from dist/, which others may be building.
const folder = join(repository, '.cache/gallery');
mkdirSync(join(folder, 'webview'), { recursive: true });
copyFileSync(
  join(repository, 'node_modules/elkjs/lib/elk-worker.min.js'),
  join(folder, 'webview/elk-worker.min.js'),
);
const outfile = join(folder, 'gallery.cjs');
await build({
  absWorkingDir: repository,
  entryPoints: ['scripts/gallery/main.ts'],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  external: ['sharp'],
  logLevel: 'warning',
});
const { status } = spawnSync(node, [outfile, repository], { stdio: 'inherit' });
process.exit(status ?? 1);
