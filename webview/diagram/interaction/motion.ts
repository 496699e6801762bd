// Shows what moved from one drawing to the next, in under 200 ms.

import type { Layout, Point } from '../layout/layout.ts';
import type { Viewport } from './viewport.ts';

const DURATION_MS = 170;
/** Beyond this many things, moving them costs more than it explains. */
const MOST = 400;

/** A drawing and how it was seen. */
export interface Seen {
  readonly layout: Layout;
  readonly viewport: Viewport;
}

/** Lets what the last drawing had glide from where it was seen, and what is new appear. */
export function animateChange(root: Element, before: Seen, after: Seen): void {
  const reduced = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  if (reduced || after.layout.nodes.length + after.layout.frames.length > MOST) return;
  const { viewport } = after;
  // Where a place of the drawing before would be now, if it stayed where it was seen.
  const now = (point: Point): Point => ({
    x: (point.x * before.viewport.zoom + before.viewport.x - viewport.x) / viewport.zoom,
    y: (point.y * before.viewport.zoom + before.viewport.y - viewport.y) / viewport.zoom,
  });
  const places = new Map(cornersOf(before.layout));
  const elements = new Map(
    [...root.querySelectorAll('[data-id]')].map((element) => [element.getAttribute('data-id'), element]),
  );
  const changed = new Set<string>();
  for (const [id, corner] of cornersOf(after.layout)) {
    const old = places.get(id);
    const element = elements.get(id);
    if (!element) continue;
    if (!old) appear(element);
    else if (differs(now(old), corner)) glide(element, now(old), corner);
    else continue;
    changed.add(id);
  }
  const edges = root.querySelector('.lines')?.children ?? [];
  for (const [index, edge] of after.layout.edges.entries()) {
    const line = edges[index];
    if (line && (changed.has(edge.source) || changed.has(edge.target))) appear(line);
  }
  const grounds = root.querySelector('.grounds')?.children ?? [];
  for (const [index, { frame }] of after.layout.frames.entries()) {
    const ground = grounds[index];
    if (ground && changed.has(frame.id)) appear(ground);
  }
}

function cornersOf(layout: Layout): readonly (readonly [string, Point])[] {
  return [
    ...layout.nodes.map(({ node, box }) => [node.id, box] as const),
    ...layout.frames.map(({ frame, header }) => [frame.id, header] as const),
  ];
}

function differs(a: Point, b: Point): boolean {
  return Math.abs(a.x - b.x) > 0.5 || Math.abs(a.y - b.y) > 0.5;
}

function appear(element: Element): void {
  element.animate([{ opacity: 0 }, { opacity: 1 }], { duration: DURATION_MS, easing: 'ease-in' });
}

function glide(element: Element, from: Point, to: Point): void {
  const at = ({ x, y }: Point) => ({ transform: `translate(${x}px, ${y}px)` });
  element.animate([at(from), at(to)], { duration: DURATION_MS, easing: 'ease-out' });
}
