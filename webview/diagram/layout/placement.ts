// Puts a node with its texts into the room that the layout gave it, and joins the pieces of a line.

import type { Box, FlowDirection, PlacedNode, PlacedText, Point } from './layout.ts';
import { METRICS, type MeasuredNode, type MeasuredText, stackBelow, tagRise } from './measure.ts';
import type { VisibleNode } from './view.ts';

/**
 * The node stands in the middle of the room's top: its name to the left, its output's shape below, right of
 * the line.
 */
export function placeNode(
  node: VisibleNode,
  measured: MeasuredNode,
  room: Box,
  direction: FlowDirection = 'down',
): PlacedNode {
  if (direction === 'right') return placeBeside(node, measured, room);
  const { shape, tag } = measured;
  const box = { x: room.x + (room.width - measured.box.width) / 2, y: room.y, ...measured.box };
  const middle = room.x + room.width / 2;
  return {
    node,
    box,
    shape: shape && placeShape(shape, middle, box.y + box.height + stackBelow(node)),
    tag: tag && placeTag(tag, box),
  };
}

/** The node stands in the middle of the room's left: its name above, its output's shape over the line that leaves. */
function placeBeside(node: VisibleNode, measured: MeasuredNode, room: Box): PlacedNode {
  const { box: size, shape, tag } = measured;
  const middle = room.y + room.height / 2;
  const box = { x: room.x, y: middle - size.height / 2, ...size };
  const over = { y: middle - METRICS.shapeHeight - 1, height: METRICS.shapeHeight };
  const above = {
    x: box.x,
    y: middle - tagRise(measured) - METRICS.shapeHeight,
    height: METRICS.shapeHeight,
  };
  return {
    node,
    box,
    shape: shape && {
      text: shape.text,
      box: { x: box.x + box.width + METRICS.shapeGap, width: shape.width, ...over },
    },
    tag: tag && { text: tag.text, box: { ...above, width: tag.width } },
  };
}

function placeShape({ text, width }: MeasuredText, middle: number, top: number): PlacedText {
  return { text, box: { x: middle + METRICS.shapeGap, y: top, width, height: METRICS.shapeHeight } };
}

function placeTag({ text, width }: MeasuredText, box: Box): PlacedText {
  return { text, box: { x: box.x - METRICS.tagGap - width, y: box.y, width, height: box.height } };
}

/**
 * One line from the source's bottom to the target's top, or from its right to the target's left, without points that lie on the way of their
 * neighbours.
 */
export function joinRoute(
  source: PlacedNode,
  pieces: readonly (readonly Point[])[],
  target: PlacedNode,
  direction: FlowDirection = 'down',
): readonly Point[] {
  const [from, to] = [source.box, target.box];
  const isDown = direction === 'down';
  const start = isDown
    ? { x: from.x + from.width / 2, y: from.y + from.height }
    : { x: from.x + from.width, y: from.y + from.height / 2 };
  const end = isDown ? { x: to.x + to.width / 2, y: to.y } : { x: to.x, y: to.y + to.height / 2 };
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
