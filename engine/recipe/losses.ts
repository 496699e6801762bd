// What training makes small: what `loss` of a recipe may name.

import { number } from '../network/attribute.ts';
import { type CallDefinition, defineCall, registryOf } from './callDefinition.ts';

export const crossEntropy = defineCall({
  kind: 'cross_entropy',
  documentation: [
    'Cross entropy of the softmax of the logits: minus the logarithm of the probability of the right class.',
    '',
    '`loss = -sum over c of t[c] * log softmax(x)[c]`, the mean over the batch. The target t is 1 for ' +
      'the right class and 0 otherwise; with label smoothing e, `t = (1 - e) * t + e / classes`, as in ' +
      'PyTorch.',
    '',
    'Source: Bridle, 1990; label smoothing: Szegedy et al., "Rethinking the Inception architecture for ' +
      'computer vision", 2015.',
  ].join('\n'),
  attributes: {
    label_smoothing: number('Share of the target that is spread over all classes.', {
      default: 0,
      min: 0,
      max: 1,
    }),
  },
});

export const losses = registryOf<CallDefinition>([crossEntropy]);
