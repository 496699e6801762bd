// How long the extension host is held up while it trains, profiles, lists a thousand runs and opens one of a million steps: node bench/run.mjs extensionHost, after a build.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { startEngine } from '../engine/client/engineClient.ts';
import type { ProfileRequest } from '../engine/protocol/profile.ts';
import { RunIndex } from '../extension/runs/runIndex.ts';
import { loadRun } from '../extension/training/loadRun.ts';
import { RunFeed } from '../extension/training/runFeed.ts';
import { RunRecord } from '../extension/training/runRecord.ts';
import { network, recipe } from '../test/engine/training/smallRun.ts';
import { writeRun } from '../test/extension/runs/runFolders.ts';
import { longestTurn } from './longestTurn.ts';

const steps = 1_000_000;
const runs = 1000;
const folder = mkdtempSync(join(tmpdir(), 'netwright-host-'));
const start = { model: 'Bench', recipe: 'Bench', device: 'cpu', folder: join(folder, 'long') };

/** Takes messages as the editor does: copies them whole. */
let rows = 0;
const feed = new RunFeed((message) => {
  const copy = structuredClone(message);
  if (copy.kind === 'update') rows += copy.steps?.step.length ?? 0;
});

async function measured(work: () => Promise<unknown>) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const held = await longestTurn(work);
  delay.disable();
  return { ...held, delayP99Ms: delay.percentile(99) / 1e6 };
}

async function withEngine(work: (engine: Awaited<ReturnType<typeof startEngine>>) => Promise<unknown>) {
  const engine = await startEngine({ modulePath: 'dist/engine.js', log: () => undefined });
  return work(engine).finally(() => engine.dispose());
}

function train(): Promise<unknown> {
  const record = new RunRecord(start);
  feed.start(record);
  const request = {
    network,
    recipe: { ...recipe, epochs: 40 },
    source: { file: 'small.cnn', text: '' },
    folder: join(folder, 'trained'),
    dataRoot: folder,
    device: 'cpu' as const,
    threads: 1,
  };
  return withEngine((engine) =>
    engine.request('train', request, (event) => {
      record.apply(event);
      feed.changed();
    }),
  );
}

function profile(): Promise<unknown> {
  const request: ProfileRequest = { network, batch: 32, device: 'cpu', threads: 1, recipe };
  return withEngine((engine) => engine.request('profile', request));
}

async function writeLongRun(): Promise<void> {
  mkdirSync(start.folder);
  for (let step = 1; step <= steps; ) {
    let text = '';
    for (const end = step + 10_000; step < end; step++) {
      const rest = {
        epoch: 1,
        loss: 1 / step,
        accuracy: 1 - 1 / step,
        learningRate: 0.1,
        imagesPerSecond: 1000,
      };
      text += `${JSON.stringify({ event: 'step', step, ...rest })}\n`;
    }
    await appendFile(join(start.folder, 'metrics.jsonl'), text);
  }
}

async function openLongRun(): Promise<void> {
  const run = await loadRun(start);
  rows = 0;
  feed.start(run);
  while (rows < steps) await new Promise((resolve) => setImmediate(resolve));
}

try {
  const parent = join(folder, 'runs');
  for (let number = 0; number < runs; number++) writeRun(parent, `run-${number}`);
  await writeLongRun();
  const result = {
    machine: { processor: cpus()[0]!.model, cores: availableParallelism(), node: process.version },
    training: await measured(train),
    profiling: await measured(profile),
    listingRuns: { runs, ...(await measured(() => new RunIndex().list([parent]))) },
    openingRun: { steps, ...(await measured(openLongRun)) },
  };
  writeFileSync('bench/results/extensionHost.json', `${JSON.stringify(result, undefined, 2)}\n`);
  console.log(JSON.stringify(result, undefined, 2));
  const parts = [result.training, result.profiling, result.listingRuns, result.openingRun];
  if (parts.some(({ processorMs }) => processorMs > 50)) {
    console.error('The extension host was held up for more than 50 ms.');
    process.exitCode = 1;
  }
} finally {
  feed.dispose();
  rmSync(folder, { recursive: true });
}
