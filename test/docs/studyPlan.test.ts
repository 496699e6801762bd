// How studies are fitted into the time there is, and which of their runs are compared.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { comparableRuns, isWhole } from '../../bench/studies/comparableRuns.ts';
import { fittingFactor, makespan, planRuns, stretched } from '../../bench/studies/plan.ts';
import type { RecordedRun } from '../../bench/studies/recordedRun.ts';
import { Records } from '../../bench/studies/records.ts';
import { tableOf } from '../../bench/studies/table.ts';

function runOf(name: string, seed: number, epochs: number, more: Partial<RecordedRun> = {}): RecordedRun {
  const numbers = Array.from({ length: epochs }, (_, index) => index + 1);
  const errors = (epoch: number) => ({ loss: 1 / epoch, error: 0.5 / epoch });
  return {
    name,
    seed,
    command: `netwright train ${name}.cnn`,
    parameters: 1234,
    planned: 4,
    epochs: numbers.map((epoch) => ({
      epoch,
      step: 10 * epoch,
      train: errors(epoch),
      test: errors(epoch),
    })),
    steps: [...numbers, epochs + 1].map((epoch) => ({ step: 10 * epoch, ...errors(epoch) })),
    looks: [],
    seconds: 1,
    machine: 'a machine',
    ended: '2026-01-01T00:00:00.000Z',
    ...more,
  };
}

const shown = (runs: readonly RecordedRun[]) =>
  runs.map(({ name, seed, epochs }) => `${name} ${seed}: ${epochs.length}`);

describe('the plan', () => {
  it('gives the longest of what is left to whoever is free first', () => {
    expect(makespan([2, 3, 4, 5], 2)).toBe(7);
    expect(makespan([9, 1, 1, 1], 2)).toBe(9);
    expect(makespan([1, 2, 3], 1)).toBe(6);
  });

  it('stretches all recipes alike until a tenth of the time is left', () => {
    const paces = [10, 20].map((epochs) => ({ epochs, startSeconds: 0, epochSeconds: 1 }));
    // One after the other takes 30 s; 2.7 times that is 81 s of the 81 s that may be used.
    expect(fittingFactor(paces, 1, 90)).toBe(2.7);
    // Side by side, the longer one alone counts.
    expect(fittingFactor(paces, 2, 40)).toBe(1.8);
  });

  it('shrinks recipes where time is short, to one epoch at least', () => {
    expect(fittingFactor([{ epochs: 10, startSeconds: 5, epochSeconds: 1 }], 1, 10)).toBe(0.4);
    expect(stretched(10, 0.4)).toBe(4);
    expect(stretched(2, 0.05)).toBe(1);
  });
});

describe('the order of runs', () => {
  const pace = (epochs: number) => ({ epochs, startSeconds: 0, epochSeconds: 1 });
  const tasks = [1, 2].flatMap((seed) => [
    { name: 'short', seed, pace: pace(10) },
    { name: 'long', seed, pace: pace(20) },
    { name: 'untried', seed, pace: undefined },
  ]);
  const order = (seconds: number) => {
    const { queue, factor } = planRuns(tasks, (task) => task.pace, { jobs: 1, seconds });
    return { factor, queue: queue.map(({ name, seed }) => `${name} ${seed}`) };
  };

  it('begins with runs of unknown length, then the longest', () => {
    const queue = ['untried 1', 'untried 2', 'long 1', 'long 2', 'short 1', 'short 2'];
    expect(order(100)).toEqual({ factor: 1.5, queue });
  });

  it('puts the last seeds behind all others rather than halve the epochs', () => {
    const queue = ['untried 1', 'long 1', 'short 1', 'untried 2', 'long 2', 'short 2'];
    expect(order(20)).toEqual({ factor: 0.6, queue });
    expect(order(6)).toEqual({ factor: 0.15, queue });
  });
});

describe('runs that are compared', () => {
  it('are whole ones, where there is one of that name', () => {
    const runs = [runOf('plain', 1, 4), runOf('plain', 2, 3), runOf('deep', 1, 4)];
    expect(shown(comparableRuns(runs))).toEqual(['plain 1: 4', 'deep 1: 4']);
  });

  it('end where the shortest of those with as many planned epochs ends', () => {
    const other = runOf('other network', 1, 7, { planned: 7 });
    const runs = [runOf('plain', 1, 4), runOf('deep', 1, 3), runOf('deep', 2, 2), other];
    const compared = comparableRuns(runs);
    expect(shown(compared)).toEqual(['plain 1: 2', 'deep 1: 2', 'deep 2: 2', 'other network 1: 7']);
    expect(compared[0]!.steps.map(({ step }) => step)).toEqual([10, 20]);
  });

  it('leave out those that diverged, which the table counts', () => {
    const diverged = runOf('plain', 2, 1, { failure: 'Training diverged: the loss became NaN.' });
    const runs = [runOf('plain', 1, 4), diverged];
    expect(shown(comparableRuns(runs))).toEqual(['plain 1: 4']);
    expect(tableOf(runs)).toContain('| plain | 1,234 | 1 (1 diverged) | 4 | 50.00 % | 12.50 % | 12.50 % |');
  });
});

describe('records', () => {
  const folder = mkdtempSync(join(tmpdir(), 'netwright-records-'));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('keep the last state of each run, in one file', () => {
    const records = new Records(folder);
    records.put('depth', runOf('plain', 1, 1));
    records.put('depth', runOf('deep', 1, 4));
    records.put('depth', runOf('plain', 1, 2));
    const lines = readFileSync(join(folder, 'records.jsonl'), 'utf8').trim().split('\n');
    expect(lines).toHaveLength(2);
    const again = new Records(folder);
    expect(again.of('depth', 'plain', 1)?.epochs).toHaveLength(2);
    expect(isWhole(again.of('depth', 'deep', 1)!)).toBe(true);
    expect(isWhole(again.of('depth', 'plain', 1)!)).toBe(false);
    expect(again.of('heads', 'plain', 1)).toBeUndefined();
  });
});
