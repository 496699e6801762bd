// Keeps the samples that a network finds hardest: those of the highest loss, and the most confidently wrong ones.

import type { Dataset } from '../datasets/dataset.ts';
import type { Call } from '../network/attribute.ts';
import type { Evaluation, HardSample } from '../protocol/evaluation.ts';
import { softmax } from './classProbabilities.ts';
import { indexOfLargest } from './evaluate.ts';
import { type LossRule, lossRule } from './losses/loss.ts';

/** Takes the samples in their order and keeps `most` of each kind; none where it is 0. */
export class HardestSamples {
  private readonly rule: LossRule;
  private readonly target: Float32Array;
  private readonly byLoss: HardSample[] = [];
  private readonly byProbability: HardSample[] = [];
  private seen = 0;

  constructor(
    private readonly dataset: Pick<Dataset, 'classes' | 'nameOf'>,
    loss: Call,
    private readonly most: number,
  ) {
    this.rule = lossRule(loss, dataset.classes.length);
    this.target = new Float32Array(dataset.classes.length);
  }

  /** As `ScoreKeeper` takes them. */
  add(logits: Float32Array, labels: Int32Array, count: number): void {
    if (this.most === 0) return;
    const width = this.dataset.classes.length;
    for (let place = 0; place < count; place++) {
      const row = logits.subarray(place * width, (place + 1) * width);
      const sample = this.sampleOf(this.seen + place, row, labels[place]!);
      insert(this.byLoss, sample, ({ loss }) => loss, this.most);
      if (sample.predicted !== sample.label) {
        insert(this.byProbability, sample, ({ probability }) => probability, this.most);
      }
    }
    this.seen += count;
  }

  found(): Required<Pick<Evaluation, 'hardest' | 'mostConfidentlyWrong'>> {
    return { hardest: this.byLoss, mostConfidentlyWrong: this.byProbability };
  }

  private sampleOf(index: number, row: Float32Array, label: number): HardSample {
    const { classes, nameOf } = this.dataset;
    this.rule.writeTarget(label, this.target);
    const predicted = indexOfLargest(row);
    const file = nameOf?.(index);
    return {
      index,
      ...(file === undefined ? {} : { file }),
      label: classes[label]!,
      predicted: classes[predicted]!,
      probability: softmax(row)[predicted]!,
      loss: this.rule.ofSample(row, this.target),
    };
  }
}

/** Keeps the list sorted, the largest first; of equal ones the earlier. NaN is the hardest of all. */
function insert(
  list: HardSample[],
  sample: HardSample,
  measure: (sample: HardSample) => number,
  most: number,
): void {
  const sizeOf = (one: HardSample) => (Number.isNaN(measure(one)) ? Infinity : measure(one));
  const size = sizeOf(sample);
  let place = list.length;
  while (place > 0 && sizeOf(list[place - 1]!) < size) place--;
  if (place >= most) return;
  list.splice(place, 0, sample);
  list.length = Math.min(list.length, most);
}
