// Times several ways of doing the same, and names the fastest.

import type { MeasuredChoice } from './choiceCache.ts';

export interface Way {
  readonly name: string;
  /** Makes it ready to run. One is ready at a time, so that they do not need memory together. */
  prepare(): Promise<{ run(): Promise<unknown>; dispose(): Promise<void> }>;
}

/** Another way must take this share of the first one's time, or less: a smaller gain may be noise. */
const clearGain = 0.93;
/** Ways that take so many times as long as the fastest of the first turn have no second turn. */
const near = 1.3;
/** A way that takes so many times as long as the fastest so far is given up after one run. */
const hopeless = 1.7;
const runsOfTurn = 3;

type Least = Map<string, number>;

/**
 * The fastest of the ways by least time; the first where none is clearly faster. Those that are near each other have two
 * turns, so that whatever else the machine does for a while does not decide.
 *
 * @param clock milliseconds
 */
export async function measureWays(
  ways: readonly Way[],
  clock: () => number = () => performance.now(),
): Promise<MeasuredChoice> {
  const [first] = ways;
  if (first === undefined) throw new Error('There is nothing to choose from.');
  const least: Least = new Map();
  for (const way of ways) await takeTurn(way, least, clock);
  const best = Math.min(...least.values());
  const rivals = ways.filter(({ name }) => least.get(name)! <= best * near);
  if (rivals.length > 1) for (const way of rivals) await takeTurn(way, least, clock);
  const [fastest, time] = [...least].reduce((a, b) => (b[1] < a[1] ? b : a));
  const choice = time <= least.get(first.name)! * clearGain ? fastest : first.name;
  return { choice, times: Object.fromEntries(least) };
}

/** A run that is not measured, and a few that are. */
async function takeTurn({ name, prepare }: Way, least: Least, clock: () => number): Promise<void> {
  const ready = await prepare();
  try {
    await ready.run();
    for (let run = 0; run < runsOfTurn; run++) {
      const start = clock();
      await ready.run();
      least.set(name, Math.min(least.get(name) ?? Number.POSITIVE_INFINITY, clock() - start));
      if (least.get(name)! > Math.min(...least.values()) * hopeless) return;
    }
  } finally {
    await ready.dispose();
  }
}
