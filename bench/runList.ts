// How long the list of a thousand runs takes: read for the first time, in the next session, and again: node bench/run.mjs runList.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunIndex } from '../extension/runs/runIndex.ts';
import { runRecord } from '../test/extension/runs/runFolders.ts';

const runs = 1000;
const folder = mkdtempSync(join(tmpdir(), 'netwright-runs-'));
try {
  const parent = join(folder, 'runs');
  for (let number = 0; number < runs; number++) {
    const run = join(parent, `LeNet5-${number}`);
    mkdirSync(run, { recursive: true });
    const started = new Date(Date.UTC(2026, 0, 1) + number * 3_600_000).toISOString();
    writeFileSync(join(run, 'run.json'), JSON.stringify(runRecord({ started }), undefined, 2));
  }
  const cache = join(folder, 'cache', 'runs.json');
  const firstMs = await listing(new RunIndex(cache));
  const index = new RunIndex(cache);
  const nextSessionMs = await listing(index);
  const again = [];
  for (let round = 0; round < 9; round++) again.push(await listing(index));
  const machine = { processor: cpus()[0]!.model, cores: availableParallelism(), node: process.version };
  const againMs = again.toSorted((one, other) => one - other)[4]!;
  const result = { machine, runs, firstMs, nextSessionMs, againMs };
  writeFileSync('bench/results/runList.json', `${JSON.stringify(result, undefined, 2)}\n`);
  console.log(JSON.stringify(result, undefined, 2));
  if (Math.max(nextSessionMs, againMs) > 300) {
    console.error('A thousand runs took more than 300 ms.');
    process.exitCode = 1;
  }

  async function listing(index: RunIndex): Promise<number> {
    const began = performance.now();
    const list = await index.list([parent]);
    if (list.length !== runs) throw new Error(`The list has ${list.length} runs, not ${runs}.`);
    return Math.round(performance.now() - began);
  }
} finally {
  rmSync(folder, { recursive: true });
}
