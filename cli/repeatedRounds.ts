// Finds rows that say the same of each round of a repeat, so that a table tells them once.

/** What a row is about, as `width2.unit3.conv1`, and all that it says of it. */
export interface RoundRow {
  readonly path: string;
  /** Equal where two rows say the same. */
  readonly says: string;
}

/** Fewer rounds are told one by one. */
const fewestRounds = 3;

/**
 * The rows in groups: rounds that are numbered one after the other, in whichever part of the path, and say the same, are
 * one group at the place of the first; every other row is alone. The outermost numbers count first.
 */
export function repeatedRounds<Row>(
  rows: readonly Row[],
  of: (row: Row) => RoundRow,
): readonly (readonly [Row, ...Row[]])[] {
  const told = rows.map((row, place) => ({ row, place, ...of(row), parts: of(row).path.split('.') }));
  const groups = new Map<number, readonly [Row, ...Row[]]>();
  let open = told;
  const deepest = told.reduce((most, { parts }) => Math.max(most, parts.length), 0);
  for (let part = 0; part < deepest; part++) {
    const alike = new Map<string, typeof told>();
    for (const row of open) {
      const key = roundKey(row, part);
      if (key !== undefined) alike.set(key, [...(alike.get(key) ?? []), row]);
    }
    const grouped = new Set<number>();
    for (const run of [...alike.values()].flatMap((same) => consecutive(same, part))) {
      const [first, ...rest] = run;
      if (first === undefined || run.length < fewestRounds) continue;
      groups.set(first.place, [first.row, ...rest.map(({ row }) => row)]);
      for (const { place } of run) grouped.add(place);
    }
    open = open.filter(({ place }) => !grouped.has(place));
  }
  for (const { place, row } of open) groups.set(place, [row]);
  return [...groups].sort(([a], [b]) => a - b).map(([, group]) => group);
}

/** `width2.unit3…unit8.conv1` of the first and the last path of a group. */
export function roundsPath(first: string, last: string): string {
  const [from, to] = [first.split('.'), last.split('.')];
  return from.map((part, place) => (part === to[place] ? part : `${part}…${to[place]}`)).join('.');
}

interface Parted extends RoundRow {
  readonly parts: readonly string[];
}

/** The row without the number at the end of that part; undefined where it has none. */
function roundKey({ parts, says }: Parted, part: number): string | undefined {
  if (!/\d$/.test(parts[part] ?? '')) return undefined;
  return JSON.stringify([
    parts.map((text, place) => (place === part ? text.replace(/\d+$/, '') : text)),
    part,
    says,
  ]);
}

function consecutive<Row extends Parted>(rows: readonly Row[], part: number): readonly (readonly Row[])[] {
  const numberOf = ({ parts }: Row) => Number(/\d+$/.exec(parts[part]!)![0]);
  const runs: Row[][] = [];
  for (const row of rows) {
    const before = runs.at(-1)?.at(-1);
    if (before && numberOf(before) + 1 === numberOf(row)) runs.at(-1)!.push(row);
    else runs.push([row]);
  }
  return runs;
}
