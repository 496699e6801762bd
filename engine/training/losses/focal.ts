// Focal loss on the softmax of the logits.

import { focal } from '../../recipe/losses.ts';
import { logSumOfExponentials } from './logSoftmax.ts';
import type { MakeLossRule } from './loss.ts';
import { writeOneHot } from './oneHot.ts';

/** Keeps the derivative of a power less than 1 finite where the probability is 1. */
const smallestRest = 1e-12;

export const focalRule: MakeLossRule = (call) => {
  const { gamma } = focal.attributesOf(call);
  return {
    /** -mean over n of sum over c of targets[n, c] * (1 - p[n, c])^gamma * log p[n, c] */
    build(builder, logits, targets) {
      const logProbabilities = builder.apply('logSoftmax', [logits], { axis: 1 });
      const probabilities = builder.apply('exp', [logProbabilities]);
      const rest = builder.apply('subtract', [builder.scalar(1), probabilities]);
      const positive = builder.apply('maximum', [rest, builder.scalar(smallestRest)]);
      const focus = builder.apply('power', [positive], { exponent: gamma });
      const focused = builder.apply('multiply', [focus, logProbabilities]);
      const picked = builder.apply('multiply', [focused, targets]);
      const perSample = builder.apply('reduceSum', [picked], { axes: [1], keepDimensions: false });
      const mean = builder.apply('reduceMean', [perSample], { axes: [0], keepDimensions: false });
      return builder.apply('negate', [mean]);
    },

    writeTarget: writeOneHot,

    ofSample(logits, target) {
      const normalizer = logSumOfExponentials(logits);
      let loss = 0;
      for (let c = 0; c < logits.length; c++) {
        if (target[c] === 0) continue;
        const logProbability = logits[c]! - normalizer;
        const rest = Math.max(1 - Math.exp(logProbability), smallestRest);
        loss -= target[c]! * rest ** gamma * logProbability;
      }
      return loss;
    },

    weightOf: () => 1,
  };
};
