// What training makes small: what `loss` of a recipe may name.

import { number, numbers } from '../network/attribute.ts';
import { type CallDefinition, defineCall, registryOf } from './callDefinition.ts';

export const crossEntropy = defineCall({
  kind: 'cross_entropy',
  documentation: [
    'Cross entropy of the softmax of the logits: minus the logarithm of the probability of the right class.',
    '',
    '`loss = -sum over c of t[c] * log softmax(x)[c]`, the mean over the batch. The target t is 1 for ' +
      'the right class and 0 otherwise; with label smoothing e, `t = (1 - e) * t + e / classes`. Class ' +
      'weights w make it `-sum w[c] * t[c] * log softmax(x)[c]`, divided by the sum of the weights of the right ' +
      'classes: as in PyTorch.',
    '',
    'Source: Bridle, 1990; label smoothing: Szegedy et al., "Rethinking the Inception architecture for ' +
      'computer vision", 2015.',
  ].join('\n'),
  attributes: {
    label_smoothing: number('Share of the target that is spread over all classes.', {
      default: 0,
      min: 0,
      max: 0.999,
    }),
    weights: numbers(
      'How much each class counts, in the order of the classes: more for rare ones. Equal where absent.',
      { default: [], min: 0 },
    ),
  },
});

export const focal = defineCall({
  kind: 'focal',
  documentation: [
    'Focal loss: cross entropy that all but ignores images which are classified well already.',
    '',
    '`loss = -(1 - p)^gamma * log p`, p being the probability of the right class, the mean over the batch; with ' +
      '`gamma: 0` it is cross entropy.',
    '',
    'Source: Lin et al., "Focal loss for dense object detection", 2017, without its class weights.',
  ].join('\n'),
  attributes: {
    gamma: number('How little well classified images count.', { default: 2, min: 0 }),
  },
});

export const mse = defineCall({
  kind: 'mse',
  documentation: [
    'Mean squared error of the scores: pulls the score of the right class to 1 and the others to 0.',
    '',
    '`loss = (x[c] - t[c])^2`, the mean over classes and batch; t is 1 for the right class and 0 otherwise. The ' +
      'scores are taken as they are, without a softmax.',
    '',
    'Source: LeCun et al., "Gradient-based learning applied to document recognition", 1998, section II; compared ' +
      'with cross entropy by Hui and Belkin, 2020.',
  ].join('\n'),
  attributes: {},
});

export const losses = registryOf<CallDefinition>([crossEntropy, focal, mse]);
