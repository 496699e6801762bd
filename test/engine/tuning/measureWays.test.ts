// Which way is called the fastest, on a clock that the test moves.

import { expect, test } from 'vitest';
import { measureWays } from '../../../engine/tuning/measureWays.ts';

/** Ways whose runs take the given milliseconds in turn; the first is the run that is not measured. */
function timed(durations: Readonly<Record<string, readonly number[]>>) {
  let now = 0;
  const runs = new Map<string, number>();
  const ways = Object.entries(durations).map(([name, list]) => ({
    name,
    run: async () => {
      const run = runs.get(name) ?? 0;
      runs.set(name, run + 1);
      now += list[Math.min(run, list.length - 1)]!;
    },
  }));
  return { ways, runs, clock: () => now };
}

test('the least time decides, not a single slow run', async () => {
  const { ways, clock } = timed({ first: [9, 10, 10, 10], second: [99, 15, 11, 8] });
  const choice = await measureWays(ways, { rounds: 3, clock });
  expect(choice).toEqual({ choice: 'second', times: { first: 10, second: 8 } });
});

test('a gain that may be noise leaves the first way', async () => {
  const { ways, clock } = timed({ first: [1, 10], second: [1, 9.5] });
  expect((await measureWays(ways, { rounds: 2, clock })).choice).toBe('first');
});

test('a way that is far slower runs once and is given up; the first one stays to be compared with', async () => {
  const { ways, clock, runs } = timed({ first: [1, 40], second: [1, 100], third: [1, 10] });
  const choice = await measureWays(ways, { rounds: 4, clock });
  expect(choice).toEqual({ choice: 'third', times: { first: 40, second: 100, third: 10 } });
  expect(Object.fromEntries(runs)).toEqual({ first: 5, second: 2, third: 5 });
});
