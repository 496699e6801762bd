// Ten steps under every schedule against PyTorch's own schedulers: the rates, and what every tensor becomes.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Call } from '../../engine/network/attribute.ts';
import { learningRateAt } from '../../engine/recipe/learningRate.ts';
import { optimizers } from '../../engine/recipe/optimizers.ts';
import { schedules } from '../../engine/recipe/schedules.ts';
import { smallResidual } from '../engine/training/pytorchSteps.ts';
import { temporaryFolder } from '../engine/training/temporaryFolder.ts';
import { engineSteps, exactSteps, prepareSubject, pytorchSteps, type ScheduledRun } from './comparedRun.ts';
import { largestDifference } from './difference.ts';
import { PytorchServer } from './pytorchServer.ts';

let server: PytorchServer;
beforeAll(() => {
  server = new PytorchServer();
});
afterAll(() => server.stop());

const steps = 10;
/** Better twice, then never again by the threshold. */
const validationLosses = [1, 0.9, 0.95, 0.91, 0.8999];

/** Every optimizer in turn. */
const optimizerCalls: readonly Call[] = [
  ['sgd', { lr: 0.05, momentum: 0.9, weight_decay: 0.01, nesterov: true }],
  ['adam', { lr: 0.01 }],
  ['adamw', { lr: 0.01, weight_decay: 0.1 }],
  ['rmsprop', { lr: 0.001, momentum: 0.9 }],
  ['lars', { lr: 1, trust: 0.02 }],
].map(([kind, given]) => {
  const { attributes } = optimizers.get(kind as string)!.read(given as Call['attributes']);
  return { kind: kind as string, attributes };
});

/** Two steps an epoch, five epochs, except where it says otherwise. */
const variants: readonly Call[] = [
  ['constant', {}],
  ['constant', { warmup: 2 }],
  ['step', { every: 2, factor: 0.5 }],
  ['step', { every: 1, factor: 0.7, warmup: 1 }],
  ['multistep', { at: [1, 3], factor: 0.3 }],
  ['multistep', { at: [4, 2, 4], factor: 0.3, warmup: 2 }],
  ['cosine', {}],
  ['cosine', { warmup: 2 }],
  ['polynomial', {}],
  ['polynomial', { power: 0.9, warmup: 1 }],
  ['polynomial', { power: 2 }],
  ['one_cycle', {}],
  ['one_cycle', { rise: 0.4, start: 10, end: 100, anneal: 'linear' }],
  ['plateau', { factor: 0.5, patience: 0 }],
  ['plateau', { factor: 0.5, patience: 0, cooldown: 1 }],
  ['plateau', { factor: 0.5, patience: 1, threshold: 0.01 }],
  ['plateau', { factor: 0.2, patience: 0, warmup: 2 }],
].map(([kind, given]) => {
  const { attributes } = schedules.get(kind as string)!.read(given as Call['attributes']);
  return { kind: kind as string, attributes };
});

describe('ten steps', () => {
  it('are taken under every schedule, with every optimizer', () => {
    expect(new Set(variants.map(({ kind }) => kind))).toEqual(new Set(schedules.keys()));
    expect(new Set(optimizerCalls.map(({ kind }) => kind))).toEqual(new Set(optimizers.keys()));
    expect(variants.length).toBeGreaterThanOrEqual(optimizerCalls.length);
  });

  it.each(
    variants.map((schedule, index) => ({
      schedule,
      optimizer: optimizerCalls[index % optimizerCalls.length]!,
    })),
  )('under $schedule.kind $schedule.attributes with $optimizer.kind are those of PyTorch', async (given) => {
    const { schedule, optimizer } = given;
    const run: ScheduledRun = { schedule, stepsPerEpoch: 2, epochs: 5, validationLosses };
    const options = { batch: 4, perturbation: 0.1, optimizer };
    const subject = await prepareSubject(smallResidual, temporaryFolder(), options);
    const expected = await pytorchSteps(subject, steps, server, run);
    const base = optimizer.attributes['lr'] as number;
    const rateAt = (step: number) =>
      learningRateAt(schedule, {
        ...run,
        base,
        step,
        validationLosses: validationLosses.slice(0, Math.floor(step / run.stepsPerEpoch)),
      });
    const rates = Array.from({ length: steps }, (_, step) => rateAt(step));
    const theirs = [...(expected.get('rates')!.data as Float64Array)];
    expect(rates).toEqual(
      theirs.map((rate) => expect.toSatisfy((own) => Math.abs(own - rate) < 1e-13 * base)),
    );
    const state = new Map([...expected].filter(([name]) => !['loss', 'logits', 'rates'].includes(name)));
    const exact = await exactSteps(subject, steps, rateAt);
    expect([...exact.keys()].sort()).toEqual([...state.keys()].sort());
    expect(largestDifference(exact, state, 1e-6).share).toBeLessThan(1e-10);
    const weights = new Map([...state].filter(([name]) => !name.startsWith('optimizer.')));
    const rounded = await engineSteps(subject, steps, rateAt);
    expect(largestDifference(rounded, weights, 1e-2).share).toBeLessThan(1e-4);
  });
});
