// Times several ways of doing the same, in turns, and names the fastest.

import type { MeasuredChoice } from './choiceCache.ts';

export interface Way {
  readonly name: string;
  run(): Promise<unknown>;
}

/** Another way must take this share of the first one's time, or less: a smaller gain may be noise. */
const clearGain = 0.93;
/** A way that takes so many times as long as the fastest is given up after its first run. */
const hopeless = 1.7;

/**
 * The fastest of the ways by least time; the first where none is clearly faster. Each runs once unmeasured, then they
 * take turns, so that whatever else the machine does slows all of them.
 *
 * @param clock milliseconds
 */
export async function measureWays(
  ways: readonly Way[],
  { rounds, clock = () => performance.now() }: { readonly rounds: number; readonly clock?: () => number },
): Promise<MeasuredChoice> {
  const least = new Map<string, number>();
  for (const { run } of ways) await run();
  let left = ways;
  for (let round = 0; round < rounds; round++) {
    for (const { name, run } of left) {
      const start = clock();
      await run();
      least.set(name, Math.min(least.get(name) ?? Number.POSITIVE_INFINITY, clock() - start));
    }
    const best = Math.min(...least.values());
    left = left.filter(({ name }, place) => place === 0 || least.get(name)! <= best * hopeless);
  }
  const [first] = ways;
  if (first === undefined) throw new Error('There is nothing to choose from.');
  const [fastest, time] = [...least].reduce((a, b) => (b[1] < a[1] ? b : a));
  const choice = time <= least.get(first.name)! * clearGain ? fastest : first.name;
  return { choice, times: Object.fromEntries(least) };
}
