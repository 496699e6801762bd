// The points of a run as the aligned columns that charts draw.
import { describe, expect, test } from 'vitest';
import { Curves } from '../../webview/dashboard/curves.ts';

const stepPoint = (step: number, loss: number) => ({ step, loss, accuracy: loss / 10, learningRate: 0.1 });
const epochPoint = (epoch: number, step: number, loss: number) => ({
  epoch,
  step,
  trainLoss: 0,
  trainAccuracy: 0,
  validationLoss: loss,
  validationAccuracy: loss / 10,
});

describe('curves', () => {
  test('put steps and epochs on one axis of epochs, in order', () => {
    const curves = new Curves(10);
    curves.append([stepPoint(5, 3), stepPoint(15, 2)], [epochPoint(1, 10, 4)]);
    expect(curves.loss()).toEqual([
      [0.5, 1, 1.5],
      [3, null, 2],
      [null, 4, null],
    ]);
  });

  test('share a row where a step ends an epoch', () => {
    const curves = new Curves(10);
    curves.append([stepPoint(10, 3)], [epochPoint(1, 10, 4)]);
    expect(curves.accuracy()).toEqual([[1], [30], [40]]);
  });

  test('keep epochs that come after the last step', () => {
    const curves = new Curves(10);
    curves.append([stepPoint(9, 3)], [epochPoint(1, 10, 4), epochPoint(2, 20, 5)]);
    expect(curves.loss()).toEqual([
      [0.9, 1, 2],
      [3, null, null],
      [null, 4, 5],
    ]);
  });

  test('are empty before the first point', () => {
    const curves = new Curves(10);
    expect(curves.empty).toBe(true);
    expect(curves.loss()).toEqual([[], [], []]);
    curves.append([], [epochPoint(1, 10, 4)]);
    expect(curves.empty).toBe(false);
  });
});
