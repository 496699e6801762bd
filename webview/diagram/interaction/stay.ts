// What keeps its place in the window when the layout changes: what was clicked, or else what is in the middle.

import type { Box, Layout } from '../layout/layout.ts';
import { type Area, holdPoint, openingViewport, seenBox, type Viewport } from './viewport.ts';

export type Stay = 'middle' | 'open anew' | { readonly anchor: string };

/** How a layout is seen now. */
export interface Look {
  readonly layout: Layout;
  readonly viewport: Viewport;
  readonly area: Area;
}

/** How `next` should be seen. */
export function viewportAfter(now: Look, next: Layout, stay: Stay): Viewport {
  if (stay === 'open anew') return openingViewport(next, now.area, next.nodes[0]?.box);
  const held = stay === 'middle' ? nodeInTheMiddle(now, next) : stay.anchor;
  const before = held === undefined ? undefined : cornerOf(now.layout, held);
  const after = held === undefined ? undefined : cornerOf(next, held);
  return before && after ? holdPoint(now.viewport, before, after) : now.viewport;
}

/** The node nearest to the middle of the window, of those that the next layout has too. */
function nodeInTheMiddle({ layout, viewport, area }: Look, next: Layout): string | undefined {
  const staying = new Set([
    ...next.nodes.map(({ node }) => node.id),
    ...next.frames.map(({ frame }) => frame.id),
  ]);
  const seen = seenBox(viewport, area);
  let nearest: { readonly id: string; readonly distance: number } | undefined;
  for (const { node, box } of layout.nodes) {
    if (!staying.has(node.id)) continue;
    const distance = Math.hypot(box.x - seen.x - seen.width / 2, box.y - seen.y - seen.height / 2);
    if (!nearest || distance < nearest.distance) nearest = { id: node.id, distance };
  }
  return nearest?.id;
}

function cornerOf(layout: Layout, id: string): Box | undefined {
  return (
    layout.frames.find(({ frame }) => frame.id === id)?.box ??
    layout.nodes.find(({ node }) => node.id === id)?.box
  );
}
