// Long runs as columns: what they keep, how they are thinned out and smoothed, at a million points.
import { describe, expect, test } from 'vitest';
import { Columns, countUpTo } from '../../webview/series/columns.ts';
import { decimate } from '../../webview/series/decimate.ts';
import { Smoothed } from '../../webview/series/smoothed.ts';
import { StepLog } from '../../webview/series/stepLog.ts';

const million = 1_000_000;

/** A slow wave with two single-point peaks. */
function wave(count: number) {
  const x = Float64Array.from({ length: count }, (_, index) => index + 1);
  const y = x.map((value) => Math.sin(value / 1e5));
  y[123_456] = 7;
  y[654_321] = -7;
  return { x, y };
}

describe('columns', () => {
  test('keep rows that are added one by one and in chunks, in order', () => {
    const columns = new Columns(['step', 'loss']);
    columns.append({ step: 1, loss: 3 });
    columns.appendChunk({ step: Float64Array.of(2, 3), loss: Float64Array.of(2, 1) });
    expect([...columns.column('step')]).toEqual([1, 2, 3]);
    expect([...columns.column('loss')]).toEqual([3, 2, 1]);
    expect(columns.last('loss')).toBe(1);
  });

  test('take at most twice what a million rows need, and no more for being read', () => {
    const columns = new Columns(['step', 'loss', 'accuracy']);
    for (let step = 1; step <= million; step++) columns.append({ step, loss: 1 / step, accuracy: 0 });
    expect(columns.length).toBe(million);
    expect(columns.bytes).toBe(3 * 8 * 2 ** 20);
    expect(columns.column('loss').buffer).toBe(columns.column('loss').buffer);
  });

  test('count what is not larger than a limit', () => {
    const ascending = Float64Array.of(1, 2, 2, 5);
    expect([0, 1, 2, 4.9, 5, 6].map((limit) => countUpTo(ascending, limit))).toEqual([0, 1, 3, 3, 4, 4]);
  });
});

describe('a log of steps', () => {
  const logOf = (count: number) => {
    const log = new StepLog(['step', 'loss']);
    for (let step = 1; step <= count; step++) log.append({ step, loss: 1 / step });
    return log;
  };

  test('hands out copies of any part, across its blocks', () => {
    const part = logOf(20_000).slice(8_000, 8_400);
    expect([...part.step]).toEqual(Array.from({ length: 400 }, (_, index) => 8_001 + index));
    expect(part.loss[399]).toBe(1 / 8_400);
    expect([...logOf(3).slice(1, 99).step]).toEqual([2, 3]);
  });

  test('drops the steps after one, and goes on from there', () => {
    const log = logOf(20_000);
    log.dropAfter(8_192);
    log.append({ step: 30_000, loss: 0 });
    expect([log.length, log.last('step')]).toEqual([8_193, 30_000]);
    expect([...log.slice(8_191, 8_193).step]).toEqual([8_192, 30_000]);
  });

  test('takes little more than a million rows need', () => {
    expect(logOf(million).bytes).toBe(123 * 8_192 * 2 * 8);
  });
});

describe('decimation', () => {
  test('of a million points keeps at most four a bucket, and every peak', () => {
    const { x, y } = decimate(wave(million), 0, million, 800);
    expect(x.length).toBeLessThanOrEqual(4 * 800 + 8);
    expect(x.length).toBeGreaterThan(800);
    expect(y[x.indexOf(123_457)]).toBe(7);
    expect(y[x.indexOf(654_322)]).toBe(-7);
    expect([x[0], x.at(-1)]).toEqual([1, million]);
    expect(x.every((value, at) => at === 0 || value > x[at - 1]!)).toBe(true);
  });

  test('of a part keeps one point on either side, so that the line runs to the edges', () => {
    const { x } = decimate(wave(million), 500_000.5, 500_003.5, 800);
    expect([...x]).toEqual([500_000, 500_001, 500_002, 500_003, 500_004]);
  });

  test('leaves out what is no number', () => {
    const y = Float64Array.of(1, Number.NaN, 3, Number.POSITIVE_INFINITY);
    expect([...decimate({ x: Float64Array.of(1, 2, 3, 4), y }, 0, 5, 10).y]).toEqual([1, 3]);
  });

  test('draws few points as they are', () => {
    const points = { x: Float64Array.of(1, 2, 3), y: Float64Array.of(5, 4, 6) };
    expect(decimate(points, 1, 3, 2)).toEqual(points);
  });
});

describe('smoothing', () => {
  test('is a moving average that starts at the first value', () => {
    const smoothed = new Smoothed(0.5).follow(Float64Array.of(4, 0, 2));
    // (0.5 * 4) / 0.5, (0.25 * 4 + 0.5 * 0) / 0.75, (0.125 * 4 + 0.5 * 2) / 0.875
    expect([...smoothed]).toEqual([4, 4 / 3, 12 / 7].map((value) => expect.closeTo(value, 12)));
  });

  test('changes nothing with the weight 0', () => {
    expect([...new Smoothed(0).follow(Float64Array.of(4, 0, 2))]).toEqual([4, 0, 2]);
  });

  test('goes on where it was when points come, and begins anew when points were dropped', () => {
    const column = wave(1000).y;
    const [whole, grown] = [new Smoothed(0.9), new Smoothed(0.9)];
    grown.follow(column.subarray(0, 400));
    expect([...grown.follow(column)]).toEqual([...whole.follow(column)]);
    expect(grown.follow(column.subarray(0, 10))).toEqual(new Smoothed(0.9).follow(column.subarray(0, 10)));
  });

  test('passes over what is no number', () => {
    expect([...new Smoothed(0.5).follow(Float64Array.of(Number.NaN, 4, Number.NaN))]).toEqual([
      Number.NaN,
      4,
      4,
    ]);
  });
});
