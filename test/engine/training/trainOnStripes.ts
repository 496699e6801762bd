// Trains a small network on striped images with the interpreter, or goes on with the run of a folder: what tests of the loop share.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Dataset, StreamBatches } from '../../../engine/datasets/dataset.ts';
import type { Network } from '../../../engine/network/network.ts';
import type { TrainingEvent } from '../../../engine/protocol/messages.ts';
import type { RunRecord } from '../../../engine/protocol/runRecord.ts';
import type { Recipe } from '../../../engine/recipe/recipe.ts';
import type { Runtime } from '../../../engine/runtime/runtime.ts';
import { readNewestCheckpoint } from '../../../engine/training/checkpoint.ts';
import { RunControls } from '../../../engine/training/runControls.ts';
import { RunFolder } from '../../../engine/training/runFolder.ts';
import { initialState, stateShapes } from '../../../engine/training/trainingState.ts';
import { type EndEvent, trainNetwork } from '../../../engine/training/trainNetwork.ts';
import { interpreterRuntime } from './interpreterRuntime.ts';
import { streamMemory, stripes } from './memoryData.ts';
import { runRecordOf } from './runRecordOf.ts';
import { temporaryFolder } from './temporaryFolder.ts';

/** 43 images, five batches of eight, of four classes. */
export const trainingStripes = stripes([1, 4, 4], 4, 43, 1);
export const validationStripes = stripes([1, 4, 4], 4, 21, 2);

/** For the networks of these tests, whose input is [1, 4, 4]. */
export const stripesRecipe: Recipe = {
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

export interface StripesRun {
  readonly network: Network;
  readonly recipe: Recipe;
  readonly training?: Dataset;
  readonly runtime?: Runtime;
  readonly exportModel?: (file: string) => void;
  readonly now?: () => number;
  readonly internals?: number;
  /** Called with each event; `stop` ends the run as a user does. */
  readonly onEvent?: (event: TrainingEvent, controls: RunControls, stop: () => void) => void;
  /** Called before each batch, counted from 0, of this epoch or of an evaluation. */
  readonly onBatch?: (of: number | 'evaluation', batch: number, stop: () => void) => void;
  /** What a run goes on by, where that is not what its folder has. */
  readonly record?: RunRecord;
}

export interface Trained {
  readonly end: EndEvent;
  readonly events: readonly TrainingEvent[];
  readonly folder: string;
}

/** A folder that is there is a run that goes on from its newest checkpoint. */
export async function trainOnStripes(folder: string, run: StripesRun): Promise<Trained> {
  const { network, recipe, onEvent, exportModel } = run;
  const resumed = existsSync(folder);
  const record = run.record ?? (resumed ? recordIn(folder) : newRecord(run));
  const state = resumed
    ? (await readNewestCheckpoint(folder, stateShapes(network, recipe))).state
    : initialState(network, recipe);
  const abort = new AbortController();
  const stop = () => abort.abort();
  const controls = new RunControls();
  const events: TrainingEvent[] = [];
  const end = await trainNetwork({
    network,
    recipe,
    data: { training: run.training ?? trainingStripes, validation: validationStripes },
    streamBatches: watched(run.onBatch, stop),
    runtime: run.runtime ?? interpreterRuntime,
    openFolder: () =>
      resumed
        ? RunFolder.reopen(folder, record, state.progress.step)
        : RunFolder.create(folder, { record, network, sourceText: 'model Small() {}\n' }),
    state,
    exportModel: async ({ file }) => exportModel?.(file),
    emit(event) {
      events.push(event);
      onEvent?.(event, controls, stop);
    },
    signal: abort.signal,
    controls,
    learningRateChanges: record.learningRateChanges ?? [],
    ...(run.internals === undefined ? {} : { internals: run.internals }),
    ...(run.now ? { now: run.now } : {}),
  });
  return { end, events, folder };
}

export function newRunFolder(): string {
  return join(temporaryFolder(), 'run');
}

export function recordIn(folder: string): RunRecord {
  return JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as RunRecord;
}

function newRecord({ network, recipe, internals }: StripesRun): RunRecord {
  const record = runRecordOf(recipe, network, validationStripes.classes);
  return internals === undefined ? record : { ...record, internals };
}

function watched(onBatch: StripesRun['onBatch'], stop: () => void): StreamBatches {
  return async function* stream(options) {
    let batch = options.skip;
    for await (const filled of streamMemory(options)) {
      onBatch?.(options.shuffle ? options.epoch : 'evaluation', batch, stop);
      yield filled;
      batch += 1;
    }
  };
}
