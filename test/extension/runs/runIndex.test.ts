// The list of runs: what it says of each folder, and what it reads again.
import { mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { RunIndex } from '../../../extension/runs/runIndex.ts';
import { parseTags, writeRunLabel } from '../../../extension/runs/runLabel.ts';
import { temporaryFolder } from '../../engine/training/temporaryFolder.ts';
import { writeRun } from './runFolders.ts';

describe('the list of runs', () => {
  test('has what is asked for of each run, newest first', async () => {
    const parent = temporaryFolder();
    writeRun(parent, 'old');
    writeRun(parent, 'new', {
      started: '2026-11-21T10:00:00.000Z',
      ended: null,
      state: 'stopped',
      best: null,
    });
    const runs = await new RunIndex().list([parent]);
    expect(runs.map(({ name }) => name)).toEqual(['new', 'old']);
    expect(runs[1]).toEqual({
      folder: join(parent, 'old'),
      name: 'old',
      tags: [],
      model: 'LeNet5',
      recipe: 'LeNet5',
      device: 'cpu',
      status: 'finished',
      accuracy: 0.9831,
      seconds: 90,
      withoutPauses: false,
      since: null,
      started: '2026-11-20T10:00:00.000Z',
      epoch: 6,
      epochs: 6,
      step: 186,
      source: 'lenet.cnn',
      sourceFile: '/networks/lenet.cnn',
      imports: [],
      problem: undefined,
    });
    expect(runs[0]).toMatchObject({ status: 'stopped', seconds: undefined, accuracy: undefined });
  });

  test('tells a run that diverged, one that failed, one that trains and one whose engine died', async () => {
    const parent = temporaryFolder();
    const failed = { state: 'failed' as const };
    writeRun(parent, 'diverged', { ...failed, problem: { code: 'training.diverged', message: 'NaN' } });
    writeRun(parent, 'failed', { ...failed, problem: { code: 'run.unwritable', message: 'full' } });
    const alive = writeRun(parent, 'trains', { state: 'running', ended: null });
    const own = readFileSync('/proc/self/stat', 'utf8');
    const began = own.slice(own.lastIndexOf(')') + 2).split(' ')[19];
    writeFileSync(join(alive, 'lock-1.json'), JSON.stringify({ pid: process.pid, began, host: hostname() }));
    const died = writeRun(parent, 'died', { state: 'running', ended: null });
    writeFileSync(
      join(died, 'lock-1.json'),
      JSON.stringify({ pid: process.pid, began: '1', host: hostname() }),
    );
    writeRun(parent, 'unlocked', { state: 'running', ended: null });
    const runs = await new RunIndex().list([parent]);
    expect(Object.fromEntries(runs.map(({ name, status }) => [name, status]))).toEqual({
      diverged: 'diverged',
      failed: 'failed',
      trains: 'running',
      died: 'interrupted',
      unlocked: 'interrupted',
    });
  });

  test('passes over folders that are no runs, records that are damaged, and places that are not there', async () => {
    const parent = temporaryFolder();
    writeRun(parent, 'run');
    mkdirSync(join(parent, 'empty'));
    writeFileSync(join(parent, 'file'), '');
    writeFileSync(join(writeRun(parent, 'damaged'), 'run.json'), '{"format": 1, "sta');
    const runs = await new RunIndex().list([parent, join(parent, 'nowhere')]);
    expect(runs.map(({ name }) => name)).toEqual(['run']);
  });

  test('reads a run again only when its folder changed, also in the next session', async () => {
    const parent = temporaryFolder();
    const cache = join(temporaryFolder(), 'deep', 'runs.json');
    const folder = writeRun(parent, 'run');
    const long = new Date('2026-01-01');
    utimesSync(folder, long, long);
    expect(await new RunIndex(cache).list([parent])).toMatchObject([{ epoch: 6 }]);
    // Rewritten in place, which no engine does: the folder is as it was.
    writeFileSync(
      join(folder, 'run.json'),
      readFileSync(join(folder, 'run.json'), 'utf8').replace('"epoch":6', '"epoch":7'),
    );
    expect(await new RunIndex(cache).list([parent])).toMatchObject([{ epoch: 6 }]);
    await writeRunLabel(folder, { name: 'wide', tags: ['mnist'] });
    expect(await new RunIndex(cache).list([parent])).toMatchObject([
      { name: 'wide', tags: ['mnist'], epoch: 7 },
    ]);
    rmSync(folder, { recursive: true });
    expect(await new RunIndex(cache).list([parent])).toEqual([]);
  });

  test('goes on without its cache where that is damaged', async () => {
    const parent = temporaryFolder();
    const cache = join(temporaryFolder(), 'runs.json');
    writeRun(parent, 'run');
    writeFileSync(cache, '[1, 2');
    expect(await new RunIndex(cache).list([parent])).toHaveLength(1);
  });
});

describe('a label', () => {
  test('keeps the name when the tags change, and the other way round', async () => {
    const folder = writeRun(temporaryFolder(), 'run');
    await writeRunLabel(folder, { name: 'wide' });
    await writeRunLabel(folder, { tags: ['a', 'b'] });
    expect(JSON.parse(readFileSync(join(folder, 'label.json'), 'utf8'))).toEqual({
      name: 'wide',
      tags: ['a', 'b'],
    });
  });

  test('has tags as they are typed, each once', () => {
    expect(parseTags(' mnist, wide net,,mnist ')).toEqual(['mnist', 'wide net']);
    expect(parseTags('  ')).toEqual([]);
  });
});
