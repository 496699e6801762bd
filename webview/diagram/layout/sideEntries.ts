// Lets a shortcut end at the side of the merge that it comes to, as the papers draw it.

import type { Box, Layout, PlacedEdge, Point } from './layout.ts';
import { isMerge, METRICS } from './measure.ts';

/** Keeps this far from whatever stands beside the merge. */
const CLEARANCE = 4;

/**
 * Of the two lines into a merge, the one that comes from beside enters at the side, where nothing is in its
 * way: the stretch above the merge then belongs to the main line alone.
 */
export function enterFromSide(layout: Layout): Layout {
  const merges = new Map(
    layout.nodes.filter(({ node }) => isMerge(node)).map(({ node, box }) => [node.id, box]),
  );
  const incoming = new Map<string, PlacedEdge[]>();
  for (const edge of layout.edges) {
    if (merges.has(edge.target)) incoming.set(edge.target, [...(incoming.get(edge.target) ?? []), edge]);
  }
  const moved = new Map<string, PlacedEdge>();
  for (const [id, edges] of incoming) {
    const [straight, ...rest] = [...edges].sort((a, b) => a.points.length - b.points.length);
    const [beside] = rest;
    if (edges.length !== 2 || !straight || !beside || !comesFromAbove(straight)) continue;
    const points = sidePoints(beside, merges.get(id)!);
    if (points && isClear(points, layout, beside)) moved.set(beside.id, { ...beside, points });
  }
  return { ...layout, edges: layout.edges.map((edge) => moved.get(edge.id) ?? edge) };
}

function comesFromAbove({ points }: PlacedEdge): boolean {
  const [before, end] = points.slice(-2);
  const merged = before !== undefined && end !== undefined && before.x === end.x;
  return merged && end.y - before.y > METRICS.shapeHeight;
}

/**
 * The line, led on downwards to the height of the merge's middle; undefined when it does not come from
 * beside.
 */
function sidePoints({ points }: PlacedEdge, merge: Box): readonly Point[] | undefined {
  const [before, turn, above, end] = points.slice(-4);
  if (!before || !turn || !above || !end || before.x !== turn.x || turn.y !== above.y) return undefined;
  const y = merge.y + merge.height / 2;
  const edge = turn.x > end.x ? merge.x + merge.width : merge.x;
  if (turn.y > y || Math.abs(turn.x - end.x) < merge.width) return undefined;
  return [...points.slice(0, -4), before, { x: turn.x, y }, { x: edge, y }];
}

function isClear(points: readonly Point[], layout: Layout, edge: PlacedEdge): boolean {
  const stretches = stretchesOf(points).slice(-2);
  const boxes = layout.nodes.flatMap(({ node, box, shape, tag }) => {
    const own = node.id === edge.target || node.id === edge.source ? [] : [box];
    return [...own, ...(shape && node.id !== edge.target ? [shape.box] : []), ...(tag ? [tag.box] : [])];
  });
  const frames = layout.frames.filter(({ box }) => !contains(box, points.at(-1)!)).map(({ box }) => box);
  if ([...boxes, ...frames].some((box) => stretches.some((stretch) => touches(stretch, box)))) return false;
  const others = layout.edges.filter((other) => other.source !== edge.source && other.id !== edge.id);
  return !others.some((other) =>
    stretchesOf(other.points).some((line) => stretches.some((stretch) => touches(stretch, line))),
  );
}

function stretchesOf(points: readonly Point[]): readonly Box[] {
  return points.slice(1).map((point, index) => {
    const before = points[index]!;
    const x = Math.min(point.x, before.x);
    const y = Math.min(point.y, before.y);
    return { x, y, width: Math.abs(point.x - before.x), height: Math.abs(point.y - before.y) };
  });
}

function touches(stretch: Box, box: Box): boolean {
  return (
    stretch.x < box.x + box.width + CLEARANCE &&
    box.x - CLEARANCE < stretch.x + stretch.width &&
    stretch.y < box.y + box.height + CLEARANCE &&
    box.y - CLEARANCE < stretch.y + stretch.height
  );
}

function contains(box: Box, { x, y }: Point): boolean {
  return x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
}
