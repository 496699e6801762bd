// Mean squared error between the scores and 1 for the right class, 0 for the others.

import type { MakeLossRule } from './loss.ts';
import { writeOneHot } from './oneHot.ts';

export const mseRule: MakeLossRule = () => ({
  /** mean over n and c of (logits[n, c] - targets[n, c])^2 */
  build(builder, logits, targets) {
    const difference = builder.apply('subtract', [logits, targets]);
    const square = builder.apply('multiply', [difference, difference]);
    return builder.apply('reduceMean', [square], { axes: [0, 1], keepDimensions: false });
  },

  writeTarget: writeOneHot,

  ofSample(logits, target) {
    let sum = 0;
    for (let c = 0; c < logits.length; c++) sum += (logits[c]! - target[c]!) ** 2;
    return sum / logits.length;
  },

  weightOf: () => 1,
});
