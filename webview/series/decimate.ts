// Thins out a line to what a chart of some width can show, without losing a peak.

import { BlockPeaks } from './blockPeaks.ts';
import { countUpTo } from './columns.ts';

export interface Points {
  /** Ascending. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Of `y`, where it is long and grows. */
  readonly peaks?: BlockPeaks;
}

/**
 * The points between `from` and `to` and one on either side, at most four for each of `buckets` equal parts: the first, the
 * lowest, the highest and the last of each, so that the drawn line covers the same pixels. What is no finite number is left
 * out.
 */
export function decimate({ x, y, peaks }: Points, from: number, to: number, buckets: number): Points {
  const first = Math.max(0, countUpTo(x, from) - 1);
  const end = Math.min(x.length, countUpTo(x, to) + 1);
  const kept = new Kept(x, y, 4 * buckets + 8);
  if (end - first <= 4 * buckets) {
    for (let at = first; at < end; at++) kept.take(at);
    return kept.points();
  }
  const known = peaks ?? new BlockPeaks();
  const width = (to - from) / buckets;
  let at = first;
  while (at < end) {
    const limit = from + (Math.floor((x[at]! - from) / width) + 1) * width;
    const next = Math.max(at + 1, Math.min(end, countBelow(x, limit)));
    const { low, high } = known.extremes(y, at, next);
    const inner = low < high ? [low, high] : [high, low];
    for (const place of new Set([at, ...inner, next - 1])) if (place >= 0) kept.take(place);
    at = next;
  }
  return kept.points();
}

function countBelow(ascending: Float64Array, limit: number): number {
  const count = countUpTo(ascending, limit);
  return count > 0 && ascending[count - 1] === limit ? count - 1 : count;
}

class Kept {
  private readonly outX: Float64Array;
  private readonly outY: Float64Array;
  private count = 0;

  constructor(
    private readonly x: Float64Array,
    private readonly y: Float64Array,
    capacity: number,
  ) {
    this.outX = new Float64Array(capacity);
    this.outY = new Float64Array(capacity);
  }

  take(at: number): void {
    if (!Number.isFinite(this.y[at]!)) return;
    this.outX[this.count] = this.x[at]!;
    this.outY[this.count] = this.y[at]!;
    this.count += 1;
  }

  points(): Points {
    return { x: this.outX.subarray(0, this.count), y: this.outY.subarray(0, this.count) };
  }
}
