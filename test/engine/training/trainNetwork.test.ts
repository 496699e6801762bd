// The training loop on the interpreter: what it reports, what it writes, and that a resumed run is the same run.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../../engine/datasets/dataset.ts';
import type { TrainingEvent } from '../../../engine/protocol/messages.ts';
import type { RunRecord } from '../../../engine/protocol/runRecord.ts';
import type { Recipe } from '../../../engine/recipe/recipe.ts';
import { readNewestCheckpoint } from '../../../engine/training/checkpoint.ts';
import { readSafetensors } from '../../../engine/training/safetensors.ts';
import { stateShapes } from '../../../engine/training/trainingState.ts';
import { UserError } from '../../../engine/userError.ts';
import { buildNetwork } from './buildNetwork.ts';
import { interpreterRuntime } from './interpreterRuntime.ts';
import { stripes } from './memoryData.ts';
import { temporaryFolder } from './temporaryFolder.ts';
import {
  newRunFolder,
  type StripesRun,
  stripesRecipe,
  type Trained,
  trainingStripes,
  trainOnStripes,
} from './trainOnStripes.ts';

const network = buildNetwork(
  [1, 4, 4],
  [
    { path: 'conv', kind: 'conv', attributes: { channels: 4, kernel: [3, 3], padding: 'same' } },
    { path: 'bn', kind: 'bn' },
    { path: 'relu', kind: 'relu' },
    { path: 'flatten', kind: 'flatten' },
    { path: 'dropout', kind: 'dropout', attributes: { rate: 0.25 } },
    { path: 'output', kind: 'dense', attributes: { units: 4 } },
  ],
);

const recipe: Recipe = {
  ...stripesRecipe,
  optimizer: { kind: 'sgd', attributes: { lr: 0.1, momentum: 0.9, nesterov: false, weight_decay: 5e-4 } },
  epochs: 3,
};

interface Setting extends Partial<Omit<StripesRun, 'recipe'>> {
  readonly recipe?: Partial<Recipe>;
  /** Stops when this says so of an event, … */
  readonly stopAt?: (event: TrainingEvent) => boolean;
  /** … or when the loop asks for this batch, counted from 0, of this epoch or of an evaluation. */
  readonly stopAtBatch?: { readonly epoch: number | 'evaluation'; readonly batch: number };
}

type Outcome = Trained;

function train(folder: string, { stopAt, stopAtBatch, ...setting }: Setting = {}): Promise<Outcome> {
  return trainOnStripes(folder, {
    network,
    exportModel: (file) => writeFileSync(file, 'model'),
    ...setting,
    recipe: { ...recipe, ...setting.recipe },
    onEvent: (event, _, stop) => stopAt?.(event) && stop(),
    onBatch: (of, batch, stop) => stopAtBatch?.epoch === of && stopAtBatch.batch === batch && stop(),
  });
}

const newFolder = newRunFolder;

function bytesOf({ folder }: Outcome, file: string): Buffer {
  return readFileSync(join(folder, file));
}

function record({ folder }: Outcome): RunRecord {
  return JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as RunRecord;
}

function metrics({ folder }: Outcome): TrainingEvent[] {
  const lines = readFileSync(join(folder, 'metrics.jsonl'), 'utf8').split('\n');
  expect(lines.pop()).toBe('');
  return lines.map((line) => JSON.parse(line) as TrainingEvent);
}

/** Epoch events without their times. */
function epochs(
  events: readonly TrainingEvent[],
): readonly Omit<TrainingEvent & { event: 'epoch' }, 'seconds'>[] {
  return events.flatMap((event) => {
    if (event.event !== 'epoch') return [];
    const { seconds, ...rest } = event;
    expect(seconds).toBeGreaterThan(0);
    return [rest];
  });
}

/** The learning rate of the last step of each epoch. */
function lastRates(events: readonly TrainingEvent[]): readonly number[] {
  const rates = new Map(
    events.flatMap((event) => (event.event === 'step' ? [[event.epoch, event.learningRate] as const] : [])),
  );
  return [...rates.values()];
}

const recipesWithState: readonly [string, Partial<Recipe>][] = [
  ['Adam and its corrections', { optimizer: { kind: 'adam', attributes: {} } }],
  [
    'the losses that a plateau goes by',
    { schedule: { kind: 'plateau', attributes: { factor: 0.5, patience: 0, threshold: 0.9 } }, epochs: 4 },
  ],
  [
    'averaged weights, clipped and accumulated gradients',
    { average: 0.9, clip: 0.5, accumulate: 2, batch: 4, optimizer: { kind: 'adamw', attributes: {} } },
  ],
];

const withHead = buildNetwork(
  [1, 4, 4],
  [
    { path: 'conv', kind: 'conv', attributes: { channels: 4, kernel: [3, 3], padding: 'same' } },
    { path: 'aux.pool', kind: 'global_avgpool', head: 'aux' },
    { path: 'aux.output', kind: 'dense', attributes: { units: 4 }, head: 'aux' },
    { path: 'flatten', kind: 'flatten', inputs: ['conv'] },
    { path: 'output', kind: 'dense', attributes: { units: 4 } },
  ],
  [{ name: 'aux', weight: 0.5, output: 'aux.output' }],
);

describe('training', () => {
  it('tells loss, accuracy and top-5 of the output and of each head, and the same when it was stopped between', async () => {
    const whole = await train(newFolder(), { network: withHead });
    const [first] = epochs(whole.events);
    for (const score of [first!.train, first!.validation]) {
      expect(score).toMatchObject({ top5: 1, heads: [{ name: 'aux', top5: 1 }] });
      expect(score.heads![0]!.loss).toBeGreaterThan(0);
      expect(score.heads![0]!.accuracy).toBeLessThanOrEqual(1);
    }
    // The training loss has the head's in it, times its weight; the head's own starts near log 4.
    expect(Math.abs(first!.train.heads![0]!.loss - Math.log(4))).toBeLessThan(0.5);
    const folder = newFolder();
    await train(folder, { network: withHead, stopAtBatch: { epoch: 2, batch: 3 } });
    await train(folder, { network: withHead });
    expect(epochs(metrics({ ...whole, folder }))).toEqual(epochs(whole.events));
  });

  it('learns, and reports start, steps, epochs and end in order', async () => {
    const outcome = await train(newFolder(), { recipe: { epochs: 8 } });
    const { end, events, folder } = outcome;
    expect(events[0]).toEqual({
      event: 'start',
      run: folder,
      device: 'cpu',
      replicas: 1,
      model: 'Small',
      recipe: 'small',
      parameters: 4 * 9 + 4 + 4 + 4 + 64 * 4 + 4,
      trainingImages: 43,
      validationImages: 21,
      epochs: 8,
      stepsPerEpoch: 5,
      step: 0,
    });
    expect(end).toMatchObject({ event: 'end', reason: 'finished', run: folder });
    expect(end.best!.accuracy).toBeGreaterThan(0.9);
    expect(events.at(-1)).toEqual(end);
    const steps = events.filter((event) => event.event === 'step');
    expect(steps.map(({ step }) => step)).toEqual(steps.map(({ step }) => step).sort((a, b) => a - b));
    expect(steps.at(-1)!.step).toBe(40);
    expect(epochs(events)).toHaveLength(8);
    expect(metrics(outcome)).toEqual(JSON.parse(JSON.stringify(events)));
  });

  it('leaves a folder of plain files that tells everything of the run', async () => {
    const outcome = await train(newFolder());
    const { folder, end } = outcome;
    expect(record(outcome)).toMatchObject({
      state: 'finished',
      epoch: 3,
      step: 15,
      best: end.best,
      problem: null,
    });
    expect(record(outcome).ended).toMatch(/^\d{4}-\d\d-\d\dT/);
    expect(bytesOf(outcome, 'small.cnn').toString()).toBe('model Small() {}\n');
    expect(JSON.parse(bytesOf(outcome, 'network.json').toString())).toMatchObject({ name: 'Small' });
    expect(bytesOf(outcome, 'model.onnx').toString()).toBe('model');
    const checkpoint = await readSafetensors(join(folder, 'checkpoint.safetensors'));
    expect([...checkpoint.tensors.keys()]).toEqual([
      'conv.weight',
      'conv.bias',
      'bn.weight',
      'bn.bias',
      'bn.running_mean',
      'bn.running_var',
      'output.weight',
      'output.bias',
      'optimizer.momentum_buffer.conv.weight',
      'optimizer.momentum_buffer.conv.bias',
      'optimizer.momentum_buffer.bn.weight',
      'optimizer.momentum_buffer.bn.bias',
      'optimizer.momentum_buffer.output.weight',
      'optimizer.momentum_buffer.output.bias',
    ]);
    expect(checkpoint.tensors.get('conv.weight')!.shape).toEqual([4, 1, 3, 3]);
    expect(checkpoint.metadata).toMatchObject({ epoch: '3', step: '15', best: JSON.stringify(end.best) });
    const best = await readSafetensors(join(folder, 'best.safetensors'));
    expect([...best.tensors.keys()]).toEqual([...checkpoint.tensors.keys()].slice(0, 8));
    expect(best.metadata).toMatchObject({ epoch: String(end.best!.epoch) });
    const previous = await readSafetensors(join(folder, 'checkpoint.previous.safetensors'));
    expect(previous.metadata).toMatchObject({ epoch: '2', step: '10' });
  });

  it('gives the same bytes for the same seed, and others for another', async () => {
    const first = await train(newFolder());
    const second = await train(newFolder());
    const other = await train(newFolder(), { recipe: { seed: 8 } });
    for (const file of ['checkpoint.safetensors', 'best.safetensors']) {
      expect(bytesOf(second, file).equals(bytesOf(first, file))).toBe(true);
      expect(bytesOf(other, file).equals(bytesOf(first, file))).toBe(false);
    }
    expect(epochs(second.events)).toEqual(epochs(first.events));
  });

  const moments: readonly [string, Setting, number][] = [
    ['before the first step', { stopAt: ({ event }) => event === 'start' }, 0],
    ['after the first step', { stopAtBatch: { epoch: 1, batch: 1 } }, 1],
    ['in the middle of an epoch', { stopAtBatch: { epoch: 2, batch: 3 } }, 8],
    ['in the middle of an evaluation', { stopAtBatch: { epoch: 'evaluation', batch: 1 } }, 5],
    ['after an epoch', { stopAt: ({ event }) => event === 'epoch' }, 5],
  ];
  it.each(moments)('goes on bit for bit as if it had not been stopped %s', async (_, stop, step) => {
    const whole = await train(newFolder());
    const folder = newFolder();
    const stopped = await train(folder, stop);
    expect(stopped.end.reason).toBe('stopped');
    expect(record(stopped)).toMatchObject({ state: 'stopped', step });
    const resumed = await train(folder);
    expect(resumed.end.reason).toBe('finished');
    for (const file of ['checkpoint.safetensors', 'best.safetensors']) {
      expect(bytesOf(resumed, file).equals(bytesOf(whole, file))).toBe(true);
    }
    expect(epochs(metrics(resumed))).toEqual(epochs(whole.events));
    expect(metrics(resumed).filter(({ event }) => event === 'end')).toHaveLength(1);
  });

  it.each(recipesWithState)('goes on bit for bit with %s', async (_, changes) => {
    const setting = { recipe: changes };
    const whole = await train(newFolder(), setting);
    const folder = newFolder();
    await train(folder, { ...setting, stopAtBatch: { epoch: 2, batch: 3 } });
    const resumed = await train(folder, setting);
    for (const file of ['checkpoint.safetensors', 'best.safetensors']) {
      expect(bytesOf(resumed, file).equals(bytesOf(whole, file))).toBe(true);
    }
    expect(epochs(metrics(resumed))).toEqual(epochs(whole.events));
    expect(lastRates(metrics(resumed))).toEqual(lastRates(whole.events));
  });

  it('lowers the rate when the validation loss no longer falls', async () => {
    const schedule = { kind: 'plateau', attributes: { factor: 0.5, patience: 0, threshold: 0.99 } };
    const { events } = await train(newFolder(), { recipe: { schedule, epochs: 4 } });
    // A loss must fall to a hundredth to count as better.
    expect(lastRates(events)).toEqual([0.1, 0.1, 0.05, 0.025]);
  });

  it('measures and keeps the averaged weights where they are averaged', async () => {
    const plain = await train(newFolder(), { recipe: { epochs: 1 } });
    const averaged = await train(newFolder(), { recipe: { epochs: 1, average: 0.9 } });
    const state = (await readSafetensors(join(averaged.folder, 'checkpoint.safetensors'))).tensors;
    const best = (await readSafetensors(join(averaged.folder, 'best.safetensors'))).tensors;
    const trained = (await readSafetensors(join(plain.folder, 'checkpoint.safetensors'))).tensors;
    for (const [name, { data }] of best) {
      expect(data).toEqual(state.get(`average.${name}`)!.data);
      expect(state.get(name)!.data, 'the weights themselves go their way').toEqual(trained.get(name)!.data);
    }
    expect([...best.keys()]).toEqual([...trained.keys()].filter((name) => !name.startsWith('optimizer.')));
    expect(best.get('output.weight')!.data).not.toEqual(trained.get('output.weight')!.data);
    const validationOf = ({ events }: Outcome) => epochs(events).map((event) => event.validation.loss);
    expect(validationOf(averaged)).not.toEqual(validationOf(plain));
  });

  it('ends after as many epochs without a better accuracy as early_stopping says', async () => {
    // Weights that do not move are never better than after the first epoch.
    const optimizer = { kind: 'sgd', attributes: { lr: 0, momentum: 0, weight_decay: 0 } };
    const still = buildNetwork(
      [1, 4, 4],
      [
        { path: 'flatten', kind: 'flatten' },
        { path: 'output', kind: 'dense', attributes: { units: 4 } },
      ],
    );
    const changes = { optimizer, epochs: 9, earlyStopping: 3 };
    const outcome = await train(newFolder(), { network: still, recipe: changes });
    expect(outcome.end).toMatchObject({ reason: 'finished', best: { epoch: 1 } });
    expect(epochs(outcome.events).map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4]);
    expect(record(outcome)).toMatchObject({ state: 'finished', epoch: 4 });
  });

  it('counts a step for all batches whose gradients are accumulated', async () => {
    const { events } = await train(newFolder(), { recipe: { batch: 4, accumulate: 3, epochs: 1 } });
    expect(events[0]).toMatchObject({ event: 'start', stepsPerEpoch: 3 });
    expect(epochs(events)[0]).toMatchObject({ step: 3 });
  });

  it('goes on from the checkpoint before when the last one is damaged', async () => {
    const whole = await train(newFolder());
    const folder = newFolder();
    const stopped = await train(folder, { stopAt: (event) => event.event === 'epoch' && event.epoch === 2 });
    const file = join(folder, 'checkpoint.safetensors');
    writeFileSync(file, bytesOf(stopped, 'checkpoint.safetensors').subarray(0, 900));
    const found = await readNewestCheckpoint(folder, stateShapes(network, recipe));
    expect(found.state.progress.epoch).toBe(1);
    expect(found.passedOver.map(({ code }) => code)).toEqual(['weights.damaged']);
    const resumed = await train(folder);
    expect(bytesOf(resumed, 'checkpoint.safetensors').equals(bytesOf(whole, 'checkpoint.safetensors'))).toBe(
      true,
    );
    expect(epochs(metrics(resumed))).toEqual(epochs(whole.events));
  });

  it('refuses to resume without a whole checkpoint, with the reasons', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'checkpoint.safetensors'), 'short');
    const error = await readNewestCheckpoint(folder, new Map()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'run.no_checkpoint' });
    expect((error as UserError).message).toContain('it has 5 bytes and its header alone needs 8');
  });

  it('stops with step, learning rate and advice when the loss is no longer finite', async () => {
    const outcome = await train(newFolder(), { recipe: { optimizer: steep } });
    const { end } = outcome;
    expect(end).toMatchObject({ reason: 'failed', problem: { code: 'training.diverged' } });
    expect(end.problem!.message).toMatch(
      /^Training diverged: the loss became (NaN|Infinity) at step \d, in epoch 1, with the learning rate \S+\. Try a smaller/,
    );
    expect(end.problem!.message).toContain('checkpoint.safetensors');
    expect(record(outcome)).toMatchObject({
      state: 'failed',
      problem: { code: 'training.diverged' },
      step: 0,
    });
    const { tensors } = await readSafetensors(join(outcome.folder, 'checkpoint.safetensors'));
    for (const { data } of tensors.values())
      expect([...(data as Float32Array)].every(Number.isFinite)).toBe(true);
  });

  it('never keeps weights that became infinite in the last step before a checkpoint', async () => {
    const outcome = await train(newFolder(), {
      recipe: { optimizer: { ...steep, attributes: { ...steep.attributes, lr: 1e39 } }, epochs: 1 },
      training: stripes([1, 4, 4], 4, 8, 1),
    });
    expect(outcome.end.problem!.message).toMatch(/is no longer finite at step 1, in epoch 1/);
    expect(record(outcome)).toMatchObject({ state: 'failed', step: 0 });
  });

  it('writes a checkpoint within an epoch when the last one is ten minutes old', async () => {
    let clock = 0;
    const marks: string[] = [];
    const folder = newFolder();
    await train(folder, {
      recipe: { epochs: 1 },
      now: () => clock,
      runtime: {
        device: 'cpu',
        prepare: async (graph, constants) => {
          const program = await interpreterRuntime.prepare(graph, constants);
          return {
            dispose: () => program.dispose(),
            release: (results) => program.release(results),
            run: async (...parameters) => {
              const { step } = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as RunRecord;
              marks.push(`at ${clock / 60_000} min: step ${step}`);
              clock += 4 * 60_000;
              return program.run(...parameters);
            },
          };
        },
      },
    });
    expect(marks).toEqual([
      'at 0 min: step 0',
      'at 4 min: step 0',
      'at 8 min: step 0',
      'at 12 min: step 3',
      'at 16 min: step 3',
      // The evaluation's batches.
      'at 20 min: step 3',
      'at 24 min: step 3',
      'at 28 min: step 3',
    ]);
  });

  it('says that the memory does not suffice, with a smaller batch to try', async () => {
    const outcome = await train(newFolder(), {
      runtime: {
        device: 'cpu',
        prepare: () =>
          Promise.resolve({
            run: () => Promise.reject(new Error('BFCArena: Failed to allocate memory for requested buffer')),
            release: () => undefined,
            dispose: () => Promise.resolve(),
          }),
      },
    });
    expect(outcome.end.problem).toEqual({
      code: 'training.memory',
      message:
        'The memory does not suffice for a step of 8 images: lower `batch`, for instance to 4, or say `recompute blocks` in the recipe, which takes more time and less memory.',
    });
  });

  it('removes what a killed engine was writing aside', async () => {
    const folder = newFolder();
    await train(folder, { stopAt: ({ event }) => event === 'epoch' });
    writeFileSync(join(folder, 'checkpoint.safetensors.4242.tmp'), 'half');
    await train(folder);
    expect(readdirSync(folder).filter((name) => name.includes('tmp'))).toEqual([]);
  });

  it('reports a failure of the data with the run kept as failed', async () => {
    const broken: Dataset = {
      ...trainingStripes,
      read: () =>
        Promise.reject(new UserError('data.truncated', 'images.gz ends early.', { file: 'images.gz' })),
    };
    const outcome = await train(newFolder(), { training: broken });
    expect(outcome.end).toMatchObject({
      reason: 'failed',
      problem: { code: 'data.truncated', message: 'images.gz ends early.', file: 'images.gz' },
    });
    expect(record(outcome).state).toBe('failed');
  });

  it('throws what is a mistake of ours, after noting it in the folder', async () => {
    const broken: Dataset = {
      ...trainingStripes,
      read: () => Promise.reject(new TypeError('x is undefined')),
    };
    const folder = newFolder();
    await expect(train(folder, { training: broken })).rejects.toThrow('x is undefined');
    const kept = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as RunRecord;
    expect(kept).toMatchObject({ state: 'failed', problem: { code: 'internal' } });
  });
});

const steep: Recipe['optimizer'] = {
  kind: 'sgd',
  attributes: { lr: 1e38, momentum: 0.9, nesterov: true, weight_decay: 0 },
};
