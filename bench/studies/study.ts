// Runs a study and draws its figures: npm run study -- NAME [--data FOLDER] [--threads N] [--again] [--draw].

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { experiments } from './experiments.ts';
import { drawPage } from './page.ts';
import { readRuns } from './recordedRun.ts';
import { trainRuns } from './trainRuns.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string', default: '../shared/data' },
    threads: { type: 'string', default: '1' },
    again: { type: 'boolean', default: false },
    draw: { type: 'boolean', default: false },
  },
});
const names = positionals.length === 0 ? Object.keys(experiments) : positionals;
const unknown = names.find((name) => !Object.hasOwn(experiments, name));
if (unknown !== undefined) {
  console.error(`There is no study ${unknown}; there are ${Object.keys(experiments).join(', ')}.`);
  process.exit(2);
}
if (!existsSync('dist/cli.js')) {
  console.error('Build first: npm run build.');
  process.exit(2);
}
const folder = resolve(values.data);
const data = { mnist: join(folder, 'mnist'), cifar: join(folder, 'cifar10', 'cifar10-jpg.tar.gz') };
for (const name of names) {
  if (!values.draw)
    await trainRuns(name, experiments[name]!, { data, threads: values.threads, again: values.again });
  for (const file of drawPage(name, readRuns(name))) console.log(file);
}
