// A run of an earlier time, read from its folder.
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { TrainingEvent } from '../../../engine/protocol/messages.ts';
import { EventFile } from '../../../extension/training/eventFile.ts';
import { loadRun } from '../../../extension/training/loadRun.ts';
import { temporaryFolder } from '../../engine/training/temporaryFolder.ts';

const step = (number: number): TrainingEvent => ({
  event: 'step',
  step: number,
  epoch: 1,
  loss: 1 / number,
  accuracy: 0.5,
  learningRate: 0.1,
  imagesPerSecond: 100,
});
const lines = (events: readonly unknown[]) => events.map((event) => `${JSON.stringify(event)}\n`).join('');
const start = { model: 'Net', recipe: 'Net', device: 'cpu' };

test('has every point of its file, more than one piece of it', async () => {
  const folder = join(temporaryFolder(), 'run');
  mkdirSync(folder);
  const events = Array.from({ length: 3000 }, (_, index) => step(index + 1));
  writeFileSync(join(folder, 'metrics.jsonl'), lines(events));
  const run = await loadRun({ ...start, folder });
  expect([...run.steps.slice(0, 3000).step]).toEqual(events.map((_, index) => index + 1));
  expect(run.loss).toBe(1 / 3000);
  expect(run.state.status).toBe('crashed');
  expect(run.resumable).toBe(true);
});

test('lacks nothing but its points where its metrics are gone', async () => {
  const run = await loadRun({ ...start, folder: join(temporaryFolder(), 'nowhere') });
  expect(run.steps.length).toBe(0);
});

test('a file is read on from where it ended, and a line that is not whole waits for its rest', async () => {
  const file = join(temporaryFolder(), 'metrics.jsonl');
  const events: TrainingEvent[] = [];
  const reader = new EventFile(file);
  const take = (event: TrainingEvent) => events.push(event);
  await reader.readNew(take);
  writeFileSync(file, `${lines([step(1)])}{"event":"step","st`);
  await reader.readNew(take);
  appendFileSync(file, `ep":2}\nnonsense\n${lines([step(3)])}`);
  await reader.readNew(take);
  await reader.readNew(take);
  expect(events.map((event) => event.event === 'step' && event.step)).toEqual([1, 2, 3]);
});
