// A page follows its text with one question at a time, and with none while it is out of sight.
import { expect, test } from 'vitest';
import { FollowChanges } from '../../../extension/panels/followChanges.ts';

/** A page whose answers come when a test says so. */
function page({ seen = true } = {}) {
  const state = { seen };
  const waiting: (() => void)[] = [];
  let asked = 0;
  const follow = new FollowChanges(
    () => state.seen,
    () => {
      asked += 1;
      return new Promise<void>((resolve) => waiting.push(resolve));
    },
  );
  const answer = async () => {
    waiting.shift()!();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { follow, state, answer, asked: () => asked };
}

test('changes that come while an answer is waited for are asked for once, afterwards', async () => {
  const { follow, answer, asked } = page();
  follow.changed();
  follow.changed();
  follow.changed();
  expect(asked()).toBe(1);
  await answer();
  expect(asked()).toBe(2);
  await answer();
  expect(asked()).toBe(2);
});

test('a page out of sight asks nothing, and once when it comes into sight', async () => {
  const { follow, state, answer, asked } = page({ seen: false });
  follow.changed();
  follow.changed();
  expect(asked()).toBe(0);
  state.seen = true;
  follow.seen();
  expect(asked()).toBe(1);
  await answer();
  follow.seen();
  expect(asked()).toBe(1);
});

test('a page out of sight is brought up to date for its export', async () => {
  const { follow, answer, asked } = page({ seen: false });
  follow.changed();
  let done = false;
  const told = follow.upToDate().then(() => {
    done = true;
  });
  expect([asked(), done]).toEqual([1, false]);
  await answer();
  await told;
  expect(done).toBe(true);
});

test('a question that fails does not keep later changes from being asked for', async () => {
  let asked = 0;
  const follow = new FollowChanges(
    () => false,
    async () => {
      asked += 1;
      if (asked === 1) throw new Error('gone');
    },
  );
  follow.changed();
  await expect(follow.upToDate()).rejects.toThrow('gone');
  follow.changed();
  await follow.upToDate();
  expect(asked).toBe(2);
});

test.each([0, 1, 2, 3, 4, 5])('a change %i turns after an answer came is asked for', async (turns) => {
  let asked = 0;
  let answer: () => void = () => undefined;
  const follow = new FollowChanges(
    () => true,
    () => {
      asked += 1;
      return new Promise<void>((resolve) => {
        answer = resolve;
      });
    },
  );
  follow.changed();
  answer();
  for (let turn = 0; turn < turns; turn += 1) await undefined;
  follow.changed();
  await new Promise((resolve) => setImmediate(resolve));
  expect(asked).toBe(2);
});
