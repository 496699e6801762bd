// Runs studies and draws their figures: npm run study -- NAME… [--data FOLDER] [--jobs N] [--until SECONDS] [--out FOLDER].

import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { experiments } from './experiments.ts';
import { drawPage } from './page.ts';
import { readRuns } from './recordedRun.ts';
import { collectRecords, Records } from './records.ts';
import { trainStudies } from './trainStudies.ts';

const begun = Date.now();
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string', default: '../shared/data' },
    jobs: { type: 'string', default: '1' },
    threads: { type: 'string', default: '1' },
    until: { type: 'string' },
    out: { type: 'string' },
    collect: { type: 'string' },
    draw: { type: 'boolean', default: false },
  },
});
const names = positionals.length === 0 ? Object.keys(experiments) : positionals;
const unknown = names.find((name) => !Object.hasOwn(experiments, name));
if (unknown !== undefined) {
  refuse(`There is no study ${unknown}; there are ${Object.keys(experiments).join(', ')}.`);
}
if (values.draw) draw(names);
else if (values.collect !== undefined) draw(collectRecords(values.collect));
else await train();

async function train(): Promise<void> {
  // A bundle stands beside `dist`; here it is the folder that npm works in.
  const root = [import.meta.dirname, process.cwd()].find((place) => existsSync(join(place, 'dist/cli.js')));
  if (root === undefined) refuse('Build first: npm run build.');
  const out = resolve(values.out ?? 'runs/studies');
  mkdirSync(out, { recursive: true });
  await trainStudies(Object.fromEntries(names.map((name) => [name, experiments[name]!])), {
    root,
    data: resolve(values.data),
    records: new Records(out),
    jobs: wholeNumber('jobs', values.jobs),
    threads: String(wholeNumber('threads', values.threads)),
    ...(values.until === undefined ? {} : { deadline: begun + 1000 * wholeNumber('until', values.until) }),
    log: (line) => console.log(`${Math.round((Date.now() - begun) / 1000)} s: ${line}`),
  });
  if (values.out === undefined) draw(collectRecords(out));
}

function draw(studies: readonly string[]): void {
  for (const name of studies) for (const file of drawPage(name, readRuns(name))) console.log(file);
}

function wholeNumber(option: string, text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  refuse(`--${option} takes a whole number from 1 on, not ${text}.`);
}

function refuse(message: string): never {
  console.error(message);
  process.exit(2);
}
