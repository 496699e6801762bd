// Where something that is let go over the drawing would be inserted: on a line, or behind a node.

import type { InsertionPlace } from '../../protocol/details.ts';
import type { Drawn } from '../drawnSubject.ts';
import { itemOf, subjectOf } from '../interaction/selection.ts';
import type { Box, Layout, PlacedEdge, Point } from '../layout/layout.ts';

export type DropTarget =
  | { readonly kind: 'line'; readonly id: string }
  | { readonly kind: 'node'; readonly id: string };

/** Lines this near to each other are drawn as one. */
const AS_ONE = 0.5;

/**
 * The node under a point of the diagram, or else the line that is nearest and within reach. Where all lines that leave a
 * node are still one, what is put there is behind the node.
 */
export function dropTarget(layout: Layout, point: Point, reach: number): DropTarget | undefined {
  const node = layout.nodes.find(({ box }) => contains(box, point));
  if (node) return { kind: 'node', id: node.node.id };
  const nearest = nearestLine(layout, point, reach);
  if (!nearest) return undefined;
  const { line, at } = nearest;
  const leaving = layout.edges.filter(({ source }) => source === line.source);
  const isTrunk =
    leaving.length > 1 && leaving.every(({ points }) => distanceBetween(nearestOn(points, at), at) <= AS_ONE);
  return isTrunk ? { kind: 'node', id: line.source } : { kind: 'line', id: line.id };
}

export function nearestLine(
  layout: Layout,
  point: Point,
  reach: number,
): { readonly line: PlacedEdge; readonly at: Point } | undefined {
  let nearest: { readonly line: PlacedEdge; readonly at: Point; readonly distance: number } | undefined;
  for (const line of layout.edges) {
    const at = nearestOn(line.points, point);
    const distance = distanceBetween(at, point);
    if (distance <= reach && (!nearest || distance < nearest.distance)) nearest = { line, at, distance };
  }
  return nearest;
}

/** As the editor is told; undefined for what is drawn no more. */
export function insertionAt(drawn: Drawn, target: DropTarget): InsertionPlace | undefined {
  if (target.kind === 'node') {
    const item = itemOf(drawn, target.id);
    return item && { id: subjectOf(item), side: 'after' };
  }
  const line = drawn.layout.edges.find(({ id }) => id === target.id);
  const { standIns } = drawn.view;
  const folded = line && itemOf(drawn, line.target)?.kind === 'frame' ? ({ folded: true } as const) : {};
  const edge = drawn.subject.graph.edges.find(
    ({ source, target: end }) => standIns.get(source) === line?.source && standIns.get(end) === line?.target,
  );
  return edge && { source: edge.source, target: edge.target, ...folded };
}

function contains({ x, y, width, height }: Box, point: Point): boolean {
  return point.x >= x && point.x <= x + width && point.y >= y && point.y <= y + height;
}

/** The point of a line of straight stretches, along either axis, that is nearest. */
function nearestOn(points: readonly Point[], point: Point): Point {
  let nearest = points[0]!;
  for (let at = 1; at < points.length; at++) {
    const [from, to] = [points[at - 1]!, points[at]!];
    const x = Math.min(Math.max(point.x, Math.min(from.x, to.x)), Math.max(from.x, to.x));
    const y = Math.min(Math.max(point.y, Math.min(from.y, to.y)), Math.max(from.y, to.y));
    if (distanceBetween({ x, y }, point) < distanceBetween(nearest, point)) nearest = { x, y };
  }
  return nearest;
}

function distanceBetween(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
