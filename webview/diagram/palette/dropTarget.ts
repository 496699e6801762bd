// Where something that is let go over the drawing would be inserted: on a line, or behind a node.

import type { InsertionPlace } from '../../protocol/details.ts';
import type { Drawn } from '../drawnSubject.ts';
import { itemOf, subjectOf } from '../interaction/selection.ts';
import type { Box, Layout, Point } from '../layout/layout.ts';

export type DropTarget =
  | { readonly kind: 'line'; readonly id: string }
  | { readonly kind: 'node'; readonly id: string };

/** The node under a point of the diagram, or else the line that is nearest and within reach. */
export function dropTarget(layout: Layout, point: Point, reach: number): DropTarget | undefined {
  const node = layout.nodes.find(({ box }) => contains(box, point));
  if (node) return { kind: 'node', id: node.node.id };
  let nearest: { readonly id: string; readonly distance: number } | undefined;
  for (const { id, points } of layout.edges) {
    const distance = distanceTo(points, point);
    if (distance <= reach && (!nearest || distance < nearest.distance)) nearest = { id, distance };
  }
  return nearest && { kind: 'line', id: nearest.id };
}

/** As the editor is told; undefined for what is drawn no more. */
export function insertionAt(drawn: Drawn, target: DropTarget): InsertionPlace | undefined {
  if (target.kind === 'node') {
    const item = itemOf(drawn, target.id);
    return item && { id: subjectOf(item), side: 'after' };
  }
  const line = drawn.layout.edges.find(({ id }) => id === target.id);
  const { standIns } = drawn.view;
  const edge = drawn.subject.graph.edges.find(
    ({ source, target: end }) => standIns.get(source) === line?.source && standIns.get(end) === line?.target,
  );
  return edge && { source: edge.source, target: edge.target };
}

function contains({ x, y, width, height }: Box, point: Point): boolean {
  return point.x >= x && point.x <= x + width && point.y >= y && point.y <= y + height;
}

/** Of a point from a line of straight stretches. */
function distanceTo(points: readonly Point[], point: Point): number {
  let least = Number.POSITIVE_INFINITY;
  for (let at = 1; at < points.length; at++) {
    const [from, to] = [points[at - 1]!, points[at]!];
    const x = Math.min(Math.max(point.x, Math.min(from.x, to.x)), Math.max(from.x, to.x));
    const y = Math.min(Math.max(point.y, Math.min(from.y, to.y)), Math.max(from.y, to.y));
    least = Math.min(least, Math.hypot(point.x - x, point.y - y));
  }
  return least;
}
