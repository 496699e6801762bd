// "Did you mean": the known word nearest to one that was written.

/** So many candidates are looked at: the first ones are those nearest to the place. */
const mostCandidates = 300;

/** The candidate that fewest edits make of `word`; undefined where none is near enough to be meant. */
export function nearestWord(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = word.toLowerCase();
  let best: string | undefined;
  let bestDistance = (wanted.length < 2 ? 0 : Math.max(1, Math.floor(wanted.length / 3))) + 1;
  let seen = 0;
  for (const candidate of candidates) {
    seen += 1;
    if (seen > mostCandidates) break;
    if (candidate === word || Math.abs(candidate.length - wanted.length) >= bestDistance) continue;
    const distance = editDistance(wanted, candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best ?? sameWithoutSeparators(wanted, candidates);
}

/** `LeakyReLU` means `leaky_relu`, however many letters differ in case. */
function sameWithoutSeparators(word: string, candidates: Iterable<string>): string | undefined {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[_\d]/g, '');
  const wanted = plain(word);
  if (wanted.length < 2) return undefined;
  let seen = 0;
  for (const candidate of candidates) {
    if (plain(candidate) === wanted) return candidate;
    seen += 1;
    if (seen > mostCandidates) break;
  }
  return undefined;
}

/** Longer words are never near to one another. */
const longestWord = 64;

/** The rows of the distance's table that are needed at once, kept from call to call. */
const rows: readonly [Uint8Array, Uint8Array, Uint8Array] = [
  new Uint8Array(longestWord + 1),
  new Uint8Array(longestWord + 1),
  new Uint8Array(longestWord + 1),
];

/**
 * Insertions, deletions, replacements and swaps of neighbours that make `b` of `a`; `limit` where there are
 * more.
 */
function editDistance(a: string, b: string, limit: number): number {
  if (a.length > longestWord || b.length > longestWord) return limit;
  let [beforePrevious, previous, current] = rows;
  for (let column = 0; column <= b.length; column += 1) previous[column] = column;
  for (let row = 1; row <= a.length; row += 1) {
    current[0] = row;
    let smallest = row;
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = previous[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1);
      let distance = Math.min(previous[column]! + 1, current[column - 1]! + 1, replaced);
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        distance = Math.min(distance, beforePrevious[column - 2]! + 1);
      }
      current[column] = distance;
      smallest = Math.min(smallest, distance);
    }
    if (smallest >= limit) return limit;
    [beforePrevious, previous, current] = [previous, current, beforePrevious];
  }
  return previous[b.length]!;
}
