// A profile by the lines of its texts.

import { expect, test } from 'vitest';
import type { Profile } from '../../engine/protocol/profile.ts';
import { lineTimes } from '../../extension/profiling/lineTimes.ts';

const layer = (file: string | undefined, line: number, ...times: readonly [number, number, number]) => {
  const [forwardMs, backwardMs, updateMs] = times;
  return { file, line, forwardMs, backwardMs, updateMs } as Profile['layers'][number];
};

test('layers of a line, a repeated block among them, are added up; other texts and idle lines are left out', () => {
  const layers = [
    layer('file:///net.cnn', 7, 1, 2, 0.5),
    layer('file:///net.cnn', 3, 0.5, 0, 0),
    layer('file:///net.cnn', 7, 3, 1, 0),
    layer('file:///net.cnn', 9, 0, 0, 0),
    layer('file:///blocks.cnn', 1, 2, 0, 0),
    layer(undefined, 0, 0, 0, 0),
  ];
  const profile = { layers, accountedMs: 10 } as unknown as Profile;
  expect(lineTimes(profile, 'file:///net.cnn')).toEqual([
    { line: 3, forwardMs: 0.5, backwardMs: 0, updateMs: 0, totalMs: 0.5, share: 0.05, layers: 1 },
    { line: 7, forwardMs: 4, backwardMs: 3, updateMs: 0.5, totalMs: 7.5, share: 0.75, layers: 2 },
  ]);
});
