// The part of a large layout around what is seen, so that the page holds no more than that.

import type { Box, Layout, PlacedEdge } from './layout.ts';

/** Names and shapes stand beside their nodes. */
const BESIDE = { x: 200, y: 40 } as const;

export interface LayoutIndex {
  readonly layout: Layout;
  /** The smallest box around each line, by its place. */
  readonly lines: readonly Box[];
}

export function indexLayout(layout: Layout): LayoutIndex {
  return { layout, lines: layout.edges.map(boundsOf) };
}

/** What of the layout lies in a box, with what is named in `always`. */
export function windowOf({ layout, lines }: LayoutIndex, box: Box, always: string | undefined): Layout {
  const nodes = layout.nodes.filter(
    ({ node, box: at }) => node.id === always || overlap(at, box, BESIDE.x, BESIDE.y),
  );
  const frames = layout.frames.filter(({ frame, box: at }) => frame.id === always || overlap(at, box, 0, 0));
  const edges = layout.edges.filter((_, place) => overlap(lines[place]!, box, 8, 8));
  return { ...layout, nodes, frames, edges };
}

function boundsOf({ points }: PlacedEdge): Box {
  const [first] = points;
  let [left, right, top, bottom] = [first!.x, first!.x, first!.y, first!.y];
  for (const { x, y } of points) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function overlap(a: Box, b: Box, marginX: number, marginY: number): boolean {
  return (
    a.x - marginX <= b.x + b.width &&
    b.x <= a.x + a.width + marginX &&
    a.y - marginY <= b.y + b.height &&
    b.y <= a.y + a.height + marginY
  );
}
