// What a level is made of: layers that follow one another, and branches that part and join.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ItemEdge,
  type Part,
  readStructure,
  type Series,
} from '../../webview/diagram/layout/seriesParallel.ts';

const items = (...places: number[]): Series => places.map((item): Part => ({ kind: 'item', item }));
const fork = (...branches: Series[]): Part => ({ kind: 'fork', branches });
const edge = (source: number | undefined, target: number | undefined): ItemEdge => ({ source, target });

/** Edges from each to the next; the border is undefined. */
const way = (...ends: (number | undefined)[]): ItemEdge[] =>
  ends.slice(1).map((end, place) => edge(ends[place], end));

/** A series that is numbered as a text would, with the edges that it is read from. */
class SeriesWriter {
  readonly edges: ItemEdge[] = [];
  private count = 0;

  get items(): number {
    return this.count;
  }

  /** `shape` says of each item whether a fork stands before it, and what its branches are. */
  write(shape: Shape, from: readonly End[]): { readonly series: Series; readonly ends: readonly End[] } {
    const series: Part[] = [];
    let ends = from;
    for (const branches of shape) {
      if (branches.length > 0) {
        const written = branches.map((branch) => this.write(branch, ends));
        const passing = branches.length === 1 ? [{ series: [], ends }] : [];
        const all = [...written, ...passing];
        series.push(fork(...all.map((branch) => branch.series)));
        ends = all.flatMap((branch) => branch.ends);
      }
      const item = this.count++;
      for (const end of ends) this.edges.push(edge(end, item));
      series.push({ kind: 'item', item });
      ends = [item];
    }
    return { series, ends };
  }
}

type End = number | undefined;
interface Shape extends ReadonlyArray<readonly Shape[]> {}

const { shape } = fc.letrec<{ shape: Shape }>((tie) => ({
  shape: fc.array(
    fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constant([]),
      fc.array(tie('shape'), { minLength: 1, maxLength: 4 }),
    ),
    { minLength: 1, maxLength: 4 },
  ) as fc.Arbitrary<Shape>,
}));

describe('the structure of a level', () => {
  test('is a row where layers follow one another, within a border or without', () => {
    expect(readStructure(3, way(undefined, 0, 1, 2, undefined))).toEqual({
      main: items(0, 1, 2),
      asides: [],
    });
    expect(readStructure(3, way(0, 1, 2))).toEqual({ main: items(0, 1, 2), asides: [] });
    expect(readStructure(1, [])).toEqual({ main: items(0), asides: [] });
  });

  test('has a fork where branches part and join: the line that passes comes last', () => {
    expect(readStructure(4, [...way(undefined, 0, 1, 2, 3), edge(0, 2)])).toEqual({
      main: [...items(0), fork(items(1), []), ...items(2, 3)],
      asides: [],
    });
  });

  test('names branches in the order of the text, also where that is not the order of their lines', () => {
    const branches = [
      ...way(undefined, 2, 4),
      ...way(undefined, 0, 3, 4),
      ...way(undefined, 1, 4, undefined),
    ];
    expect(readStructure(5, branches)).toEqual({
      main: [fork(items(0, 3), items(1), items(2)), ...items(4)],
      asides: [],
    });
  });

  test('has forks within forks, which may begin at one place', () => {
    const inner = [...way(undefined, 0, 2), ...way(undefined, 1, 2)];
    expect(readStructure(4, [...inner, ...way(2, 3), edge(undefined, 3)])).toEqual({
      main: [fork([fork(items(0), items(1)), ...items(2)], []), ...items(3)],
      asides: [],
    });
  });

  test('tells a head, which leads to no exit, apart from the main line', () => {
    expect(
      readStructure(6, [...way(undefined, 0, 1, 2, undefined), ...way(1, 3, 5), ...way(3, 4, 5)]),
    ).toEqual({
      main: items(0, 1, 2),
      asides: [{ from: 1, series: [...items(3), fork(items(4), []), ...items(5)] }],
    });
    expect(readStructure(4, [...way(0, 1, 2), edge(0, 3)])).toEqual({
      main: items(0, 1, 2),
      asides: [{ from: 0, series: items(3) }],
    });
  });

  test.each([
    ['nothing', 0, []],
    ['branches that are tied to each other', 5, [...way(0, 1, 3, 4), ...way(0, 2, 4), edge(1, 2)]],
    ['two entries', 3, [edge(0, 2), edge(1, 2)]],
    ['an entry beside the border', 3, [...way(undefined, 0, 2), edge(1, 2)]],
    ['a circle', 3, [...way(undefined, 0, 1, 2, undefined), edge(2, 0)]],
    ['a head that hangs on a branch', 5, [...way(0, 1, 3), ...way(0, 2, 3), edge(1, 4)]],
    ['a head that hangs on two layers', 4, [...way(0, 1, 2), edge(0, 3), edge(1, 3)]],
    ['a head with a head', 9, [...way(0, 1, 2, 7, 8), ...way(0, 3, 5, 6), edge(3, 4)]],
  ])('is another one where there is %s', (_, count, edges) => {
    expect(readStructure(count, edges)).toBeUndefined();
  });

  test('is read back from the edges of any series', () => {
    fc.assert(
      fc.property(shape, (random) => {
        const writer = new SeriesWriter();
        const { series, ends } = writer.write(random, [undefined]);
        const edges = [...writer.edges, ...ends.map((end) => edge(end, undefined))];
        expect(readStructure(writer.items, edges)).toEqual({ main: series, asides: [] });
      }),
      { seed: 3, numRuns: 100 },
    );
  });
});
