// The order of a file's operators.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inOrder } from '../../../../engine/onnx/reading/inOrder.ts';
import type { FileNode } from '../../../../engine/onnx/reading/onnxFile.ts';

/** `a <- x b` makes a of x and b. */
function nodes(...lines: readonly string[]): readonly FileNode[] {
  return lines.map((line) => {
    const [made = '', read = ''] = line.split(' <- ');
    const none = { attributes: new Map(), metadata: new Map() };
    return {
      name: made,
      operator: 'Op',
      domain: '',
      inputs: read.split(' '),
      outputs: made.split(' '),
      ...none,
    };
  });
}

const names = (list: readonly FileNode[]) => list.map(({ name }) => name);

describe('the order of operators', () => {
  test('stays where it is one', () => {
    const given = nodes('b <- x', 'a <- x', 'c <- a b');
    expect(inOrder(given)).toEqual({ nodes: given, circular: 0 });
    expect(inOrder(given).nodes).toBe(given);
  });

  test('puts each after what it reads, and else keeps to the file', () => {
    const { nodes: ordered, circular } = inOrder(nodes('d <- c', 'a <- x', 'c <- b a', 'b <- a', 'e <- x'));
    expect([names(ordered), circular]).toEqual([['a', 'b', 'c', 'd', 'e'], 0]);
  });

  test('counts what leads back in a circle, which begins with the first in the file', () => {
    const { nodes: ordered, circular } = inOrder(nodes('a <- x c', 'b <- a', 'c <- b', 'self <- self c'));
    expect([names(ordered), circular]).toEqual([['a', 'b', 'c', 'self'], 2]);
  });

  test('holds for any order of any network, and loses none', () => {
    const network = fc.array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(network, fc.infiniteStream(fc.nat()), (reads, chances) => {
        const lines = reads.map((makers, place) => {
          const read = makers.map((maker) => (place === 0 ? 'x' : `v${maker % place}`));
          return `v${place} <- ${['x', ...read].join(' ')}`;
        });
        const shuffled = lines.map((line) => [chances.next().value, line] as const);
        shuffled.sort(([a], [b]) => a - b);
        const { nodes: ordered, circular } = inOrder(nodes(...shuffled.map(([, line]) => line)));
        const made = new Set(['x']);
        for (const { inputs, name } of ordered) {
          expect(inputs.filter((input) => !made.has(input))).toEqual([]);
          made.add(name);
        }
        expect([made.size, circular]).toEqual([lines.length + 1, 0]);
      }),
      { seed: 3, numRuns: 200 },
    );
  });

  test('of 100,000 operators in a row that stands on its head is found at once', () => {
    const lines = Array.from({ length: 100_000 }, (_, place) => `v${place} <- v${place - 1}`);
    const { nodes: ordered } = inOrder(nodes(...lines.reverse()));
    expect([ordered[0]?.name, ordered.at(-1)?.name]).toEqual(['v0', 'v99999']);
  });
});
