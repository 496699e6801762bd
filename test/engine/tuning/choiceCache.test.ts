// What was measured is kept for one machine, and nothing damaged is believed.

import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ChoiceCache, forgetChoices, listChoices } from '../../../engine/tuning/choiceCache.ts';
import type { Machine } from '../../../engine/tuning/machine.ts';
import { temporaryFolder } from '../training/temporaryFolder.ts';

const machine: Machine = {
  processor: 'Test',
  cores: 2,
  platform: 'linux-x64',
  device: 'cpu',
  threads: 2,
  runtime: '1.30.0',
  netwright: '0.1.0',
};
const fast = { choice: 'fast', times: { fast: 1, slow: 2 } };
const slow = { choice: 'slow', times: { fast: 3, slow: 2 } };

test('a saved choice is found again on the same machine only', async () => {
  const folder = temporaryFolder();
  const cache = await ChoiceCache.open(machine, folder);
  cache.add('lowering', 'a', fast);
  expect(cache.find('lowering', 'a')).toEqual(fast);
  await cache.save();
  expect((await ChoiceCache.open(machine, folder)).find('lowering', 'a')).toEqual(fast);
  const others = [{ threads: 1 }, { processor: 'Other' }, { runtime: '1.31.0' }, { netwright: '0.2.0' }];
  for (const other of others) {
    const opened = await ChoiceCache.open({ ...machine, ...other }, folder);
    expect(opened.find('lowering', 'a')).toBeUndefined();
  }
});

test('of two processes that measure the same, the first to save decides for both', async () => {
  const folder = temporaryFolder();
  const [first, second] = [await ChoiceCache.open(machine, folder), await ChoiceCache.open(machine, folder)];
  first.add('lowering', 'a', fast);
  second.add('lowering', 'a', slow);
  second.add('replicas', 'b', slow);
  expect(second.chosen('lowering')).toEqual({ a: 'slow' });
  await first.save();
  await second.save();
  expect(second.find('lowering', 'a')).toEqual(fast);
  expect(second.chosen('lowering')).toEqual({ a: 'fast' });
  const opened = await ChoiceCache.open(machine, folder);
  expect([opened.find('lowering', 'a'), opened.find('replicas', 'b')]).toEqual([fast, slow]);
});

test('what is kept is listed by machine, and forgotten', async () => {
  const folder = temporaryFolder();
  expect(await listChoices(folder)).toEqual([]);
  const cache = await ChoiceCache.open(machine, folder);
  cache.add('lowering', 'a', fast);
  await cache.save();
  expect(await listChoices(folder)).toEqual([{ machine, kinds: { lowering: { a: fast } } }]);
  expect(await forgetChoices(folder)).toBe(1);
  expect(await listChoices(folder)).toEqual([]);
});

test.each([
  '',
  '{',
  '[]',
  '{"machine":{},"kinds":{"lowering":{"a":1}}}',
  '{"machine":{},"kinds":{"lowering":1}}',
])('a damaged file counts as empty and is replaced: %j', async (content) => {
  const folder = temporaryFolder();
  const cache = await ChoiceCache.open(machine, folder);
  cache.add('lowering', 'a', fast);
  await cache.save();
  const [file] = readdirSync(folder);
  writeFileSync(join(folder, file!), content);
  expect(await listChoices(folder)).toEqual([]);
  const opened = await ChoiceCache.open(machine, folder);
  expect(opened.find('lowering', 'a')).toBeUndefined();
  opened.add('lowering', 'a', slow);
  await opened.save();
  expect((await ChoiceCache.open(machine, folder)).find('lowering', 'a')).toEqual(slow);
});

test('a folder that cannot be written loses nothing but the next measurement', async () => {
  const folder = join(temporaryFolder(), 'choices');
  mkdirSync(join(folder, '..'), { recursive: true });
  writeFileSync(folder, 'a file where the folder should be');
  const cache = await ChoiceCache.open(machine, folder);
  cache.add('lowering', 'a', fast);
  await cache.save();
  expect(await listChoices(folder)).toEqual([]);
});
