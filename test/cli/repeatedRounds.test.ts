// Which rows of a table are rounds of one repeat.

import { describe, expect, test } from 'vitest';
import { repeatedRounds, roundsPath } from '../../cli/repeatedRounds.ts';

/** `path: what it says` in; `first…last (count)` out. */
function told(...rows: readonly string[]): readonly string[] {
  const groups = repeatedRounds(rows, (row) => {
    const [path, says] = row.split(': ');
    return { path: path!, says: says! };
  });
  const path = (row: string) => row.split(': ')[0]!;
  return groups.map((group) =>
    group.length === 1
      ? path(group[0])
      : `${roundsPath(path(group[0]), path(group.at(-1)!))} (${group.length})`,
  );
}

describe('rounds of a repeat', () => {
  test('are one where they say the same, each of their layers by itself', () => {
    expect(
      told('b1.conv1: x', 'b1.bn1: y', 'b2.conv1: x', 'b2.bn1: y', 'b3.conv1: x', 'b3.bn1: y', 'dense1: x'),
    ).toEqual(['b1…b3.conv1 (3)', 'b1…b3.bn1 (3)', 'dense1']);
  });

  test('are apart where one of them says something else, or is missing', () => {
    expect(told('b1: x', 'b2: x', 'b3: x', 'b4: y', 'b5: x', 'b6: x', 'b7: x')).toEqual([
      'b1…b3 (3)',
      'b4',
      'b5…b7 (3)',
    ]);
    expect(told('b1: x', 'b2: x', 'b9: x', 'b10: x', 'b11: x')).toEqual(['b1', 'b2', 'b9…b11 (3)']);
  });

  test('are counted by the outermost number that goes on', () => {
    const rows = [1, 2, 3].flatMap((unit) => [1, 2, 3].map((layer) => `u${unit}.conv${layer}: x`));
    expect(told(...rows)).toEqual(['u1…u3.conv1 (3)', 'u1…u3.conv2 (3)', 'u1…u3.conv3 (3)']);
    expect(told('u1.conv1: x', 'u1.conv2: x', 'u1.conv3: x', 'u4.conv1: x')).toEqual([
      'u1.conv1…conv3 (3)',
      'u4.conv1',
    ]);
  });

  test('fewer than three stay as they are, in their order', () => {
    expect(told('b1: x', 'a: x', 'b2: x')).toEqual(['b1', 'a', 'b2']);
  });
});
