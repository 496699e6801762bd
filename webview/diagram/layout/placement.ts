// Puts a node with its texts into the room that the layout gave it, and joins the pieces of a line.

import type { Box, PlacedNode, PlacedText, Point } from './layout.ts';
import { METRICS, type MeasuredNode, type MeasuredText } from './measure.ts';
import type { VisibleNode } from './view.ts';

/**
 * The node stands in the middle of the room's top: its name to the left, its output's shape below, right of
 * the line.
 */
export function placeNode(node: VisibleNode, measured: MeasuredNode, room: Box): PlacedNode {
  const { shape, tag } = measured;
  const box = { x: room.x + (room.width - measured.box.width) / 2, y: room.y, ...measured.box };
  const middle = room.x + room.width / 2;
  return {
    node,
    box,
    shape: shape && placeShape(shape, middle, box.y + box.height),
    tag: tag && placeTag(tag, box),
  };
}

function placeShape({ text, width }: MeasuredText, middle: number, top: number): PlacedText {
  return { text, box: { x: middle + METRICS.shapeGap, y: top, width, height: METRICS.shapeHeight } };
}

function placeTag({ text, width }: MeasuredText, box: Box): PlacedText {
  return { text, box: { x: box.x - METRICS.tagGap - width, y: box.y, width, height: box.height } };
}

/**
 * One line from the source's bottom to the target's top, without points that lie on the way of their
 * neighbours.
 */
export function joinRoute(
  source: PlacedNode,
  pieces: readonly (readonly Point[])[],
  target: PlacedNode,
): readonly Point[] {
  const start = { x: source.box.x + source.box.width / 2, y: source.box.y + source.box.height };
  const end = { x: target.box.x + target.box.width / 2, y: target.box.y };
  return withoutRedundant(squared([start, ...pieces.flat(), end]));
}

/** Takes rounding of less than half a pixel out of the line, so that each stretch is exactly straight. */
function squared(points: readonly Point[]): readonly Point[] {
  const result: Point[] = [];
  for (const point of points) {
    const last = result.at(-1);
    if (!last) result.push(point);
    else if (Math.abs(point.x - last.x) < 0.5) result.push({ x: last.x, y: point.y });
    else if (Math.abs(point.y - last.y) < 0.5) result.push({ x: point.x, y: last.y });
    else result.push(point);
  }
  return result;
}

function withoutRedundant(points: readonly Point[]): readonly Point[] {
  return points.filter((point, index) => {
    const before = points[index - 1];
    const after = points[index + 1];
    if (!before || !after) return true;
    const repeated = point.x === before.x && point.y === before.y;
    const vertical = point.x === before.x && point.x === after.x;
    const horizontal = point.y === before.y && point.y === after.y;
    return !(repeated || vertical || horizontal);
  });
}
