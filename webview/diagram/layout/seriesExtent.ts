// How much room a series takes around its axis, and how its branches stand beside each other.

import { SPACING } from './layoutOptions.ts';
import type { Part, Series } from './seriesParallel.ts';

/** The room of an item, and where on its top and bottom lines enter and leave, from its left. */
export interface ItemRoom {
  readonly width: number;
  readonly height: number;
  readonly entry: number;
  readonly exit: number;
}

/** From the axis, on which lines enter at the top. */
export interface Extent {
  readonly left: number;
  readonly right: number;
  readonly height: number;
  /** How far right of the axis lines leave at the bottom. */
  readonly shift: number;
}

/** Branches beside each other. */
export interface Spread {
  /** Of each branch, from the axis of the fork. */
  readonly axes: readonly number[];
  readonly extents: readonly Extent[];
  readonly extent: Extent;
}

/** Between parts that follow one another. */
export const PART_GAP = SPACING.betweenLayers;
/** From where lines part or join, or turn to a branch, to what they come to: an arrow shows its stem. */
export const ARROW_GAP = 13;
/** From what lines leave to where they part or join: clear of the border of a frame. */
export const BEND_GAP = 10;

/** A branch this close to the middle of a fork is its middle: a line does not turn for so little. */
const NEAR_MIDDLE = 40;

export interface Extents {
  part(part: Part): Extent;
  series(series: Series): Extent;
  fork(branches: readonly Series[]): Spread;
}

/** Each is measured once. */
export function measureExtents(rooms: readonly ItemRoom[]): Extents {
  const known = new Map<Series, Extent>();
  const spreads = new Map<readonly Series[], Spread>();
  const series = (parts: Series): Extent => {
    const measured = known.get(parts) ?? measureSeries(parts, part);
    known.set(parts, measured);
    return measured;
  };
  const fork = (branches: readonly Series[]): Spread => {
    const spread = spreads.get(branches) ?? spreadOut(branches.map(series));
    spreads.set(branches, spread);
    return spread;
  };
  const part = (of: Part): Extent => {
    if (of.kind === 'fork') return fork(of.branches).extent;
    const { width, height, entry, exit } = rooms[of.item]!;
    return { left: entry, right: width - entry, height, shift: exit - entry };
  };
  return { part, series, fork };
}

function measureSeries(parts: Series, measured: (part: Part) => Extent): Extent {
  let [left, right, height, shift] = [0, 0, 0, 0];
  for (const [place, part] of parts.entries()) {
    const extent = measured(part);
    left = Math.max(left, extent.left - shift);
    right = Math.max(right, extent.right + shift);
    height += gapBefore(parts, place) + extent.height;
    shift += extent.shift;
  }
  return { left, right, height: height + gapAfter(parts), shift };
}

/** Where lines part or join there is room for that, also where a series begins with it. */
export function gapBefore(parts: Series, place: number): number {
  const isFork = parts[place]?.kind === 'fork';
  if (place === 0) return isFork ? ARROW_GAP : 0;
  return isFork || parts[place - 1]!.kind === 'fork' ? BEND_GAP + ARROW_GAP : PART_GAP;
}

function gapAfter(parts: Series): number {
  return parts.at(-1)?.kind === 'fork' ? BEND_GAP : 0;
}

function spreadOut(extents: readonly Extent[]): Spread {
  const places: number[] = [];
  let right = 0;
  for (const [place, extent] of extents.entries()) {
    const passing = isPassing(extent) || (place > 0 && isPassing(extents[place - 1]!));
    const gap = place === 0 ? 0 : passing ? SPACING.edgeToNode : SPACING.betweenNodes;
    places.push(right + gap + extent.left);
    right = places[place]! + extent.right;
  }
  const axis = axisOf(places, extents);
  const height = Math.max(...extents.map((extent) => extent.height));
  return {
    axes: places.map((place) => place - axis),
    extents,
    extent: { left: axis, right: right - axis, height, shift: 0 },
  };
}

/** A line alone. */
function isPassing({ left, right }: Extent): boolean {
  return left + right === 0;
}

/**
 * A block and its shortcut: the block, which the text names first, stays in line whether it is folded or open, and the
 * shortcut runs beside it. Two that are as long as each other, or more, are centred.
 */
function axisOf(places: readonly number[], extents: readonly Extent[]): number {
  const branches = places.filter((_, place) => !isPassing(extents[place]!));
  const heights = extents.filter((extent) => !isPassing(extent)).map(({ height }) => height);
  if (branches.length === 2 && heights[0] !== heights[1]) return branches[0]!;
  const middle = Math.round((branches[0]! + branches.at(-1)!) / 2);
  const distance = (place: number) => Math.abs(place - middle);
  const nearest = branches.reduce((best, place) => (distance(place) < distance(best) ? place : best));
  return distance(nearest) <= NEAR_MIDDLE ? nearest : middle;
}
