// How a run reaches its page: everything once, in order, in parts.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { RunFeed } from '../../extension/training/runFeed.ts';
import { RunRecord } from '../../extension/training/runRecord.ts';
import type { ToDashboard } from '../../webview/protocol/dashboard.ts';

const begin = { model: 'LeNet5', recipe: 'quick', device: 'cpu', folder: '/runs/a' };

let posted: ToDashboard[];
let feed: RunFeed;

beforeEach(() => {
  vi.useFakeTimers();
  posted = [];
  feed = new RunFeed((message) => posted.push(message));
});
afterEach(() => {
  feed.dispose();
  vi.useRealTimers();
});

function runOf(steps: number): RunRecord {
  const run = new RunRecord(begin);
  addSteps(run, 1, steps);
  return run;
}

function addSteps(run: RunRecord, from: number, to: number): void {
  for (let step = from; step <= to; step++) {
    run.apply({
      event: 'step',
      step,
      epoch: 1,
      loss: 1 / step,
      accuracy: 0,
      learningRate: 1,
      imagesPerSecond: 9,
    });
  }
}

const updates = () => posted.filter((message) => message.kind === 'update');
const stepsSent = () => updates().flatMap(({ steps }) => (steps ? [...steps.step] : []));

describe('a run that is fed to its page', () => {
  test('is told from its beginning, in parts of a few thousand steps', async () => {
    feed.start(runOf(40_000));
    await vi.runAllTimersAsync();
    expect(posted[0]).toMatchObject({ kind: 'run', state: { model: 'LeNet5' } });
    expect(updates().map(({ steps }) => steps?.step.length)).toEqual([16_384, 16_384, 7_232]);
    expect(stepsSent()).toEqual(Array.from({ length: 40_000 }, (_, index) => index + 1));
  });

  test('is told what is new, many changes at once', async () => {
    const run = runOf(2);
    feed.start(run);
    await vi.runAllTimersAsync();
    for (let step = 3; step <= 7; step++) {
      addSteps(run, step, step);
      feed.changed();
    }
    await vi.advanceTimersByTimeAsync(99);
    expect(updates()).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(updates()).toHaveLength(2);
    expect([...updates()[1]!.steps!.step]).toEqual([3, 4, 5, 6, 7]);
  });

  test('is told its state where no point came', async () => {
    const run = runOf(1);
    feed.start(run);
    await vi.runAllTimersAsync();
    run.stopping();
    feed.changed();
    await vi.runAllTimersAsync();
    expect(updates().at(-1)).toEqual({ kind: 'update', state: run.state });
  });

  test('begins anew for another run, also in the middle of one', async () => {
    feed.start(runOf(40_000));
    feed.start(runOf(3));
    await vi.runAllTimersAsync();
    const place = posted.findLastIndex(({ kind }) => kind === 'run');
    const after = posted.slice(place + 1).flatMap((message) => (message.kind === 'update' ? [message] : []));
    expect(after.flatMap(({ steps }) => [...(steps?.step ?? [])])).toEqual([1, 2, 3]);
  });

  test('is empty where there is none', () => {
    feed.start(undefined);
    expect(posted).toEqual([{ kind: 'empty' }]);
  });
});
