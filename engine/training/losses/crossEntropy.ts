// Cross entropy of the softmax of the logits, with label smoothing in the targets.

import { crossEntropy } from '../../recipe/losses.ts';
import type { LossRule } from './loss.ts';

export const crossEntropyRule: LossRule = {
  /** -mean over n of sum over c of targets[n, c] * logSoftmax(logits)[n, c] */
  build(builder, logits, targets) {
    const logProbabilities = builder.apply('logSoftmax', [logits], { axis: 1 });
    const picked = builder.apply('multiply', [logProbabilities, targets]);
    const perSample = builder.apply('reduceSum', [picked], { axes: [1], keepDimensions: false });
    const mean = builder.apply('reduceMean', [perSample], { axes: [0], keepDimensions: false });
    return builder.apply('negate', [mean]);
  },

  /** (1 - smoothing) for the right class and smoothing / classes for every class. */
  targetWriter(call) {
    const { label_smoothing: smoothing } = crossEntropy.attributesOf(call);
    return (label, row) => {
      row.fill(smoothing / row.length);
      row[label] = 1 - smoothing + smoothing / row.length;
    };
  },

  /** sum over c of target[c] * (log(sum of exp(logits)) - logits[c]), the largest logit taken out first. */
  ofSample(logits, target) {
    let largest = -Infinity;
    for (const logit of logits) largest = Math.max(largest, logit);
    let sum = 0;
    for (const logit of logits) sum += Math.exp(logit - largest);
    const normalizer = largest + Math.log(sum);
    let loss = 0;
    for (let c = 0; c < logits.length; c++) {
      if (target[c] !== 0) loss += target[c]! * (normalizer - logits[c]!);
    }
    return loss;
  },
};
