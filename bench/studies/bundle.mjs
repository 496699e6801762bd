// Makes a folder from which studies run on another machine that has Node alone: node bench/studies/bundle.mjs FOLDER.

import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildAll } from '../../scripts/build.mjs';
import { repository } from '../../scripts/repository.mjs';
import { bundleBenchmark } from '../bundleBenchmark.mjs';

const [folder] = process.argv.slice(2);
if (folder === undefined || existsSync(folder)) {
  console.error('Name a folder that does not exist yet: node bench/studies/bundle.mjs FOLDER');
  process.exit(2);
}
await buildAll();
await bundleBenchmark('studies/study', join(folder, 'study.mjs'));
const runtime = 'node_modules/onnxruntime-node';
const parts = [
  ...['cli', 'engine', 'loader'].map((name) => `dist/${name}.js`),
  ...['package.json', 'dist', `bin/napi-v6/${process.platform}/${process.arch}`].map((part) =>
    join(runtime, part),
  ),
  ...['package.json', 'dist/cjs'].map((part) => join('node_modules/onnxruntime-common', part)),
  ...['models', 'bench/studies'].flatMap(networksIn),
];
for (const part of parts) {
  mkdirSync(join(folder, dirname(part)), { recursive: true });
  // Source maps and declarations are for those who write programs.
  const filter = (/** @type {string} */ file) => !/\.(map|d\.ts)$/.test(file);
  cpSync(join(repository, part), join(folder, part), { recursive: true, dereference: true, filter });
}
console.log(`node ${join(folder, 'study.mjs')} --data FOLDER --jobs N --until SECONDS --out FOLDER`);

/** @param {string} place */
function networksIn(place) {
  const names = readdirSync(join(repository, place)).filter((name) => name.endsWith('.cnn'));
  return names.map((name) => join(place, name));
}
