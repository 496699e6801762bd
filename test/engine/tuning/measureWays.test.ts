// Which way is called the fastest, on a clock that the test moves.

import { expect, test } from 'vitest';
import { measureWays } from '../../../engine/tuning/measureWays.ts';

/** Ways whose runs take the given milliseconds in turn, the last again and again; those before a turn count too. */
function timed(durations: Readonly<Record<string, readonly number[]>>) {
  let now = 0;
  let ready = 0;
  let most = 0;
  const runs = new Map<string, number>();
  const ways = Object.entries(durations).map(([name, list]) => ({
    name,
    prepare: async () => {
      most = Math.max(most, ++ready);
      return {
        run: async () => {
          const run = runs.get(name) ?? 0;
          runs.set(name, run + 1);
          now += list[Math.min(run, list.length - 1)]!;
        },
        dispose: async () => void ready--,
      };
    },
  }));
  return { ways, runs, clock: () => now, ready: () => ({ now: ready, most }) };
}

test('the least time decides, not a single slow run, and one is ready at a time', async () => {
  const { ways, clock, ready } = timed({ first: [9, 10, 10, 10], second: [99, 15, 11, 8] });
  expect(await measureWays(ways, clock)).toEqual({ choice: 'second', times: { first: 10, second: 8 } });
  expect(ready()).toEqual({ now: 0, most: 1 });
});

test('a gain that may be noise leaves the first way', async () => {
  const { ways, clock } = timed({ first: [1, 10], second: [1, 9.5] });
  expect((await measureWays(ways, clock)).choice).toBe('first');
});

test('ways near each other have a second turn: what slowed one for a while does not decide', async () => {
  const slowed = [12, 12, 12, 12];
  const { ways, clock, runs } = timed({ first: [...slowed, 8], second: [1, 10], third: [1, 15] });
  expect(await measureWays(ways, clock)).toEqual({
    choice: 'first',
    times: { first: 8, second: 10, third: 15 },
  });
  expect(Object.fromEntries(runs)).toEqual({ first: 8, second: 8, third: 4 });
});

test('a way that is far slower than one before is given up after one measured run', async () => {
  const { ways, clock, runs } = timed({ first: [1, 40], second: [1, 100], third: [1, 10] });
  const choice = await measureWays(ways, clock);
  expect(choice).toEqual({ choice: 'third', times: { first: 40, second: 100, third: 10 } });
  expect(Object.fromEntries(runs)).toEqual({ first: 4, second: 2, third: 4 });
});
