// What is worth knowing of a weight at a glance.

export interface TensorStatistics {
  readonly count: number;
  readonly mean: number;
  /** Of the whole population. */
  readonly deviation: number;
  readonly min: number;
  readonly max: number;
  readonly zeros: number;
  /** NaN or infinite; left out of everything else but the count. */
  readonly notFinite: number;
  /** Numbers in each of equally wide bins from min to max. */
  readonly histogram: readonly number[];
}

const BINS = 40;

/** `pieces` is asked for twice: for the range, and for the bins in it. Undefined for an empty tensor. */
export function tensorStatistics(pieces: () => Iterable<Float64Array>): TensorStatistics | undefined {
  const moments = momentsOf(pieces());
  const { count, finite, min, max, zeros, mean, squares } = moments;
  if (count === 0) return undefined;
  const deviation = Math.sqrt(squares / Math.max(1, finite));
  const histogram = binsOf(pieces(), min, max);
  return { count, mean, deviation, min, max, zeros, notFinite: count - finite, histogram };
}

/** Welford's update, which keeps its digits where the mean is large beside the deviation. */
function momentsOf(pieces: Iterable<Float64Array>) {
  let [count, finite, zeros, mean, squares] = [0, 0, 0, 0, 0];
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const piece of pieces) {
    count += piece.length;
    for (let place = 0; place < piece.length; place++) {
      const value = piece[place]!;
      if (!Number.isFinite(value)) continue;
      finite += 1;
      if (value === 0) zeros += 1;
      if (value < min) min = value;
      if (value > max) max = value;
      const difference = value - mean;
      mean += difference / finite;
      squares += difference * (value - mean);
    }
  }
  return { count, finite, zeros, mean, squares, min, max };
}

function binsOf(pieces: Iterable<Float64Array>, min: number, max: number): readonly number[] {
  const bins = new Array<number>(BINS).fill(0);
  const width = (max - min) / BINS;
  for (const piece of pieces) {
    for (let place = 0; place < piece.length; place++) {
      const value = piece[place]!;
      if (!Number.isFinite(value)) continue;
      const bin = width > 0 ? Math.min(BINS - 1, Math.floor((value - min) / width)) : 0;
      bins[bin]! += 1;
    }
  }
  return bins;
}
