// Aligns two sequences so that the pairs' scores sum to the most, in order.

/** Places of a pair; undefined on the side that has no partner. */
export interface AlignedPlace {
  readonly before: number | undefined;
  readonly after: number | undefined;
}

export interface Alignable {
  readonly before: number;
  readonly after: number;
  /** Of two places as partners: greater than zero where they can be partners at all. */
  score(before: number, after: number): number;
}

/** Beyond this many pairs of places nothing between two anchors is aligned: 64 MB of directions. */
const MOST_PAIRS = 64_000_000;

const PAIR = 0;
const REMOVED = 1;
const ADDED = 2;

/**
 * The global alignment of Needleman and Wunsch (1970) without a penalty for gaps, in O(before * after) time. What is
 * removed stands before what is added at the same place.
 */
export function alignSequences({ before, after, score }: Alignable): readonly AlignedPlace[] {
  if (before * after > MOST_PAIRS) return withoutPairs(before, after);
  const directions = new Uint8Array(before * after);
  let best = new Float64Array(after + 1);
  let row = new Float64Array(after + 1);
  // From the end to the beginning, so that following the directions gives the pairs in order.
  for (let i = before - 1; i >= 0; i--) {
    row[after] = 0;
    for (let j = after - 1; j >= 0; j--) {
      const pair = score(i, j);
      const [paired, removed, added] = [pair > 0 ? pair + best[j + 1]! : -1, best[j]!, row[j + 1]!];
      const most = Math.max(paired, removed, added);
      row[j] = most;
      directions[i * after + j] = paired === most ? PAIR : removed === most ? REMOVED : ADDED;
    }
    [best, row] = [row, best];
  }
  return follow(directions, before, after);
}

function follow(directions: Uint8Array, before: number, after: number): readonly AlignedPlace[] {
  const places: AlignedPlace[] = [];
  let [i, j] = [0, 0];
  while (i < before || j < after) {
    const direction = i === before ? ADDED : j === after ? REMOVED : directions[i * after + j];
    places.push({
      before: direction === ADDED ? undefined : i,
      after: direction === REMOVED ? undefined : j,
    });
    if (direction !== ADDED) i++;
    if (direction !== REMOVED) j++;
  }
  return places;
}

function withoutPairs(before: number, after: number): readonly AlignedPlace[] {
  return [
    ...Array.from({ length: before }, (_, place) => ({ before: place, after: undefined })),
    ...Array.from({ length: after }, (_, place) => ({ before: undefined, after: place })),
  ];
}

/**
 * The longest subsequence of strictly rising numbers, as places in `values`: patience sorting, O(n log n) (Fredman,
 * "On computing the length of longest increasing subsequences", 1975).
 */
export function longestRising(values: readonly number[]): readonly number[] {
  const tails: number[] = [];
  const previous = values.map((value, place) => {
    const length = firstNotBelow(tails, values, value);
    tails[length] = place;
    return length === 0 ? undefined : tails[length - 1];
  });
  const places: number[] = [];
  for (let place = tails.at(-1); place !== undefined; place = previous[place]) places.push(place);
  return places.reverse();
}

/** The first length whose tail is not below `value`. */
function firstNotBelow(tails: readonly number[], values: readonly number[], value: number): number {
  let [low, high] = [0, tails.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[tails[middle]!]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
