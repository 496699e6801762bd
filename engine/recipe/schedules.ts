// How the learning rate changes over a run: what `schedule` of a recipe may name.

import { integer, number, numbers } from '../network/attribute.ts';
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

export const schedules = registryOf([constant, cosine, step, multistep]);
