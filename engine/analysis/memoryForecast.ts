// What a step will need in memory at any batch, from what the runtime's allocator told of two smaller ones.

/**
 * Memory that the runtime has in use at a moment of the step, as a line over the number of images: `bytes` with those of
 * the forecast, and `perImage` for each more. Activations grow with the batch; parameters and their gradients do not.
 */
export interface MemoryLine {
  readonly bytes: number;
  readonly perImage: number;
}

export interface MemoryForecast {
  /** Images of the larger of the two steps that were run. */
  readonly batch: number;
  /** Peak resident memory of the whole process in that step. */
  readonly residentBytes: number;
  /** Images and random numbers that are handed over, for each image. */
  readonly feedBytes: number;
  /** The moments that are the worst at some batch, the one with the least per image first. */
  readonly moments: readonly MemoryLine[];
}

/** Peak resident memory of a step of `batch` images, in bytes. */
export function peakBytes(forecast: MemoryForecast, batch: number): number {
  const { residentBytes, feedBytes, moments } = forecast;
  const more = batch - forecast.batch;
  const inUse = Math.max(0, ...moments.map(({ bytes, perImage }) => bytes + perImage * more));
  const sounded = Math.max(0, ...moments.map(({ bytes }) => bytes));
  return residentBytes - sounded + inUse + feedBytes * more;
}

/** The most images whose step needs at most `limit` bytes; undefined where not even one fits. */
export function largestBatch(forecast: MemoryForecast, limit: number): number | undefined {
  if (peakBytes(forecast, 1) > limit) return undefined;
  let [fits, fails] = [1, 2];
  while (peakBytes(forecast, fails) <= limit && fails < mostImages) [fits, fails] = [fails, fails * 2];
  while (fails - fits > 1) {
    const middle = Math.floor((fits + fails) / 2);
    if (peakBytes(forecast, middle) <= limit) fits = middle;
    else fails = middle;
  }
  return fits;
}

const mostImages = 2 ** 30;

/**
 * The lines of which each is the highest somewhere from `batch` images on: all others never tell the peak. Both lists hold
 * the bytes in use at the same moments, with `batch` images and with twice as many.
 */
export function worstMoments(
  one: readonly number[],
  two: readonly number[],
  batch: number,
): readonly MemoryLine[] {
  const lines = one
    .map((bytes, index) => ({ bytes, perImage: Math.max(0, (two[index] ?? bytes) - bytes) / batch }))
    .sort((a, b) => a.perImage - b.perImage || a.bytes - b.bytes);
  const upper: MemoryLine[] = [];
  for (const line of lines) {
    while (upper.length > 0 && isHidden(upper, line)) upper.pop();
    upper.push(line);
  }
  return upper;
}

/** Whether the last of the lines is nowhere the highest once a steeper one is there. */
function isHidden(lines: readonly MemoryLine[], steeper: MemoryLine): boolean {
  const last = lines.at(-1)!;
  if (steeper.bytes >= last.bytes) return true;
  const before = lines.at(-2);
  // The steeper line passes the last one before the last one passes the one before it.
  return before !== undefined && crossing(last, steeper) <= crossing(before, last);
}

/** Images more than those of the forecast at which the steeper line `b` reaches `a`. */
function crossing(a: MemoryLine, b: MemoryLine): number {
  return (a.bytes - b.bytes) / (b.perImage - a.perImage);
}
