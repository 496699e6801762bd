// Scores of a classifier from its logits: loss, top-1, top-5, precision and recall of each class, confusion.

import type { Call } from '../network/attribute.ts';
import type { Evaluation } from '../protocol/evaluation.ts';
import { type LossRule, lossRule } from './losses/loss.ts';

/** Adds up batches of logits; everything is counted in whole numbers or float64. */
export class ScoreKeeper {
  private readonly confusion: number[][];
  private readonly target: Float32Array;
  private readonly rule: LossRule;
  private lossSum = 0;
  private weightSum = 0;
  private withinTop5 = 0;
  private count = 0;

  constructor(
    private readonly classes: readonly string[],
    loss: Call,
  ) {
    this.rule = lossRule(loss, classes.length);
    this.confusion = classes.map(() => classes.map(() => 0));
    this.target = new Float32Array(classes.length);
  }

  /** `logits` is [at least count, classes] row by row, `labels` holds at least `count` classes. */
  add(logits: Float32Array, labels: Int32Array, count: number): void {
    const width = this.classes.length;
    for (let sample = 0; sample < count; sample++) {
      const row = logits.subarray(sample * width, (sample + 1) * width);
      const label = labels[sample]!;
      this.rule.writeTarget(label, this.target);
      this.lossSum += this.rule.ofSample(row, this.target);
      this.weightSum += this.rule.weightOf(label);
      this.confusion[label]![indexOfLargest(row)]!++;
      if (rank(row, label) < 5) this.withinTop5++;
    }
    this.count += count;
  }

  /** The result so far; a class without a prediction has precision 0, one without a sample recall 0. */
  evaluation(): Evaluation {
    const right = this.confusion.map((row, label) => row[label]!);
    const perClass = this.classes.map((name, label) => {
      const count = this.confusion[label]!.reduce((sum, cell) => sum + cell, 0);
      const predicted = this.confusion.reduce((sum, row) => sum + row[label]!, 0);
      return {
        name,
        count,
        precision: share(right[label]!, predicted),
        recall: share(right[label]!, count),
        // 2 P R / (P + R), written without a division by zero
        f1: share(2 * right[label]!, predicted + count),
      };
    });
    return {
      loss: share(this.lossSum, this.weightSum),
      accuracy: share(
        right.reduce((sum, cell) => sum + cell, 0),
        this.count,
      ),
      top5: share(this.withinTop5, this.count),
      count: this.count,
      perClass,
      confusion: this.confusion,
    };
  }
}

/** How many of the first `count` samples have the right class as the largest logit, and among the five largest. */
export function countRight(
  logits: Float32Array,
  labels: Int32Array,
  count: number,
): { readonly correct: number; readonly withinTop5: number } {
  const width = logits.length / count;
  let [correct, withinTop5] = [0, 0];
  for (let sample = 0; sample < count; sample++) {
    const row = logits.subarray(sample * width, (sample + 1) * width);
    if (indexOfLargest(row) === labels[sample]) correct++;
    if (rank(row, labels[sample]!) < 5) withinTop5++;
  }
  return { correct, withinTop5 };
}

/** The first of the largest; NaN never wins, and a row of nothing but NaN gives the first. */
export function indexOfLargest(row: Float32Array): number {
  let best = 0;
  for (let c = 1; c < row.length; c++) {
    if (row[c]! > row[best]! || (Number.isNaN(row[best]!) && !Number.isNaN(row[c]!))) best = c;
  }
  return best;
}

/** How many classes come before this one when the logits are sorted, equal ones in order. */
function rank(row: Float32Array, label: number): number {
  const own = row[label]!;
  if (Number.isNaN(own)) return row.length;
  let before = 0;
  for (let c = 0; c < row.length; c++) {
    if (row[c]! > own || (row[c] === own && c < label)) before++;
  }
  return before;
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
