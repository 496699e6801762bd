// What users change while a network trains: pauses, the learning rate, looks inside; and that a resumed run repeats it.

import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TrainingEvent } from '../../../engine/protocol/messages.ts';
import type { RunRecord } from '../../../engine/protocol/runRecord.ts';
import { buildNetwork } from './buildNetwork.ts';
import { stripes } from './memoryData.ts';
import { newRunFolder, recordIn, type StripesRun, stripesRecipe, trainOnStripes } from './trainOnStripes.ts';

const network = buildNetwork(
  [1, 4, 4],
  [
    { path: 'flatten', kind: 'flatten' },
    { path: 'relu', kind: 'relu' },
    { path: 'output', kind: 'dense', attributes: { units: 4 } },
  ],
);

/** A clock that jumps a second at each look makes an event of every step. */
function jumpingClock(): () => number {
  let time = 0;
  return () => {
    time += 1000;
    return time;
  };
}

type Steering = Pick<StripesRun, 'onEvent' | 'now'>;

/** Trains in a folder, or goes on with the run that is there. */
async function train(folder: string, steering: Steering = {}, record?: RunRecord) {
  const run = { network, recipe: stripesRecipe, now: jumpingClock(), ...steering };
  return (await trainOnStripes(folder, record ? { ...run, record } : run)).events;
}

const recordOf = recordIn;
const newFolder = newRunFolder;
const checkpointOf = (folder: string) => readFileSync(join(folder, 'checkpoint.safetensors'));
const isStep = (event: TrainingEvent, step: number) => event.event === 'step' && event.step === step;
const rates = (events: readonly TrainingEvent[]) =>
  events.flatMap((event) => (event.event === 'step' ? [event.learningRate] : []));

describe('a run that is paused', () => {
  it('waits between two steps with a checkpoint, and goes on as if nothing had been', async () => {
    const untouched = newFolder();
    await train(untouched);
    const paused = newFolder();
    const seen: unknown[] = [];
    const events = await train(paused, {
      onEvent(event, controls) {
        if (isStep(event, 3)) controls.apply({ action: 'pause' });
        if (event.event !== 'paused') return;
        seen.push(recordOf(paused).step, controls.paused);
        controls.apply({ action: 'continue' });
      },
    });
    expect(seen).toEqual([3, true]);
    expect(events.map(({ event }) => event).slice(3, 7)).toEqual(['step', 'paused', 'continued', 'step']);
    expect(events.filter(({ event }) => event === 'paused')).toEqual([{ event: 'paused', step: 3 }]);
    expect(checkpointOf(paused)).toEqual(checkpointOf(untouched));
  });

  it('does not count the time that it waits as training, whoever reads its record meanwhile', async () => {
    const folder = newFolder();
    let time = 0;
    const timings: unknown[] = [];
    const events = await train(folder, {
      now: () => time,
      onEvent(event, controls) {
        if (event.event === 'epoch' || event.event === 'start') time += 1000;
        if (event.event === 'start') controls.apply({ action: 'pause' });
        if (event.event !== 'paused') return;
        // The record tells of the pause right after it is told.
        setImmediate(async () => {
          while (recordOf(folder).timing?.since !== null) await new Promise((next) => setImmediate(next));
          timings.push(recordOf(folder).timing);
          time += 3_600_000;
          controls.apply({ action: 'continue' });
        });
      },
    });
    expect(timings).toEqual([{ seconds: 1, since: null }]);
    expect(events.at(-1)).toMatchObject({ event: 'end', seconds: 3 });
    expect(recordOf(folder).timing).toEqual({ seconds: 3, since: null });
  });

  it('counts what it trained before it was stopped and resumed', async () => {
    const folder = newFolder();
    let time = 0;
    const clock = {
      now: () => time,
      onEvent: (event: TrainingEvent, _: unknown, stop: () => void) => {
        if (event.event === 'start') time += 10_000;
        if (event.event === 'epoch' && event.epoch === 1) stop();
      },
    };
    await train(folder, clock);
    expect(recordOf(folder).timing).toEqual({ seconds: 10, since: null });
    time += 3_600_000;
    const events = await train(folder, clock);
    expect(recordOf(folder).timing).toEqual({ seconds: 20, since: null });
    expect(events.at(-1)).toMatchObject({ event: 'end', seconds: 10 });
  });

  it('can be stopped while it waits', async () => {
    const folder = newFolder();
    const events = await train(folder, {
      onEvent(event, controls, stop) {
        if (isStep(event, 2)) controls.apply({ action: 'pause' });
        if (event.event === 'paused') stop();
      },
    });
    expect(events.at(-1)).toMatchObject({ event: 'end', reason: 'stopped' });
    expect(recordOf(folder)).toMatchObject({ state: 'stopped', step: 2 });
  });
});

describe('a learning rate that is changed while training', () => {
  const changed = (folder: string, more?: Steering['onEvent']) =>
    train(folder, {
      onEvent(event, controls, stop) {
        if (isStep(event, 3)) controls.apply({ action: 'learningRate', learningRate: 0.02 });
        more?.(event, controls, stop);
      },
    });

  it('holds from the next step on, and the schedule goes on from there', async () => {
    const folder = newFolder();
    const events = await changed(folder);
    const cosine = (step: number) => (0.1 * (1 + Math.cos((Math.PI * step) / 10))) / 2;
    const factor = 0.02 / cosine(3);
    const expected = Array.from({ length: 10 }, (_, step) => cosine(step) * (step < 3 ? 1 : factor));
    expect(rates(events)).toEqual(expected.map((rate) => expect.closeTo(rate, 15)));
    expect(rates(events)[3]).toBeCloseTo(0.02, 15);
    const told = events.filter(({ event }) => event === 'learningRate');
    expect(told).toEqual([{ event: 'learningRate', step: 4, factor, learningRate: rates(events)[3] }]);
    expect(recordOf(folder).learningRateChanges).toEqual([{ step: 4, factor }]);
    expect(readFileSync(join(folder, 'metrics.jsonl'), 'utf8')).toContain('"event":"learningRate"');
  });

  it('is the same in a run that was stopped and resumed', async () => {
    const whole = newFolder();
    await changed(whole);
    const stopped = newFolder();
    await changed(stopped, (event, _, stop) => isStep(event, 6) && stop());
    const events = await train(stopped, {}, recordOf(stopped));
    expect(events.filter(({ event }) => event === 'learningRate')).toEqual([]);
    expect(checkpointOf(stopped)).toEqual(checkpointOf(whole));
  });

  it('is made again at its step where an engine died after it without a checkpoint', async () => {
    const whole = newFolder();
    await changed(whole);
    const died = newFolder();
    await changed(died, (event, _, stop) => isStep(event, 2) && stop());
    const record = { ...recordOf(died), learningRateChanges: recordOf(whole).learningRateChanges! };
    const events = await train(died, {}, record);
    expect(events.filter(({ event }) => event === 'learningRate')).toHaveLength(1);
    expect(checkpointOf(died)).toEqual(checkpointOf(whole));
  });

  it('replaces later changes of a past that is trained anew', async () => {
    const folder = newFolder();
    await changed(folder, (event, _, stop) => isStep(event, 2) && stop());
    const again = newFolder();
    cpSync(folder, again, { recursive: true });
    await train(
      again,
      {
        onEvent: (event, controls) =>
          isStep(event, 4) && controls.apply({ action: 'learningRate', learningRate: 0.5 }),
      },
      {
        ...recordOf(folder),
        learningRateChanges: [
          { step: 4, factor: 2 },
          { step: 8, factor: 3 },
        ],
      },
    );
    expect(recordOf(again).learningRateChanges?.map(({ step }) => step)).toEqual([4, 5]);
  });
});

describe('looks inside', () => {
  it('begin and end while training', async () => {
    const events = await train(newFolder(), {
      onEvent(event, controls) {
        if (isStep(event, 2)) controls.apply({ action: 'internals', every: 2 });
        if (isStep(event, 6)) controls.apply({ action: 'internals', every: 0 });
      },
    });
    const looks = events.flatMap((event) => (event.event === 'internals' ? [event.step] : []));
    expect(looks).toEqual([3, 5]);
  });
});

describe('a run whose folder is deleted while it trains', () => {
  it('ends at its next event, long before its next checkpoint, with one sentence that says so', async () => {
    const folder = newFolder();
    // An epoch of 200 steps.
    const { end, events } = await trainOnStripes(folder, {
      network,
      recipe: stripesRecipe,
      training: stripes([1, 4, 4], 4, 1600, 1),
      now: jumpingClock(),
      onEvent: (event) => isStep(event, 2) && rmSync(folder, { recursive: true }),
    });
    const message = `The run's folder ${folder} is gone: it was deleted or moved while the network was trained. Train it anew.`;
    expect(end).toMatchObject({ reason: 'failed', problem: { code: 'run.gone', message } });
    expect(rates(events).length).toBeLessThan(100);
    expect(existsSync(folder)).toBe(false);
  });
});

describe('a run that warns', () => {
  const plateau = async (folder: string, stopAfter?: number) => {
    const { events } = await trainOnStripes(folder, {
      network,
      recipe: {
        ...stripesRecipe,
        optimizer: { ...stripesRecipe.optimizer, attributes: { lr: 1e-12, momentum: 0 } },
        epochs: 8,
      },
      // All of them are in each epoch, so that its loss stays exactly where it is.
      training: stripes([1, 4, 4], 4, 40, 1),
      onEvent: (event, _, stop) => event.event === 'epoch' && event.epoch === stopAfter && stop(),
    });
    return events.flatMap((event) =>
      event.event === 'warning' ? [`${event.code} after step ${event.step}`] : [],
    );
  };

  it('goes on where it was when it is resumed: at the same epoch, and once', async () => {
    const told = ['plateau after step 30'];
    expect(await plateau(newFolder())).toEqual(told);
    const early = newFolder();
    expect(await plateau(early, 4)).toEqual([]);
    expect(await plateau(early)).toEqual(told);
    const late = newFolder();
    expect(await plateau(late, 7)).toEqual(told);
    expect(await plateau(late)).toEqual([]);
  });
});
