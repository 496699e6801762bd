// Augmentations that mix two images of a batch, and their targets with them.

import { number } from '../network/attribute.ts';
import { defineImageCall } from './callDefinition.ts';

const probability = () => number('Probability that a batch is mixed.', { default: 1, min: 0, max: 1 });

export const mixup = defineImageCall({
  kind: 'mixup',
  mixes: true,
  documentation: [
    'Mixup: lays two images of a batch over one another, and their targets alike.',
    '',
    '`x = l * x[i] + (1 - l) * x[j]`, `t = l * t[i] + (1 - l) * t[j]`: l is drawn once for a batch from the beta ' +
      'distribution with both parameters `alpha`, the larger of l and 1 - l goes to image i, and j is i in another random ' +
      'order. The accuracy in training counts the class of i. Done once all other augmentations are; beside `cutmix`, each ' +
      'batch gets one of the two.',
    '',
    'Source: Zhang et al., "mixup: beyond empirical risk minimization", 2017.',
  ].join('\n'),
  attributes: {
    alpha: number('Small: mostly one image. 1: every share is equally likely.', {
      default: 0.2,
      min: 0.001,
      max: 100,
    }),
    p: probability(),
  },
  shape: (_attributes, input) => ({ shape: input }),
});

export const cutmix = defineImageCall({
  kind: 'cutmix',
  mixes: true,
  documentation: [
    'CutMix: replaces a window of each image by that of another of the batch, and mixes targets by area.',
    '',
    'The window has `sqrt(1 - l)` of height and of width, l being drawn as by `mixup`; its centre is drawn among the ' +
      'pixels, and what lies outside is cut off. Targets are mixed by the share of pixels that stayed.',
    '',
    'Source: Yun et al., "CutMix: regularization strategy to train strong classifiers with localizable features", 2019.',
  ].join('\n'),
  attributes: {
    alpha: number('Small: small windows. 1: every share is equally likely.', {
      default: 1,
      min: 0.001,
      max: 100,
    }),
    p: probability(),
  },
  shape: (_attributes, input) => ({ shape: input }),
});
