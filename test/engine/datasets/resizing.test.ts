// Resized planes, against Pillow.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { coveringResizer, type Extent, planeResizer } from '../../../engine/datasets/resizing.ts';

const recorded: {
  readonly plane: readonly number[];
  readonly resized: readonly { readonly to: Extent; readonly plane: readonly number[] }[];
} = JSON.parse(readFileSync(new URL('fixtures/pillow.json', import.meta.url), 'utf8'));

const plane = Float32Array.from(recorded.plane);

function covered(from: Float32Array, extent: Extent, to: Extent): number[] {
  const made = new Float32Array(to[0] * to[1]);
  coveringResizer(extent, to)(from, made);
  return [...made];
}

describe('planeResizer', () => {
  test.each(recorded.resized)('resizes 4x6 to $to as Pillow does', ({ to, plane: expected }) => {
    const made = new Float32Array(to[0] * to[1]);
    planeResizer([4, 6], to)(plane, made);
    made.forEach((value, at) => {
      expect(value).toBeCloseTo(expected[at]!, 3);
    });
  });

  test('keeps a window of the resized plane alone', () => {
    const all = new Float32Array(72);
    planeResizer([4, 6], [8, 9])(plane, all);
    const window = new Float32Array(6);
    planeResizer([4, 6], [8, 9], { top: 5, left: 2, size: [2, 3] })(plane, window);
    expect([...window]).toEqual([5, 6].flatMap((row) => [2, 3, 4].map((column) => all[row * 9 + column]!)));
  });
});

describe('coveringResizer', () => {
  test('resizes the shorter side and cuts the centre out of the longer one', () => {
    // Rows 0 0 1 1 2 2 3 3 of four places: halved they are 2 x 4, of which the middle columns stay.
    const row = [0, 0, 1, 1, 2, 2, 3, 3];
    const made = covered(Float32Array.from([row, row, row, row].flat()), [4, 8], [2, 2]);
    expect(made.map((value) => Number(value.toFixed(3)))).toEqual([1, 2, 1, 2]);
  });

  test('cuts out alone where the image is large enough in one direction and fits in the other', () => {
    expect(covered(Float32Array.from([1, 2, 3, 4, 5]), [5, 1], [3, 1])).toEqual([2, 3, 4]);
    expect(covered(Float32Array.from([1, 2, 3, 4]), [1, 4], [1, 1])).toEqual([2]);
  });
});
