// How often a language server that dies is started again.
import { expect, it } from 'vitest';
import { RestartPolicy } from '../../extension/language-client/restartPolicy.ts';

it('A server is restarted three times in three minutes, and later again', () => {
  const policy = new RestartPolicy();
  const minute = 60_000;
  expect([0, 1, 2].map((time) => policy.mayRestart(time))).toEqual([true, true, true]);
  expect(policy.mayRestart(minute)).toBe(false);
  expect(policy.mayRestart(5 * minute)).toBe(true);
});
