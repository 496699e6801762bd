// A training that is changed while it goes on, in the real engine: pauses, another learning rate, looks inside.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { EngineClient } from '../../engine/client/engineClient.ts';
import type { ControlRequest } from '../../engine/protocol/control.ts';
import type { TrainingEvent } from '../../engine/protocol/messages.ts';
import { start, trainRequest, useBuiltEngine } from './builtEngine.ts';

const built = useBuiltEngine();

/** Trains, and asks what `onEvent` says of an event; what was refused is told. */
async function steered(onEvent: (event: TrainingEvent) => readonly ControlRequest[]) {
  const engine: EngineClient = await start(built.modulePath);
  const request = trainRequest();
  const events: TrainingEvent[] = [];
  const refused: string[] = [];
  await engine.request('train', request, (event) => {
    events.push(event);
    for (const wish of onEvent(event)) {
      engine.request('control', wish).catch((failure: Error) => refused.push(failure.message));
    }
  });
  return { events, refused, folder: request.folder };
}

it('holds, takes another learning rate, looks inside, and goes on to the end', async () => {
  const { events, folder } = await steered((event) => {
    if (event.event === 'start') return [{ action: 'pause' }];
    if (event.event !== 'paused') return [];
    return [
      { action: 'learningRate', learningRate: 0.001 },
      { action: 'internals', every: 1 },
      { action: 'continue' },
    ];
  });
  const kinds = events.map(({ event }) => event);
  expect(kinds.filter((kind) => ['paused', 'continued', 'learningRate'].includes(kind))).toEqual([
    'paused',
    'continued',
    'learningRate',
  ]);
  expect(kinds).toContain('internals');
  expect(events.at(-1)).toMatchObject({ event: 'end', reason: 'finished' });
  const changed = events.find((event) => event.event === 'learningRate');
  expect(changed).toMatchObject({ learningRate: expect.closeTo(0.001, 12) });
  const record = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'));
  expect(record.learningRateChanges).toEqual([{ step: expect.any(Number), factor: expect.any(Number) }]);
  expect(record.internals).toBe(1);
});

it('refuses a learning rate that is none', async () => {
  const { events, refused } = await steered((event) =>
    event.event === 'start' ? [{ action: 'learningRate', learningRate: -1 }] : [],
  );
  expect(refused).toEqual(['A learning rate is a number above 0, such as 0.01.']);
  expect(events.map(({ event }) => event)).not.toContain('learningRate');
});

it('says that there is nothing to change where no network is trained', async () => {
  const engine = await start(built.modulePath);
  await expect(engine.request('control', { action: 'pause' })).rejects.toThrow(
    'No network is being trained: there is nothing to change.',
  );
});
