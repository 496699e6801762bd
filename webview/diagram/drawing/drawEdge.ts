// Draws a line between two nodes.

import type { PlacedEdge, Point } from '../layout/layout.ts';
import type { DrawingContext } from './drawDiagram.ts';
import { coordinate, element, type SvgElement } from './element.ts';

const CORNER = 5;
/** Of a line of 1 px; it grows with the line. */
const ARROW_LENGTH = 6;
const ARROW_HALF_WIDTH = 3;
/** Lines are of 1 px up to this many elements. */
const FEW = 1000;

export function drawEdge(edge: PlacedEdge, { selected, lineName }: DrawingContext): SvgElement {
  const end = edge.points.at(-1)!;
  const before = edge.points.at(-2)!;
  const width = strokeWidth(edge.elements);
  const shortened = [...edge.points.slice(0, -1), towards(end, before, arrowLength(width) - 1)];
  return element(
    'g',
    { key: edge.id, class: classesOf(edge, selected), ...lineName(edge.id) },
    element('path', { class: 'edge', d: roundedPath(shortened), 'stroke-width': width }),
    element('path', { class: 'arrow', d: arrowPath(end, before, width) }),
  );
}

function classesOf({ id, change }: PlacedEdge, selected: string | undefined): string {
  const kind = change === undefined ? 'line' : `line differs ${change}`;
  return id === selected ? `${kind} selected` : kind;
}

/** Thicker where more flows: 1 px for a thousand numbers and less, 0.8 px more for ten times as many, 3.8 px at most. */
export function strokeWidth(elements: number): number {
  const times = Math.log10(Math.max(1, elements / FEW));
  return Number((1 + 0.8 * Math.min(3.5, times)).toFixed(2));
}

/** From the tip to where it is broadest. */
export function arrowLength(width: number): number {
  return ARROW_LENGTH + 1.2 * (width - 1);
}

/** A small triangle with its tip at `tip`, on a line of some width that comes from `from`. */
export function arrowPath(tip: Point, from: Point, width: number): string {
  const base = towards(tip, from, arrowLength(width));
  const half = ARROW_HALF_WIDTH + 0.8 * (width - 1);
  const aside = tip.x === from.x ? { x: half, y: 0 } : { x: 0, y: half };
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
    // A stretch between two corners is shared by them; the first and the last have one each.
    const [into, out] = [distance(before, corner), distance(corner, after)];
    const radius = Math.min(
      CORNER,
      index === 1 ? into : into / 2,
      index === points.length - 2 ? out : out / 2,
    );
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
