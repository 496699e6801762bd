// What keeps its place in the window when the layout changes: what was clicked, or else as much as possible of what is seen.

import type { Box, Layout, Point } from '../layout/layout.ts';
import {
  type Area,
  fitWhole,
  holdPoint,
  isLegibleWhole,
  MARGIN,
  openingViewport,
  overlaps,
  pan,
  seenBox,
  type Viewport,
  zoomAround,
} from './viewport.ts';

/** `level`: the folds of the whole diagram changed. */
export type Stay = 'middle' | 'level' | 'open anew' | { readonly anchor: string };

/** How a layout is seen now. */
export interface Look {
  readonly layout: Layout;
  readonly viewport: Viewport;
  readonly area: Area;
}

/** How `next` should be seen. */
export function viewportAfter(now: Look, next: Layout, stay: Stay): Viewport {
  if (stay === 'open anew') return openingViewport(next, now.area, next.nodes[0]?.box);
  if (stay === 'level' && isWholeSeen(now)) {
    return isLegibleWhole(next, now.area) ? fitWhole(next, now.area) : withFirstHeld(now, next);
  }
  if (stay === 'middle' || stay === 'level') {
    const held = mostHeld(now, next);
    return held ? holdPoint(now.viewport, held.before, held.after) : now.viewport;
  }
  const [before, after] = [cornerOf(now.layout, stay.anchor), cornerOf(next, stay.anchor)];
  if (!before || !after) return now.viewport;
  const held = holdPoint(now.viewport, before, after);
  const isOpened = next.frames.some(({ frame }) => frame.id === stay.anchor);
  return isOpened ? revealOpened(withRoomFor(held, after, now.area, next), after, now.area, next) : held;
}

/** Of the window's length: what is opened shows this much of itself along the way that the network flows. */
const SHOWN_ALONG = 0.5;

/** Names and attributes can still be read. */
const LEAST_ZOOM = 0.5;

/** Where what was opened is wider than the window, it is seen from further away, unless that would be too far. */
function withRoomFor(viewport: Viewport, box: Box, area: Area, { direction }: Layout): Viewport {
  const [room, width] = direction === 'right' ? [area.height, box.height] : [area.width, box.width];
  const zoom = (room - 2 * MARGIN) / width;
  if (zoom >= viewport.zoom || zoom < LEAST_ZOOM) return viewport;
  const corner = { x: box.x * viewport.zoom + viewport.x, y: box.y * viewport.zoom + viewport.y };
  return zoomAround(viewport, corner, zoom / viewport.zoom);
}

/**
 * The smallest move that shows what was opened all across, and enough of it along the way: where there is room, its
 * header stays under the pointer.
 */
function revealOpened(
  viewport: Viewport,
  { x, y, width, height }: Box,
  area: Area,
  { direction }: Layout,
): Viewport {
  const { zoom } = viewport;
  const [across, along] = direction === 'right' ? [area.height, area.width] : [area.width, area.height];
  const shown = Math.min(along * SHOWN_ALONG, (direction === 'right' ? width : height) * zoom);
  const left = x * zoom + viewport.x;
  const top = y * zoom + viewport.y;
  return direction === 'right'
    ? pan(viewport, { x: back(left, shown, along), y: back(top, height * zoom, across) })
    : pan(viewport, { x: back(left, width * zoom, across), y: back(top, shown, along) });
}

/** How far back a stretch must move to end in the window; no further than to where its beginning is at the margin. */
function back(start: number, length: number, room: number): number {
  const beyond = start + length + MARGIN - room;
  return -Math.max(0, Math.min(beyond, start - MARGIN));
}

function isWholeSeen({ layout, viewport, area }: Look): boolean {
  const seen = seenBox(viewport, area);
  return layout.nodes.every(({ box }) => contains(seen, box));
}

function contains(around: Box, { x, y, width, height }: Box): boolean {
  const [right, bottom] = [around.x + around.width, around.y + around.height];
  return x >= around.x && y >= around.y && x + width <= right && y + height <= bottom;
}

/** Who saw all of a diagram goes on from its beginning. */
function withFirstHeld(now: Look, next: Layout): Viewport {
  const [first] = nodesOfBoth(now.layout, next, seenBox(now.viewport, now.area));
  return first ? holdPoint(now.viewport, first.before, first.after) : now.viewport;
}

/** Where a node was, and where it is in the next layout. */
interface Held {
  readonly before: Point;
  readonly after: Point;
  /** From the middle of the window. */
  readonly distance: number;
}

/** Of the nodes that are seen and stay, one with which as many as possible stay in place; else the nearest to the middle. */
function mostHeld(now: Look, next: Layout): Held | undefined {
  const seen = seenBox(now.viewport, now.area);
  const all = nodesOfBoth(now.layout, next, seen);
  const inSight = all.filter(({ box }) => overlaps(box, seen));
  const groups = new Map<string, { count: number; nearest: Held }>();
  for (const held of inSight.length > 0 ? inSight : all) {
    const move = `${Math.round(held.after.x - held.before.x)} ${Math.round(held.after.y - held.before.y)}`;
    const group = groups.get(move);
    const count = inSight.length > 0 ? (group?.count ?? 0) + 1 : 1;
    const nearest = group && group.nearest.distance <= held.distance ? group.nearest : held;
    groups.set(move, { count, nearest });
  }
  const [first] = [...groups.values()].sort(
    (a, b) => b.count - a.count || a.nearest.distance - b.nearest.distance,
  );
  return first?.nearest;
}

function nodesOfBoth(layout: Layout, next: Layout, seen: Box): readonly (Held & { readonly box: Box })[] {
  const places = new Map(next.nodes.map(({ node, box }) => [node.id, box]));
  const middle = { x: seen.x + seen.width / 2, y: seen.y + seen.height / 2 };
  return layout.nodes.flatMap(({ node, box }) => {
    const place = places.get(node.id);
    if (!place) return [];
    const before = lineInto(box, layout);
    const distance = Math.hypot(before.x - middle.x, before.y - middle.y);
    return [{ box, before, after: lineInto(place, next), distance }];
  });
}

/** A node that gets wider does so to both sides: where the line comes in stays. */
function lineInto({ x, y, width, height }: Box, { direction }: Layout): Point {
  return direction === 'right' ? { x, y: y + height / 2 } : { x: x + width / 2, y };
}

function cornerOf(layout: Layout, id: string): Box | undefined {
  return (
    layout.frames.find(({ frame }) => frame.id === id)?.box ??
    layout.nodes.find(({ node }) => node.id === id)?.box
  );
}
