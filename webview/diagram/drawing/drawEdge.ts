// Draws a line between two nodes.

import type { PlacedEdge, Point } from '../layout/layout.ts';
import type { DrawingContext } from './drawDiagram.ts';
import { coordinate, element, type SvgElement } from './element.ts';

const CORNER = 5;
const ARROW_LENGTH = 6;
const ARROW_HALF_WIDTH = 3;

export function drawEdge(edge: PlacedEdge, { selected, lineName }: DrawingContext): SvgElement {
  const end = edge.points.at(-1)!;
  const before = edge.points.at(-2)!;
  const shortened = [...edge.points.slice(0, -1), towards(end, before, ARROW_LENGTH - 1)];
  return element(
    'g',
    { key: edge.id, class: classesOf(edge, selected), ...lineName(edge.id) },
    element('path', { class: 'edge', d: roundedPath(shortened), 'stroke-width': strokeWidth(edge.elements) }),
    element('path', { class: 'arrow', d: arrowPath(end, before) }),
  );
}

function classesOf({ id, change }: PlacedEdge, selected: string | undefined): string {
  const kind = change === undefined ? 'line' : `line differs ${change}`;
  return id === selected ? `${kind} selected` : kind;
}

/** Thicker where more flows: 1 px for a few numbers, 1.7 px for a million and more. */
export function strokeWidth(elements: number): number {
  return 1 + 0.12 * Math.min(6, Math.log10(Math.max(1, elements)));
}

/** A small triangle with its tip at `tip`, on a line that comes from `from`. */
export function arrowPath(tip: Point, from: Point): string {
  const base = towards(tip, from, ARROW_LENGTH);
  const aside = tip.x === from.x ? { x: ARROW_HALF_WIDTH, y: 0 } : { x: 0, y: ARROW_HALF_WIDTH };
  const corners = [
    { x: base.x - aside.x, y: base.y - aside.y },
    { x: base.x + aside.x, y: base.y + aside.y },
    tip,
  ];
  return `M${corners.map(({ x, y }) => `${coordinate(x)} ${coordinate(y)}`).join('L')}Z`;
}

/** A line with its corners rounded, less where stretches are short. */
export function roundedPath(points: readonly Point[]): string {
  const at = (point: Point) => `${coordinate(point.x)} ${coordinate(point.y)}`;
  const parts = [`M${at(points[0]!)}`];
  for (let index = 1; index < points.length - 1; index++) {
    const [before, corner, after] = [points[index - 1]!, points[index]!, points[index + 1]!];
    const radius = Math.min(CORNER, distance(before, corner) / 2, distance(corner, after) / 2);
    parts.push(`L${at(towards(corner, before, radius))}Q${at(corner)} ${at(towards(corner, after, radius))}`);
  }
  parts.push(`L${at(points.at(-1)!)}`);
  return parts.join('');
}

function distance(a: Point, b: Point): number {
  return Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
}

function towards(from: Point, to: Point, length: number): Point {
  return { x: from.x + Math.sign(to.x - from.x) * length, y: from.y + Math.sign(to.y - from.y) * length };
}
