// Lets a shortcut end at the side of the merge that it comes to, as the papers draw it.

import { Bands } from './bands.ts';
import type { Box, Layout, PlacedEdge, Point } from './layout.ts';
import { isMerge, METRICS } from './measure.ts';
import { transposeLayout } from './transpose.ts';

/** Keeps this far from whatever stands beside the merge. */
const CLEARANCE = 4;

/**
 * Of the two lines into a merge, the one that comes from beside enters at the side, where nothing is in its
 * way: the stretch above the merge then belongs to the main line alone.
 */
export function enterFromSide(layout: Layout): Layout {
  if (layout.direction !== 'right') return enterDownwards(layout);
  return transposeLayout(enterDownwards(transposeLayout(layout)));
}

function enterDownwards(layout: Layout): Layout {
  const merges = new Map(
    layout.nodes.filter(({ node }) => isMerge(node)).map(({ node, box }) => [node.id, box]),
  );
  const incoming = new Map<string, PlacedEdge[]>();
  for (const edge of layout.edges) {
    if (merges.has(edge.target)) incoming.set(edge.target, [...(incoming.get(edge.target) ?? []), edge]);
  }
  if (incoming.size === 0) return layout;
  const obstacles = obstaclesOf(layout);
  const moved = new Map<string, PlacedEdge>();
  for (const [id, edges] of incoming) {
    const [straight, ...rest] = [...edges].sort((a, b) => a.points.length - b.points.length);
    const [beside] = rest;
    if (edges.length !== 2 || !straight || !beside || !comesFromAbove(straight)) continue;
    const points = sidePoints(beside, merges.get(id)!);
    const turn = beside.points.at(-3);
    // What leads down to where it turned is its own way already, such as that out of a frame.
    const added = points && turn ? [turn, ...points.slice(-2)] : [];
    if (points && isClear(added, obstacles, beside)) moved.set(beside.id, { ...beside, points });
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

/** What a line may not touch: boxes with the node or frame that they belong to, and other lines. */
interface Obstacle {
  readonly box: Box;
  /** Lines that belong to it pass. */
  free(edge: PlacedEdge, end: Point): boolean;
}

function obstaclesOf(layout: Layout): Bands<Obstacle> {
  const obstacles = new Bands<Obstacle>();
  const add = (box: Box, free: Obstacle['free']) => obstacles.add(grown(box), { box, free });
  for (const { node, box, shape, tag } of layout.nodes) {
    add(box, ({ source, target }) => node.id === target || node.id === source);
    if (shape) add(shape.box, ({ target }) => node.id === target);
    if (tag) add(tag.box, () => false);
  }
  for (const { box } of layout.frames) add(box, (_, end) => contains(box, end));
  for (const line of layout.edges) {
    for (const stretch of stretchesOf(line.points)) {
      add(stretch, ({ source, id }) => line.source === source || line.id === id);
    }
  }
  return obstacles;
}

function isClear(points: readonly Point[], obstacles: Bands<Obstacle>, edge: PlacedEdge): boolean {
  const end = points.at(-1)!;
  return !stretchesOf(points).some((stretch) =>
    [...obstacles.near(stretch)].some(({ box, free }) => touches(stretch, box) && !free(edge, end)),
  );
}

function grown({ x, y, width, height }: Box): Box {
  const more = 2 * CLEARANCE;
  return { x: x - CLEARANCE, y: y - CLEARANCE, width: width + more, height: height + more };
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
