// Scores from logits, on cases worked out by hand.

import { describe, expect, it } from 'vitest';
import { indexOfLargest, ScoreKeeper } from '../../../engine/training/evaluate.ts';

const loss = { kind: 'cross_entropy', attributes: { label_smoothing: 0 } };

describe('scores', () => {
  it('are loss, top-1, top-5, precision, recall and confusion', () => {
    const scores = new ScoreKeeper(['cat', 'dog', 'owl'], loss);
    const logits = [
      [Math.log(2), 0, 0], // a cat, taken for a cat with probability 1/2
      [0, Math.log(2), 0], // a cat, taken for a dog; 1/4 for the cat
      [0, Math.log(6), 0], // a dog, taken for a dog with 3/4
      [0, 0, 0], // a dog, where the first class wins; 1/3
    ];
    scores.add(Float32Array.from(logits.slice(0, 2).flat()), Int32Array.of(0, 0), 2);
    scores.add(Float32Array.from(logits.slice(2).flat()), Int32Array.of(1, 1), 2);
    const result = scores.evaluation();
    expect(result.loss).toBeCloseTo((Math.log(2) + Math.log(4) + Math.log(4 / 3) + Math.log(3)) / 4, 6);
    expect(result).toMatchObject({ accuracy: 0.5, top5: 1, count: 4 });
    expect(result.confusion).toEqual([
      [1, 1, 0],
      [1, 1, 0],
      [0, 0, 0],
    ]);
    expect(result.perClass).toEqual([
      { name: 'cat', count: 2, precision: 0.5, recall: 0.5, f1: 0.5 },
      { name: 'dog', count: 2, precision: 0.5, recall: 0.5, f1: 0.5 },
      { name: 'owl', count: 0, precision: 0, recall: 0, f1: 0 },
    ]);
  });

  it('leave out the empty places of the last batch', () => {
    const scores = new ScoreKeeper(['a', 'b'], loss);
    scores.add(Float32Array.of(1, 0, 9, 9, 9, 9), Int32Array.of(0, 0, 0), 1);
    expect(scores.evaluation()).toMatchObject({
      count: 1,
      accuracy: 1,
      confusion: [
        [1, 0],
        [0, 0],
      ],
    });
  });

  it('count a class within the five largest, the first of equals winning', () => {
    const names = ['0', '1', '2', '3', '4', '5', '6'];
    const top5 = (row: number[], label: number) => {
      const scores = new ScoreKeeper(names, loss);
      scores.add(Float32Array.from(row), Int32Array.of(label), 1);
      return scores.evaluation().top5;
    };
    const falling = [7, 6, 5, 4, 3, 2, 1];
    expect(names.map((_, label) => top5(falling, label))).toEqual([1, 1, 1, 1, 1, 0, 0]);
    expect(names.map((_, label) => top5([0, 0, 0, 0, 0, 0, 0], label))).toEqual([1, 1, 1, 1, 1, 0, 0]);
    expect(top5([Number.NaN, 0, 0, 0, 0, 0, 0], 0)).toBe(0);
  });

  it('smooth the target as PyTorch does: (1 - e) for the right class and e / classes for each', () => {
    const smoothed = { kind: 'cross_entropy', attributes: { label_smoothing: 0.3 } };
    const scores = new ScoreKeeper(['a', 'b', 'c'], smoothed);
    scores.add(Float32Array.of(2, 1, 0), Int32Array.of(1), 1);
    const logSum = Math.log(Math.exp(2) + Math.exp(1) + 1);
    const expected = 0.1 * (logSum - 2) + 0.8 * (logSum - 1) + 0.1 * logSum;
    expect(scores.evaluation().loss).toBeCloseTo(expected, 6);
  });

  it('stay finite for logits whose exponentials are not', () => {
    const scores = new ScoreKeeper(['a', 'b'], loss);
    scores.add(Float32Array.of(1000, 0), Int32Array.of(1), 1);
    expect(scores.evaluation().loss).toBe(1000);
  });

  it('take the first of the largest, and never NaN where there is a number', () => {
    expect(indexOfLargest(Float32Array.of(1, 3, 3))).toBe(1);
    expect(indexOfLargest(Float32Array.of(Number.NaN, -1, Number.NaN, -2))).toBe(1);
    expect(indexOfLargest(Float32Array.of(Number.NaN, Number.NaN))).toBe(0);
  });
});
