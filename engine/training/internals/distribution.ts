// Figures of a tensor's numbers: quantiles, mean, deviation, norm, histogram.

import type { Distribution, Histogram } from '../../protocol/internals.ts';

/** Of all of `numbers`, which are not empty; the deviation is that of a population. */
export function distributionOf(numbers: Float32Array): Distribution {
  const count = numbers.length;
  const mean = numbers.reduce((sum, number) => sum + number, 0) / count;
  const squares = numbers.reduce((sum, number) => sum + (number - mean) ** 2, 0);
  // A typed array sorts by size, NaN last: the mean tells of it, and no quantile hides it.
  const sorted = Number.isFinite(mean) ? numbers.toSorted() : undefined;
  const at = (share: number) => (sorted ? rounded(quantile(sorted, share)) : null);
  return {
    p15: at(0.15),
    p50: at(0.5),
    p85: at(0.85),
    mean: rounded(mean),
    deviation: rounded(Math.sqrt(squares / count)),
  };
}

/** The number below which `share` of `sorted` lies, linear between neighbours: NumPy's default. */
export function quantile(sorted: Float32Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const [low, high] = [sorted[below]!, sorted[Math.ceil(place)]!];
  return low + (high - low) * (place - below);
}

/** Euclidean norm. */
export function norm(numbers: Float32Array): number {
  return Math.sqrt(numbers.reduce((sum, number) => sum + number * number, 0));
}

/** |after - before| / |before|, or null where `before` is all zeros. */
export function relativeChange(before: Float32Array, after: Float32Array): number | null {
  const size = norm(before);
  const changed = norm(after.map((number, index) => number - before[index]!));
  return size === 0 ? null : rounded(changed / size);
}

/** To four digits, which is what a chart shows; null for what JSON cannot hold. */
export function rounded(number: number): number | null {
  return Number.isFinite(number) ? Number(number.toPrecision(4)) : null;
}

const bins = 24;
/** More numbers than that are counted at even distances: the shape is the same. */
const mostCounted = 16_384;

/** Null where a number is not finite. A range of nothing has one bin. */
export function histogramOf(numbers: Float32Array): Histogram | null {
  const distance = Math.ceil(numbers.length / mostCounted);
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let at = 0; at < numbers.length; at += distance) {
    const number = numbers[at]!;
    if (!Number.isFinite(number)) return null;
    if (number < low) low = number;
    if (number > high) high = number;
  }
  if (low === high)
    return { low: rounded(low)!, high: rounded(high)!, counts: [Math.ceil(numbers.length / distance)] };
  const counts = new Array<number>(bins).fill(0);
  const scale = bins / (high - low);
  for (let at = 0; at < numbers.length; at += distance) {
    const bin = Math.min(bins - 1, Math.floor((numbers[at]! - low) * scale));
    counts[bin]! += 1;
  }
  return { low: rounded(low)!, high: rounded(high)!, counts };
}
