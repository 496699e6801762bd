// Where the arrow keys go: along the lines when they lead that way, or else to the nearest neighbour.

import type { Box, Layout } from '../layout/layout.ts';

export type Direction = 'up' | 'down' | 'left' | 'right';

/** What the keyboard can reach: nodes and headers, by id, in the order of the picture from top to bottom. */
export function reachable(layout: Layout): ReadonlyMap<string, Box> {
  const places: [string, Box][] = [
    ...layout.frames.map(({ frame, header }): [string, Box] => [frame.id, header]),
    ...layout.nodes.map(({ node, box }): [string, Box] => [node.id, box]),
  ];
  return new Map(places.sort(([, a], [, b]) => a.y - b.y || a.x - b.x));
}

/** Undefined where there is nothing in that direction. */
export function neighbourOf(layout: Layout, id: string, direction: Direction): string | undefined {
  const places = reachable(layout);
  const from = places.get(id);
  if (!from) return undefined;
  const ahead = [...places].filter(([other, box]) => other !== id && distanceAhead(from, box, direction) > 0);
  const connected = connectedTo(layout, id, direction);
  const candidates = ahead.filter(([other]) => connected.has(other));
  // A header between a node and the next one is not skipped.
  const headers = new Set(layout.frames.map(({ frame }) => frame.id));
  const usable =
    candidates.length > 0 ? ahead.filter(([other]) => connected.has(other) || headers.has(other)) : ahead;
  return nearest(usable, from, direction);
}

/** The nodes at the other ends of the lines that leave the way the network flows, or come from there. */
function connectedTo(layout: Layout, id: string, direction: Direction): ReadonlySet<string> {
  const flow = layout.direction ?? 'down';
  if (direction === flow)
    return new Set(layout.edges.filter((edge) => edge.source === id).map((edge) => edge.target));
  if (direction === (flow === 'down' ? 'up' : 'left'))
    return new Set(layout.edges.filter((edge) => edge.target === id).map((edge) => edge.source));
  return new Set();
}

/** How far one must go in the direction; boxes beside each other are in no vertical direction. */
function distanceAhead(from: Box, to: Box, direction: Direction): number {
  switch (direction) {
    case 'up':
      return from.y - to.y;
    case 'down':
      return to.y - from.y;
    case 'left':
      return centre(from).x - centre(to).x;
    case 'right':
      return centre(to).x - centre(from).x;
  }
}

/** Going aside counts three times as much as going ahead. */
function nearest(
  places: readonly (readonly [string, Box])[],
  from: Box,
  direction: Direction,
): string | undefined {
  const vertical = direction === 'up' || direction === 'down';
  let best: { readonly id: string; readonly cost: number } | undefined;
  for (const [id, box] of places) {
    const ahead = distanceAhead(from, box, direction);
    const aside = vertical
      ? gap(from.x, from.width, box.x, box.width)
      : gap(from.y, from.height, box.y, box.height);
    const cost = ahead + 3 * aside;
    if (!best || cost < best.cost) best = { id, cost };
  }
  return best?.id;
}

/** Distance between two stretches of a line; 0 where they overlap. */
function gap(a: number, aLength: number, b: number, bLength: number): number {
  return Math.max(0, b - (a + aLength), a - (b + bLength));
}

function centre(box: Box): { readonly x: number; readonly y: number } {
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
