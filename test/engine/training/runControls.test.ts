// What users change while a network trains: pauses, the learning rate, looks inside; and that a resumed run repeats it.

import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TrainingEvent } from '../../../engine/protocol/messages.ts';
import type { RunRecord } from '../../../engine/protocol/runRecord.ts';
import type { Recipe } from '../../../engine/recipe/recipe.ts';
import { readNewestCheckpoint } from '../../../engine/training/checkpoint.ts';
import { RunControls } from '../../../engine/training/runControls.ts';
import { RunFolder } from '../../../engine/training/runFolder.ts';
import { initialState, stateShapes } from '../../../engine/training/trainingState.ts';
import { trainNetwork } from '../../../engine/training/trainNetwork.ts';
import { buildNetwork } from './buildNetwork.ts';
import { interpreterRuntime } from './interpreterRuntime.ts';
import { streamMemory, stripes } from './memoryData.ts';
import { runRecordOf } from './runRecordOf.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const network = buildNetwork(
  [1, 4, 4],
  [
    { path: 'flatten', kind: 'flatten' },
    { path: 'relu', kind: 'relu' },
    { path: 'output', kind: 'dense', attributes: { units: 4 } },
  ],
);

const recipe: Recipe = {
  name: 'small',
  data: { kind: 'digits', attributes: {} },
  validation: undefined,
  transforms: [],
  augmentations: [],
  optimizer: { kind: 'sgd', attributes: { lr: 0.1, momentum: 0.9, nesterov: false, weight_decay: 0 } },
  schedule: { kind: 'cosine', attributes: { warmup: 0 } },
  loss: { kind: 'cross_entropy', attributes: { label_smoothing: 0 } },
  batch: 8,
  epochs: 2,
  seed: 7,
  device: 'cpu',
  origin: { file: 'small.cnn', start: 0, end: 0, line: 0, character: 0 },
};

// Five steps an epoch.
const training = stripes([1, 4, 4], 4, 43, 1);
const validation = stripes([1, 4, 4], 4, 21, 2);

interface Steering {
  /** Called with each event of the run. */
  readonly onEvent?: (event: TrainingEvent, controls: RunControls, stop: () => void) => void;
}

/** Trains in a folder, or goes on with the run that is there; a clock that jumps makes an event of every step. */
async function train(folder: string, { onEvent }: Steering = {}, record?: RunRecord) {
  const controls = new RunControls();
  const abort = new AbortController();
  const events: TrainingEvent[] = [];
  let time = 0;
  const start = record ?? runRecordOf(recipe, network, validation.classes);
  const state = record
    ? (await readNewestCheckpoint(folder, stateShapes(network, recipe))).state
    : initialState(network, recipe);
  await trainNetwork({
    network,
    recipe,
    data: { training, validation },
    streamBatches: streamMemory,
    runtime: interpreterRuntime,
    openFolder: () =>
      record
        ? RunFolder.reopen(folder, start, state.progress.step)
        : RunFolder.create(folder, { record: start, network, sourceText: 'model Small() {}\n' }),
    state,
    exportModel: () => Promise.resolve(),
    emit(event) {
      events.push(event);
      onEvent?.(event, controls, () => abort.abort());
    },
    signal: abort.signal,
    controls,
    learningRateChanges: start.learningRateChanges ?? [],
    now: () => {
      time += 1000;
      return time;
    },
  });
  return events;
}

function recordOf(folder: string): RunRecord {
  return JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as RunRecord;
}

const newFolder = () => join(temporaryFolder(), 'run');
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
