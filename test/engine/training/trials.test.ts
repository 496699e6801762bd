// The learning rate range test and the overfitting check, on the interpreter.

import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../../engine/datasets/dataset.ts';
import type { Call } from '../../../engine/network/attribute.ts';
import type { Network } from '../../../engine/network/network.ts';
import type { RangePoint, TrialProgress } from '../../../engine/protocol/trials.ts';
import type { Recipe } from '../../../engine/recipe/recipe.ts';
import { findLearningRate, readRange, type Trial } from '../../../engine/training/findLearningRate.ts';
import { overfitBatch } from '../../../engine/training/overfitBatch.ts';
import { UserError } from '../../../engine/userError.ts';
import { buildNetwork } from './buildNetwork.ts';
import { interpreterRuntime } from './interpreterRuntime.ts';
import { streamMemory, stripes } from './memoryData.ts';
import { smallRecipe } from './pytorchSteps.ts';

const network = buildNetwork(
  [1, 4, 4],
  [
    { path: 'flatten', kind: 'flatten' },
    { path: 'hidden', kind: 'dense', attributes: { units: 12 } },
    { path: 'relu', kind: 'relu' },
    { path: 'dropout', kind: 'dropout', attributes: { rate: 0.5 } },
    { path: 'output', kind: 'dense', attributes: { units: 4 } },
  ],
);

function sgd(lr: number): Call {
  return { kind: 'sgd', attributes: { lr, momentum: 0.9, nesterov: false, weight_decay: 0 } };
}

function trial(
  changes: Partial<Recipe> = {},
  others: {
    readonly network?: Network;
    readonly dataset?: Dataset;
    readonly signal?: AbortSignal;
    readonly emit?: Trial['emit'];
  } = {},
): Trial {
  return {
    network: others.network ?? network,
    recipe: { ...smallRecipe, batch: 8, optimizer: sgd(0.1), ...changes },
    dataset: others.dataset ?? stripes([1, 4, 4], 4, 43, 1),
    streamBatches: streamMemory,
    runtime: interpreterRuntime,
    signal: others.signal ?? new AbortController().signal,
    emit: others.emit ?? (() => undefined),
  };
}

describe('the learning rate range test', () => {
  it('raises the rate by one factor, suggests one below the lowest loss, and ends where the loss explodes', async () => {
    const range = await findLearningRate(trial(), { from: 1e-4, to: 1000, steps: 60 });
    const rates = range.points.map(({ learningRate }) => learningRate);
    expect(rates[0]).toBe(1e-4);
    const factor = 1e7 ** (1 / 59);
    for (let at = 1; at < rates.length; at++) expect(rates[at]! / rates[at - 1]!).toBeCloseTo(factor, 10);
    expect(range.diverged).toBe(true);
    expect(rates.length).toBeLessThan(60);
    expect(range.suggestion).toBeGreaterThan(1e-3);
    expect(range.suggestion).toBeLessThan(range.lowest);
  });

  it('finds the same twice, and goes through the data as often as the steps need', async () => {
    const limits = { from: 1e-5, to: 1e-2, steps: 12 };
    const first = await findLearningRate(trial(), limits);
    expect(first.points).toHaveLength(12);
    expect(first.diverged).toBe(false);
    expect(await findLearningRate(trial(), limits)).toEqual(first);
  });

  it('tells of each step', async () => {
    const told: TrialProgress[] = [];
    const others = { emit: (event: TrialProgress) => void told.push(event) };
    const { points } = await findLearningRate(trial({}, others), { from: 1e-5, to: 1e-2, steps: 12 });
    expect(told).toEqual(
      points.map(({ learningRate, loss }, at) => {
        return { event: 'trial', step: at + 1, steps: 12, attempt: 1, learningRate, loss };
      }),
    );
  });

  it('suggests nothing where the loss does not fall', () => {
    const points = (...losses: number[]): RangePoint[] =>
      losses.map((smoothed, at) => ({ learningRate: 10 ** at, loss: smoothed, smoothed }));
    expect(readRange(points(2, 2, 1.99, 2, 3))).toEqual({ lowest: 100 });
    expect(readRange(points(2, 1.9, 1.5, 1, 0.9, 3))).toEqual({ lowest: 10_000, suggestion: 100 });
    expect(readRange([])).toEqual({ lowest: Number.NaN });
  });

  it('is stopped between two steps', async () => {
    const stopped = findLearningRate(trial({}, { signal: AbortSignal.abort() }), {
      from: 1,
      to: 2,
      steps: 5,
    });
    await expect(stopped).rejects.toThrow(UserError);
  });
});

describe('the overfitting check', () => {
  it('learns a batch by heart without dropout, smoothing or averages', async () => {
    const loss = { kind: 'cross_entropy', attributes: { label_smoothing: 0.3 } };
    const report = await overfitBatch(trial({ loss, average: 0.99, accumulate: 2 }), { steps: 200 });
    expect(report).toMatchObject({ passed: true, verdict: 'learnt', images: 8, accuracy: 1 });
    expect(report.losses.at(-1)).toBeLessThan(Math.log(4) / 50);
    expect(report.target).toBeCloseTo(Math.log(4) / 50, 6);
    expect(report.message).toMatch(/^The network learns 8 images by heart in \d+ steps/);
  });

  it('finds a learning rate that is too low, or too high, by trying others', async () => {
    const low = await overfitBatch(trial({ optimizer: sgd(0.002) }), { steps: 60 });
    expect(low).toMatchObject({ passed: false, verdict: 'learning-rate' });
    expect(low.message).toMatch(/^The learning rate 0.002 is too low: with `lr: 0.02` the batch is learnt/);
    const high = await overfitBatch(trial({ optimizer: sgd(20) }), { steps: 100 });
    expect(high.verdict).toBe('learning-rate');
    expect(high.message).toMatch(/^The learning rate 20 is too high: with `lr: (2|0\.2)` /);
  });

  it('finds equal images of different classes', async () => {
    const blank: Dataset = {
      ...stripes([1, 4, 4], 4, 16, 1),
      read(indices, images, labels) {
        images.fill(0.5);
        indices.forEach((index, place) => {
          labels[place] = index % 4;
        });
        return Promise.resolve();
      },
    };
    const report = await overfitBatch(trial({}, { dataset: blank }), { steps: 20 });
    expect(report.verdict).toBe('labels');
    expect(report.message).toMatch(
      /^Two images of the batch are equal and yet of the classes row \d and row \d/,
    );
  });

  it('finds weights that no gradient reaches', async () => {
    const dead = buildNetwork(
      [1, 4, 4],
      [
        { path: 'flatten', kind: 'flatten' },
        { path: 'hidden', kind: 'dense', attributes: { units: 6, init: 'zeros' } },
        { path: 'output', kind: 'dense', attributes: { units: 4, init: 'zeros', bias: false } },
      ],
    );
    const report = await overfitBatch(trial({}, { network: dead }), { steps: 20 });
    expect(report.verdict).toBe('no-gradient');
    expect(report.message).toMatch(/^No gradient reaches `hidden.weight`, `hidden.bias`, `output.weight`: /);
  });

  it('says how far it came where nothing else shows', async () => {
    const report = await overfitBatch(trial({ optimizer: sgd(0.05) }), { steps: 2 });
    expect(report.verdict).toBe('slow');
    expect(report.message).toMatch(/^After 2 steps the loss is /);
  });
});
