// Step events: about ten a second, means over the steps between, and nothing lost at the end.

import { describe, expect, it } from 'vitest';
import { ProgressMeter } from '../../../engine/training/progressMeter.ts';

describe('the progress meter', () => {
  it('gathers the steps of a tenth of a second', () => {
    let now = 1000;
    const meter = new ProgressMeter(50, () => now);
    const add = (step: number, loss: number, correct: number, afterMs: number) => {
      now += afterMs;
      return meter.add({ loss, correct }, { step, epoch: 1, learningRate: 0.1 / step });
    };
    expect(add(1, 3, 10, 40)).toBeUndefined();
    expect(add(2, 1, 30, 40)).toBeUndefined();
    expect(add(3, 2, 50, 40)).toEqual({
      event: 'step',
      step: 3,
      epoch: 1,
      learningRate: 0.1 / 3,
      loss: 2,
      accuracy: 0.6,
      imagesPerSecond: 1250,
    });
    expect(add(4, 5, 0, 250)).toMatchObject({ step: 4, loss: 5, accuracy: 0, imagesPerSecond: 200 });
    expect(meter.flush()).toBeUndefined();
    expect(add(5, 7, 25, 10)).toBeUndefined();
    expect(meter.flush()).toMatchObject({ step: 5, loss: 7, accuracy: 0.5, imagesPerSecond: 5000 });
  });

  it('does not count pauses as slowness', () => {
    let now = 0;
    const meter = new ProgressMeter(10, () => now);
    now = 60_000;
    meter.restart();
    now += 100;
    const place = { step: 1, epoch: 2, learningRate: 1 };
    expect(meter.add({ loss: 1, correct: 1 }, place)).toMatchObject({ imagesPerSecond: 100 });
  });
});
