// How the learning rate changes over a run: what `schedule` of a recipe may name.

import { choice, integer, number, numbers } from '../network/attribute.ts';
import { defineCall, registryOf } from './callDefinition.ts';

function warmup() {
  return number('Epochs over which the rate first rises to its full height, in equal steps.', {
    default: 0,
    min: 0,
  });
}

const WARMUP =
  'During warm-up, step s (counted from 0) of W has the rate `lr * (s + 1) / W` ' +
  '(Goyal et al., "Accurate, large minibatch SGD", 2017).';

export const constant = defineCall({
  kind: 'constant',
  documentation: ['Constant: the learning rate stays as it is.', '', WARMUP].join('\n'),
  attributes: { warmup: warmup() },
});

export const cosine = defineCall({
  kind: 'cosine',
  documentation: [
    'Cosine: the learning rate falls from its full height to nearly zero along half a cosine, step by step.',
    '',
    '`rate = lr * (1 + cos(pi * s / S)) / 2` for step s of the S steps after warm-up.',
    '',
    WARMUP,
    '',
    'Source: Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts", 2016.',
  ].join('\n'),
  attributes: { warmup: warmup() },
});

export const step = defineCall({
  kind: 'step',
  documentation: [
    'Steps: the learning rate is multiplied by `factor` after every so many epochs.',
    '',
    '`rate = lr * factor ^ floor(epochs done / every)`; the epochs of the warm-up count.',
    '',
    WARMUP,
  ].join('\n'),
  attributes: {
    every: integer('Epochs between two changes.', { min: 1 }),
    factor: number('What the rate is multiplied by.', { default: 0.1, min: 0 }),
    warmup: warmup(),
  },
});

export const multistep = defineCall({
  kind: 'multistep',
  documentation: [
    'Steps at given epochs: the learning rate is multiplied by `factor` at each epoch listed.',
    '',
    '`rate = lr * factor ^ (number of entries that are at most the epochs done)`: `multistep([80, 120])` ' +
      'lowers it after 80 and after 120 epochs; the epochs of the warm-up count.',
    '',
    WARMUP,
    '',
    'Source: He et al., "Deep residual learning for image recognition", 2015, section 4.2.',
  ].join('\n'),
  attributes: {
    at: numbers('Epochs after which the rate changes.', { min: 0 }),
    factor: number('What the rate is multiplied by.', { default: 0.1, min: 0 }),
    warmup: warmup(),
  },
});

export const polynomial = defineCall({
  kind: 'polynomial',
  documentation: [
    'Polynomial: the learning rate falls to zero along a power of the rest of the run; a straight line by default.',
    '',
    '`rate = lr * (1 - s / S) ^ power` for step s of the S steps after warm-up.',
    '',
    WARMUP,
    '',
    'Source: Chen et al., "DeepLab", 2016, section 4.1, with power 0.9.',
  ].join('\n'),
  attributes: {
    power: number('Exponent: more than 1 falls fast at first, less than 1 fast at the end.', {
      default: 1,
      min: 0,
    }),
    warmup: warmup(),
  },
});

export const oneCycle = defineCall({
  kind: 'one_cycle',
  documentation: [
    'One cycle: the learning rate rises from `lr / start` to `lr`, then falls to `lr / start / end`, step by step.',
    '',
    'The rise, which is its warm-up, takes the share `rise` of the run; both ways go along half a cosine, or straight with `anneal: linear`. ' +
      'As `OneCycleLR` of PyTorch, except that the momentum stays.',
    '',
    'Source: Smith and Topin, "Super-convergence: very fast training of neural networks using large learning rates", ' +
      '2017.',
  ].join('\n'),
  attributes: {
    rise: number('Share of the run in which the rate rises.', { default: 0.3, min: 0, max: 1 }),
    start: number('What `lr` is divided by at the first step.', { default: 25, min: 1 }),
    end: number('What the first rate is divided by at the last step.', { default: 10_000, min: 1 }),
    anneal: choice('The form of both ways.', ['cosine', 'linear'], { default: 'cosine' }),
  },
});

export const plateau = defineCall({
  kind: 'plateau',
  documentation: [
    'Plateau: the learning rate is multiplied by `factor` when the validation loss no longer falls.',
    '',
    'An epoch is better when its validation loss is below `best * (1 - threshold)`. After more than `patience` epochs ' +
      'that are not, the rate changes, and for `cooldown` epochs none is counted: as `ReduceLROnPlateau` of PyTorch.',
    '',
    WARMUP,
    '',
    'Source: He et al., "Deep residual learning for image recognition", 2015, section 3.4.',
  ].join('\n'),
  attributes: {
    factor: number('What the rate is multiplied by.', { default: 0.1, min: 0, max: 1 }),
    patience: integer('Epochs without a better loss that are borne.', { default: 10, min: 0 }),
    threshold: number('Share of the best loss by which a better one must be lower.', {
      default: 1e-4,
      min: 0,
      max: 0.999,
    }),
    cooldown: integer('Epochs after a change in which none is counted.', { default: 0, min: 0 }),
    warmup: warmup(),
  },
});

export const schedules = registryOf([constant, cosine, step, multistep, polynomial, oneCycle, plateau]);
