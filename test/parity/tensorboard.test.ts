// TensorBoard's own reader finds in a run's folder the numbers that the run told: also after it was stopped and resumed.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { TrainingEvent } from '../../engine/protocol/messages.ts';
import { start, trainRequest, useBuiltEngine } from '../process/builtEngine.ts';

type Event<K extends TrainingEvent['event']> = TrainingEvent & { readonly event: K };

interface Found {
  readonly scalars: Readonly<Record<string, readonly (readonly [step: number, value: number])[]>>;
  readonly histograms: Readonly<Record<string, readonly (readonly [number, number, readonly number[]])[]>>;
}

const built = useBuiltEngine();

function inTensorboard(folder: string, split: string): Found {
  const python = process.env['NETWRIGHT_TENSORBOARD_PYTHON'] ?? 'python3';
  const script = join(import.meta.dirname, 'readEvents.py');
  return JSON.parse(execFileSync(python, [script, join(folder, 'tensorboard', split)], { encoding: 'utf8' }));
}

function told<K extends TrainingEvent['event']>(folder: string, kind: K): readonly Event<K>[] {
  const file = join(folder, kind === 'internals' ? 'internals.jsonl' : 'metrics.jsonl');
  const events = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as TrainingEvent);
  return events.filter((event): event is Event<K> => event.event === kind);
}

/** The files hold single precision. */
const points = <T extends { readonly step: number }>(events: readonly T[], value: (event: T) => number) =>
  events.map((event) => [event.step, Math.fround(value(event))]);

/** Twenty-four epochs, stopped after the eighth and resumed; the folder of the run. */
async function stoppedAndResumed(): Promise<string> {
  const request = { ...trainRequest({ epochs: 24 }), internals: 5 };
  const stopped = await start(built.modulePath);
  let asked = false;
  await stopped.request('train', request, (event) => {
    if (asked || event.event !== 'epoch' || event.epoch < 8) return;
    asked = true;
    void stopped.stop();
  });
  const resumed = await start(built.modulePath);
  const end = await resumed.request('resume', { folder: request.folder, threads: 1 });
  expect(end.reason).toBe('finished');
  expect(told(request.folder, 'start')).toHaveLength(2);
  return request.folder;
}

function expectSteps(folder: string): void {
  const { scalars } = inTensorboard(folder, 'train');
  const steps = told(folder, 'step');
  expect(steps.length).toBeGreaterThan(1);
  expect(scalars['loss']).toEqual(points(steps, ({ loss }) => loss));
  expect(scalars['accuracy']).toEqual(points(steps, ({ accuracy }) => accuracy));
  expect(scalars['learning_rate']).toEqual(points(steps, ({ learningRate }) => learningRate));
}

/** Training and validation apart. */
function expectEpochs(folder: string): void {
  const epochs = told(folder, 'epoch');
  expect(epochs).toHaveLength(24);
  for (const split of ['train', 'validation'] as const) {
    const { scalars } = inTensorboard(folder, split);
    expect(scalars['epoch/loss']).toEqual(points(epochs, (epoch) => epoch[split].loss));
    expect(scalars['epoch/accuracy']).toEqual(points(epochs, (epoch) => epoch[split].accuracy));
  }
}

function expectHistograms(folder: string): void {
  const { histograms } = inTensorboard(folder, 'train');
  const looks = told(folder, 'internals');
  const counts = looks.flatMap(({ step, parameters }) => {
    const weights = parameters.find(({ name }) => name === 'conv.weight')?.weights;
    return weights ? [[step, weights.counts.reduce((sum, count) => sum + count, 0), weights.counts]] : [];
  });
  expect(counts.length).toBeGreaterThan(1);
  expect(histograms['weights/conv.weight']).toEqual(counts);
}

it('TensorBoard reads each step, epoch and look of a run once, also where it was stopped and resumed', async () => {
  const folder = await stoppedAndResumed();
  expectSteps(folder);
  expectEpochs(folder);
  expectHistograms(folder);
});
