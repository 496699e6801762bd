// Cross entropy of the softmax of the logits, with label smoothing in the targets, and class weights.

import type { GraphBuilder, Value } from '../../graph/graph.ts';
import { crossEntropy } from '../../recipe/losses.ts';
import { UserError } from '../../userError.ts';
import { logSumOfExponentials } from './logSoftmax.ts';
import type { MakeLossRule } from './loss.ts';

export const crossEntropyRule: MakeLossRule = (call, classes) => {
  const { label_smoothing: smoothing, weights } = crossEntropy.attributesOf(call);
  if (weights.length > 0 && weights.length !== classes) throw wrongWeights(weights.length, classes);
  return {
    /** -sum over n and c of w[c] * targets[n, c] * logSoftmax(logits)[n, c], over the sum of the samples' weights */
    build(builder, logits, targets) {
      const logProbabilities = builder.apply('logSoftmax', [logits], { axis: 1 });
      if (weights.length === 0) return negatedMean(builder, logProbabilities, targets);
      const weighted = builder.apply('multiply', [targets, builder.constant([1, classes], weights)]);
      const all = { axes: [0, 1], keepDimensions: false };
      const picked = builder.apply('multiply', [logProbabilities, weighted]);
      const loss = builder.apply('negate', [builder.apply('reduceSum', [picked], all)]);
      const weight = builder.apply('reduceSum', [weighted], all);
      return builder.apply('divide', [
        loss,
        unsmoothed(builder, weight, logits.shape[0]!, weights, smoothing),
      ]);
    },

    /** (1 - smoothing) for the right class and smoothing / classes for every class. */
    writeTarget(label, row) {
      row.fill(smoothing / row.length);
      row[label] = 1 - smoothing + smoothing / row.length;
    },

    /** sum over c of w[c] * target[c] * (log(sum of exp(logits)) - logits[c]) */
    ofSample(logits, target) {
      const normalizer = logSumOfExponentials(logits);
      let loss = 0;
      for (let c = 0; c < logits.length; c++) {
        if (target[c] !== 0) loss += (weights[c] ?? 1) * target[c]! * (normalizer - logits[c]!);
      }
      return loss;
    },

    weightOf: (label) => weights[label] ?? 1,
  };
};

/** -mean over n of sum over c of targets[n, c] * logProbabilities[n, c] */
function negatedMean(builder: GraphBuilder, logProbabilities: Value, targets: Value): Value {
  const picked = builder.apply('multiply', [logProbabilities, targets]);
  const perSample = builder.apply('reduceSum', [picked], { axes: [1], keepDimensions: false });
  const mean = builder.apply('reduceMean', [perSample], { axes: [0], keepDimensions: false });
  return builder.apply('negate', [mean]);
}

/**
 * The sum of the right classes' weights, from the sum of w[c] * targets[n, c], in which smoothing e has left
 * (1 - e) * w[right] + e * mean(w) for each of the samples.
 */
function unsmoothed(
  builder: GraphBuilder,
  weight: Value,
  samples: number,
  weights: readonly number[],
  smoothing: number,
): Value {
  if (smoothing === 0) return weight;
  const mean = weights.reduce((sum, w) => sum + w, 0) / weights.length;
  const spread = builder.apply('subtract', [weight, builder.scalar(samples * smoothing * mean)]);
  return builder.apply('multiply', [spread, builder.scalar(1 / (1 - smoothing))]);
}

function wrongWeights(count: number, classes: number): UserError {
  return new UserError(
    'training.weights',
    `\`cross_entropy\` has ${count} weights, and there are ${classes} classes: give one for each, in the order of ` +
      'the classes.',
  );
}
