// Losses by hand: the graph's mean, the host's sum over samples, and what their calls must give.

import { describe, expect, it } from 'vitest';
import { createGraphBuilder } from '../../../engine/graph/builder.ts';
import { interpret } from '../../../engine/graph/interpret.ts';
import { tensor64 } from '../../../engine/graph/tensor64.ts';
import type { Call } from '../../../engine/network/attribute.ts';
import { losses } from '../../../engine/recipe/losses.ts';
import { ScoreKeeper } from '../../../engine/training/evaluate.ts';
import { lossRule } from '../../../engine/training/losses/loss.ts';

const logits = [2, 0.5, -1, 0, 3, 1, 0.25, -0.5, 0.75, 1, 1, -2];
const labels = [0, 2, 1, 0];
const logSum = (row: readonly number[]) => Math.log(row.reduce((sum, logit) => sum + Math.exp(logit), 0));
const rows = labels.map((_, sample) => logits.slice(sample * 3, sample * 3 + 3));
const surprise = rows.map((row, sample) => logSum(row) - row[labels[sample]!]!);

/** The mean over the four samples, by the graph. */
function meanOf(loss: Call): number {
  const rule = lossRule(loss, 3);
  const targets = labels.flatMap((label) => {
    const row = new Float64Array(3);
    rule.writeTarget(label, row);
    return [...row];
  });
  const builder = createGraphBuilder();
  const inputs = [builder.input('logits', [4, 3]), builder.input('targets', [4, 3])] as const;
  builder.output('loss', rule.build(builder, ...inputs));
  const feeds = new Map([
    ['logits', tensor64([4, 3], logits)],
    ['targets', tensor64([4, 3], targets)],
  ]);
  return interpret(builder.finish(), feeds).get('loss')!.data[0]!;
}

const mean = (numbers: readonly number[]) => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;

describe('a loss', () => {
  const weights = [0.5, 2, 1];
  const right = labels.map((label) => weights[label]!);
  const cases: readonly [string, Call, number][] = [
    ['cross_entropy', { kind: 'cross_entropy', attributes: {} }, mean(surprise)],
    [
      'cross_entropy with class weights',
      { kind: 'cross_entropy', attributes: { weights } },
      mean(surprise.map((loss, sample) => loss * right[sample]!)) / mean(right),
    ],
    [
      'focal',
      { kind: 'focal', attributes: { gamma: 2 } },
      mean(surprise.map((loss) => (1 - Math.exp(-loss)) ** 2 * loss)),
    ],
    ['focal that is cross entropy', { kind: 'focal', attributes: { gamma: 0 } }, mean(surprise)],
    [
      'mse',
      { kind: 'mse', attributes: {} },
      mean(rows.flatMap((row, sample) => row.map((x, c) => (x - Number(labels[sample] === c)) ** 2))),
    ],
  ];

  it.each(cases)('%s is that of its formula, in the graph and over a dataset', (_, loss, expected) => {
    expect(meanOf(loss)).toBeCloseTo(expected, 14);
    const scores = new ScoreKeeper(['a', 'b', 'c'], loss);
    scores.add(Float32Array.from(logits), Int32Array.from(labels), 4);
    expect(scores.evaluation().loss).toBeCloseTo(expected, 7);
  });

  it('is as smooth with class weights as in PyTorch', () => {
    const loss = { kind: 'cross_entropy', attributes: { label_smoothing: 0.3, weights } };
    // F.cross_entropy of PyTorch 1.13 on the same numbers.
    expect(meanOf(loss)).toBeCloseTo(1.6603722938706622, 12);
  });

  it('has a rule for every name that a recipe may give', () => {
    for (const kind of losses.keys()) expect(lossRule({ kind, attributes: {} }, 3)).toBeDefined();
  });

  it('wants one weight for each class', () => {
    const loss = { kind: 'cross_entropy', attributes: { weights: [1, 2] } };
    expect(() => lossRule(loss, 3)).toThrow(
      '`cross_entropy` has 2 weights, and there are 3 classes: give one for each, in the order of the classes.',
    );
  });

  it('focal stays finite for an image that is classified with certainty', () => {
    const rule = lossRule({ kind: 'focal', attributes: { gamma: 0.5 } }, 2);
    expect(rule.ofSample(Float32Array.of(1000, 0), Float32Array.of(1, 0))).toBeCloseTo(0, 12);
  });
});
