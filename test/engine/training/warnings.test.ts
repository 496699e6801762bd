// Warnings while training: each rule at its exact threshold, said once, and where numbers stopped being finite.

import { describe, expect, it } from 'vitest';
import type { Distribution, InternalsEvent } from '../../../engine/protocol/internals.ts';
import type { TrainingEvent } from '../../../engine/protocol/messages.ts';
import { findOrigin } from '../../../engine/training/internals/findOrigin.ts';
import { initialState } from '../../../engine/training/trainingState.ts';
import { type EpochLosses, overfitting, plateau } from '../../../engine/training/warnings/epochRules.ts';
import {
  dyingUnits,
  explodingGradient,
  gradientNorm,
  judgedWeights,
  saturation,
  vanishingGradient,
} from '../../../engine/training/warnings/internalsRules.ts';
import { RunWatcher } from '../../../engine/training/warnings/runWatcher.ts';
import { buildNetwork } from './buildNetwork.ts';
import { interpreterRuntime } from './interpreterRuntime.ts';
import { smallRecipe } from './pytorchSteps.ts';

const network = buildNetwork(
  [1, 2, 2],
  [
    { path: 'flatten', kind: 'flatten' },
    { path: 'first', kind: 'dense', attributes: { units: 3 } },
    { path: 'relu', kind: 'relu' },
    { path: 'last', kind: 'dense', attributes: { units: 2 } },
  ],
);

const parameter = (name: string, gradient: number | null, weight = 1) => ({
  name,
  weight,
  gradient,
  update: 0.001,
  weights: null,
  gradients: null,
});

const distribution = (p15: number, p85: number): Distribution => ({
  p15,
  p50: p15,
  p85,
  mean: 0,
  deviation: 1,
});

function look(more: Partial<InternalsEvent>, step = 1): InternalsEvent {
  return { event: 'internals', step, layers: [], parameters: [], statistics: [], seconds: 0, ...more };
}

describe('a vanishing gradient', () => {
  const judged = ['first.weight', 'last.weight'];
  const found = (first: number) =>
    vanishingGradient(
      { parameters: [parameter('first.weight', first), parameter('last.weight', 4, 2)] },
      judged,
    );

  it('is one below a thousandth of the largest, each beside its weights', () => {
    expect(found(0.002)).toBeUndefined();
    expect(found(0.001_999)).toEqual({
      code: 'vanishing-gradient',
      layer: 'first',
      message:
        'Vanishing gradient: beside its weights, that of `first` is 0.000999 of that of `last`. ' +
        'Shortcuts, batch normalisation or relu in place of sigmoid and tanh let it through.',
    });
  });

  it('is judged by matrices and kernels only', () => {
    expect(judgedWeights(network)).toEqual(['first.weight', 'last.weight']);
    const parameters = [
      parameter('first.bias', 1e-9),
      parameter('first.weight', 1),
      parameter('last.weight', 1),
    ];
    expect(vanishingGradient({ parameters }, judged)).toBeUndefined();
  });
});

describe('an exploding gradient', () => {
  const found = (gradient: number | null, before: readonly number[]) =>
    explodingGradient(
      { parameters: [parameter('first.weight', 3), parameter('last.weight', gradient)] },
      before,
    );

  it('is more than a hundred times the median of the looks before', () => {
    // The norm of (3, 4) is 5.
    expect(found(4, [9, 0.05, 0.01])).toBeUndefined();
    expect(found(4, [9, 0.0499, 0.01])).toMatchObject({ code: 'exploding-gradient', layer: 'last' });
    expect(found(4, [9, 0.0499, 0.01])?.message).toContain(
      'its norm is 100 times the usual one, most of it in `last`',
    );
  });

  it('needs three looks to compare with', () => {
    expect(found(4, [0.001, 0.001])).toBeUndefined();
  });

  it('is one that is not finite', () => {
    expect(gradientNorm({ parameters: [parameter('last.weight', null)] })).toBe(Number.POSITIVE_INFINITY);
    expect(found(null, [1, 1, 1])?.message).toMatch(
      /^Exploding gradient: its norm is not finite any more, most of it in `last`/,
    );
  });
});

describe('dying units', () => {
  const found = (dead: number) =>
    dyingUnits({
      layers: [
        { path: 'relu', inputs: [], output: distribution(0, 1), zeros: 0.5, dead },
        { path: 'last', inputs: [], output: distribution(0, 1) },
      ],
    });

  it('are half of a rectifier\u2019s', () => {
    expect(found(0.499)).toBeUndefined();
    expect(found(0.5)).toMatchObject({ code: 'dying-units', layer: 'relu' });
    expect(found(0.625)?.message).toMatch(/^Dying units: 63 % of those of `relu` give zero/);
  });
});

describe('saturation', () => {
  const found = (kind: string, p15: number, p85: number) =>
    saturation(
      { layers: [{ path: 'act', inputs: [], output: distribution(p15, p85) }] },
      new Map([['act', kind]]),
    );

  it('is where the outer parts of a tanh lie beyond 0.97', () => {
    expect(found('tanh', -0.97, 0.98)).toBeUndefined();
    expect(found('tanh', -0.971, 0.971)).toMatchObject({ code: 'saturation', layer: 'act' });
    expect(found('tanh', 0.98, 0.99)).toMatchObject({ code: 'saturation' });
  });

  it('is at the same slope for a sigmoid, and nowhere for others', () => {
    expect(found('sigmoid', 0.015, 0.986)).toBeUndefined();
    expect(found('sigmoid', 0.0149, 0.9851)).toMatchObject({ code: 'saturation' });
    expect(found('relu', 5, 9)).toBeUndefined();
  });
});

describe('a plateau', () => {
  const epochs = (losses: readonly number[], trainAccuracy = 0.5): readonly EpochLosses[] =>
    losses.map((train, place) => ({ epoch: place + 1, train, trainAccuracy, validation: 1 }));

  it('is five epochs that lower the training loss by less than a hundredth', () => {
    expect(plateau(epochs([1, 1, 1, 1, 1]))).toBeUndefined();
    expect(plateau(epochs([1, 1, 1, 1, 1, 1]))).toMatchObject({ code: 'plateau' });
    expect(plateau(epochs([1, 1, 1, 0.99, 1, 1]))).toBeUndefined();
    expect(plateau(epochs([1, 1, 1, 0.991, 1, 1]))?.message).toMatch(
      /^Plateau: the training loss has been near 0.991 for 5 epochs/,
    );
  });

  it('is none where the training images are learned', () => {
    expect(plateau(epochs([1, 1, 1, 1, 1, 1], 0.99))).toBeUndefined();
    expect(plateau(epochs([1, 1, 1, 1, 1, 1], 0.989))).toBeDefined();
  });
});

describe('overfitting', () => {
  const found = (train: readonly number[], validation: readonly number[]) =>
    overfitting(
      train.map((loss, place) => ({
        epoch: place + 1,
        train: loss,
        trainAccuracy: 0.5,
        validation: validation[place]!,
      })),
    );

  it('is a validation loss a tenth over its lowest, three epochs after it, while the training loss fell', () => {
    expect(found([4, 3, 2], [1, 2, 2])).toBeUndefined();
    expect(found([4, 3, 2, 1], [1, 1, 1, 1.1])).toBeUndefined();
    expect(found([4, 3, 4.5, 4], [1, 1, 1, 1.2])).toBeUndefined();
    expect(found([4, 3, 2, 1], [1, 1, 1, 1.2])).toEqual({
      code: 'overfitting',
      message:
        'Overfitting: the validation loss has risen by 20 % since epoch 1, while the training loss fell. ' +
        'More or augmented images, `dropout`, `weight_decay` or `early_stopping` help.',
    });
  });
});

describe('a run\u2019s watcher', () => {
  const dead = (share: number, step: number) =>
    look(
      { layers: [{ path: 'relu', inputs: [], output: distribution(0, 1), zeros: 0.5, dead: share }] },
      step,
    );
  const told = (events: readonly TrainingEvent[]) => {
    const watcher = new RunWatcher(network);
    return events.flatMap((event) => watcher.take(event)).map(({ code, step }) => [code, step]);
  };

  it('warns at the second look in a row, once while it lasts, and again after it was gone', () => {
    expect(told([dead(0.6, 1), dead(0.1, 2), dead(0.6, 3)])).toEqual([]);
    const shares = [0.6, 0.6, 0.6, 0, 0.6, 0.6];
    expect(told(shares.map((share, place) => dead(share, place + 1)))).toEqual([
      ['dying-units', 2],
      ['dying-units', 6],
    ]);
  });

  it('warns of an exploding gradient at once', () => {
    const norms = [1, 1, 1, 101];
    const events = norms.map((gradient, place) =>
      look({ parameters: [parameter('last.weight', gradient)] }, place + 1),
    );
    expect(told(events)).toEqual([['exploding-gradient', 4]]);
  });

  it('warns of what epochs show, after the epoch', () => {
    const epoch = (number: number): TrainingEvent => {
      const score = { loss: 1, accuracy: 0.5, top5: 1 };
      return {
        event: 'epoch',
        epoch: number,
        step: 10 * number,
        train: score,
        validation: score,
        seconds: 1,
      };
    };
    expect(told([1, 2, 3, 4, 5, 6, 7].map(epoch))).toEqual([['plateau', 60]]);
  });
});

describe('the origin of numbers that are not finite', () => {
  const recipe = { ...smallRecipe, batch: 2 };
  const images = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  const origin = (
    change: (state: ReadonlyMap<string, { readonly data: Float32Array }>) => void,
    pixels = images,
  ) => {
    const { tensors } = initialState(network, recipe);
    change(tensors);
    const batch = { images: pixels, labels: Int32Array.of(0, 1) };
    return findOrigin({ network, recipe, runtime: interpreterRuntime }, { tensors, batch, step: 0 });
  };

  it('is weights that were not finite before, or the images', async () => {
    const spoilt = await origin((tensors) => {
      tensors.get('last.bias')!.data[1] = Number.NaN;
    });
    expect(spoilt).toEqual({ layer: 'last', text: '`last.bias` was not finite before this step any more.' });
    const pixels = images.map((pixel) => (pixel === 3 ? Number.NaN : pixel));
    expect(await origin(() => undefined, pixels)).toEqual({
      text: 'The images themselves hold numbers that are not finite.',
    });
  });

  it('is nowhere where all is finite', async () => {
    expect(await origin(() => undefined)).toBeUndefined();
  });
});
