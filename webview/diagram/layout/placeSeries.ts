// Gives the items of a level their places, and lines the bends where they part and join.

import type { Point } from './layout.ts';
import { ARROW_GAP, BEND_GAP, type Extents, gapBefore, type ItemRoom } from './seriesExtent.ts';
import type { Part, Series } from './seriesParallel.ts';

/** What an edge leads from or to; undefined is the border. */
type End = number | undefined;

/** Filled while series are placed. */
export interface Placement {
  readonly rooms: readonly ItemRoom[];
  readonly extents: Extents;
  /** The top left of each item. */
  readonly items: Map<number, Point>;
  /** Where edges bend, by their ends; straight ones may be missing. */
  readonly bends: Map<string, readonly Point[]>;
}

/** What is around a series: the ends of its outer edges, and the bends that these have outside it. */
export interface Surroundings {
  readonly from: End;
  readonly to: End;
  readonly before: readonly Point[];
  readonly after: readonly Point[];
}

export function edgeName(source: End, target: End): string {
  return `${source} > ${target}`;
}

/** The lines into the series come at the point `at`, straight from above. Returns where those that leave it leave. */
export function placeSeries(placement: Placement, series: Series, at: Point, around: Surroundings): Point {
  const { rooms, extents, items, bends } = placement;
  if (series.length === 0) {
    bends.set(edgeName(around.from, around.to), [...around.before, ...around.after]);
    return at;
  }
  let { x, y } = at;
  for (const [place, part] of series.entries()) {
    const next = series[place + 1];
    const own: Surroundings = {
      from: place === 0 ? around.from : itemOf(series[place - 1]),
      to: next ? itemOf(next) : around.to,
      before: place === 0 ? around.before : [],
      after: next ? [] : around.after,
    };
    y += gapBefore(series, place);
    if (part.kind === 'fork') {
      placeFork(placement, part.branches, { x, y }, own);
      y += extents.fork(part.branches).extent.height;
      continue;
    }
    const { entry, exit, height } = rooms[part.item]!;
    items.set(part.item, { x: x - entry, y });
    if (place === 0) bends.set(edgeName(own.from, part.item), own.before);
    if (!next) bends.set(edgeName(part.item, own.to), own.after);
    x += exit - entry;
    y += height;
  }
  return { x, y };
}

/** `at` is on the fork's axis, at the tops of its branches. */
function placeFork(placement: Placement, branches: readonly Series[], { x, y }: Point, around: Surroundings) {
  const { axes, extents, extent } = placement.extents.fork(branches);
  const parting = y - ARROW_GAP;
  const joining = y + extent.height + BEND_GAP;
  for (const [place, branch] of branches.entries()) {
    const axis = x + axes[place]!;
    const leaving = axis + extents[place]!.shift;
    placeSeries(
      placement,
      branch,
      { x: axis, y },
      {
        ...around,
        before: [...around.before, { x, y: parting }, { x: axis, y: parting }],
        after: [{ x: leaving, y: joining }, { x, y: joining }, ...around.after],
      },
    );
  }
}

function itemOf(part: Part | undefined): End {
  return part?.kind === 'item' ? part.item : undefined;
}
