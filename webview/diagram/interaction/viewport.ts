// Pan and zoom as plain data: a point of the diagram is shown at `point * zoom + offset`.

import type { Box, Layout, Point } from '../layout/layout.ts';

export interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export interface Area {
  readonly width: number;
  readonly height: number;
}

/** A whole network is shown however small it gets; the wheel stops earlier. */
const LEAST = 0.002;

export const ZOOM = { min: 0.05, max: 4, step: 1.25, far: 0.45, farther: 0.32 } as const;

/** Kept free around what is brought into the window. */
export const MARGIN = 24;
/** A diagram that would be smaller than this when fitted starts at its top instead, legible. */
const LEGIBLE = 0.7;

/** `72 %`; of less than one percent, its first digit. */
export function zoomWords(zoom: number): string {
  const percent = zoom * 100;
  return `${percent < 1 ? Number(percent.toPrecision(1)) : Math.round(percent)} %`;
}

/** Has a point of the diagram in the middle of the window. */
export function centredOn({ x, y }: Point, zoom: number, { width, height }: Area): Viewport {
  return { x: width / 2 - x * zoom, y: height / 2 - y * zoom, zoom };
}

export function pan(viewport: Viewport, by: Point): Viewport {
  return { ...viewport, x: viewport.x + by.x, y: viewport.y + by.y };
}

/** Zooms so that what is under `point`, in the window, stays there. */
export function zoomAround(viewport: Viewport, point: Point, factor: number): Viewport {
  const least = Math.min(ZOOM.min, viewport.zoom);
  const zoom = Math.min(ZOOM.max, Math.max(least, viewport.zoom * factor));
  const scale = zoom / viewport.zoom;
  return { x: point.x - (point.x - viewport.x) * scale, y: point.y - (point.y - viewport.y) * scale, zoom };
}

/** Shows the whole diagram, never larger than life. */
export function fitWhole(diagram: Area, area: Area): Viewport {
  // In a tiny window the margin would take more than the diagram has.
  const margin = Math.min(MARGIN, 0.05 * area.width, 0.05 * area.height);
  const across = (area.width - 2 * margin) / Math.max(1, diagram.width);
  const down = (area.height - 2 * margin) / Math.max(1, diagram.height);
  const zoom = Math.max(LEAST, Math.min(1, across, down));
  return {
    x: (area.width - diagram.width * zoom) / 2,
    y: Math.max(margin, (area.height - diagram.height * zoom) / 2),
    zoom,
  };
}

/** All of it can be read at once. */
export function isLegibleWhole(diagram: Area, area: Area): boolean {
  return fitWhole(diagram, area).zoom >= LEGIBLE;
}

/** As a diagram opens: all of it when it can be read, or else its beginning at a legible size. */
export function openingViewport(
  diagram: Area & Pick<Layout, 'direction'>,
  area: Area,
  start: Box | undefined,
): Viewport {
  const whole = fitWhole(diagram, area);
  if (whole.zoom >= LEGIBLE) return whole;
  if (diagram.direction === 'right') return openingAtTheLeft(diagram, area, start);
  const across = (area.width - 2 * MARGIN) / Math.max(1, diagram.width);
  const zoom = Math.min(1, Math.max(LEGIBLE, across));
  const middle = start ? start.x + start.width / 2 : diagram.width / 2;
  const fits = diagram.width * zoom <= area.width;
  return { x: area.width / 2 - (fits ? diagram.width / 2 : middle) * zoom, y: MARGIN, zoom };
}

function openingAtTheLeft(diagram: Area, area: Area, start: Box | undefined): Viewport {
  const down = (area.height - 2 * MARGIN) / Math.max(1, diagram.height);
  const zoom = Math.min(1, Math.max(LEGIBLE, down));
  const middle = start ? start.y + start.height / 2 : diagram.height / 2;
  const fits = diagram.height * zoom <= area.height;
  return { x: MARGIN, y: area.height / 2 - (fits ? diagram.height / 2 : middle) * zoom, zoom };
}

/** Where the first of several boxes that do not fit begins, as a share of the window: what leads to it is seen, too. */
const LEAD = 0.25;

/** All of `boxes` at a legible size, or else the first; never more of what is around the diagram than a margin. */
export function viewportOn(
  boxes: readonly [Box, ...Box[]],
  diagram: Area & Pick<Layout, 'direction'>,
  area: Area,
): Viewport {
  const around = boundsOf(boxes);
  const across = (area.width - 2 * MARGIN) / Math.max(1, around.width);
  const down = (area.height - 2 * MARGIN) / Math.max(1, around.height);
  const fits = Math.min(across, down) >= LEGIBLE;
  const zoom = fits ? Math.min(1, across, down) : LEGIBLE;
  const shown = fits ? around : boxes[0];
  const offset = (start: number, length: number, whole: number, room: number, isMain: boolean) => {
    const extent = whole * zoom;
    if (extent + 2 * MARGIN <= room) return (room - extent) / 2;
    const leads = isMain && !fits;
    const wanted = leads ? room * LEAD - start * zoom : room / 2 - (start + length / 2) * zoom;
    return Math.min(MARGIN, Math.max(room - MARGIN - extent, wanted));
  };
  const isDown = diagram.direction !== 'right';
  return {
    x: offset(shown.x, shown.width, diagram.width, area.width, !isDown),
    y: offset(shown.y, shown.height, diagram.height, area.height, isDown),
    zoom,
  };
}

function boundsOf(boxes: readonly Box[]): Box {
  const [x, y] = [Math.min(...boxes.map((box) => box.x)), Math.min(...boxes.map((box) => box.y))];
  return {
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
  };
}

/**
 * Moves the view so that a point of the diagram that went from `before` to `after` stays where it is seen.
 */
export function holdPoint(viewport: Viewport, before: Point, after: Point): Viewport {
  return pan(viewport, {
    x: (before.x - after.x) * viewport.zoom,
    y: (before.y - after.y) * viewport.zoom,
  });
}

/**
 * The smallest move that brings the box into the window; none when it is seen already. What stands over the window's top
 * covers some pixels of it.
 */
export function bringIntoView(viewport: Viewport, box: Box, area: Area, covered = 0): Viewport {
  const shift = (start: number, length: number, room: number) => {
    if (length + 2 * MARGIN > room || start < MARGIN) return MARGIN - start;
    return Math.min(0, room - MARGIN - (start + length));
  };
  const { zoom } = viewport;
  const left = box.x * zoom + viewport.x;
  const top = box.y * zoom + viewport.y;
  return pan(viewport, {
    x: shift(left, box.width * zoom, area.width),
    y: shift(top - covered, box.height * zoom, area.height - covered),
  });
}

/** The part of the diagram that is seen. */
export function seenBox(viewport: Viewport, area: Area): Box {
  const { x, y, zoom } = viewport;
  return { x: -x / zoom, y: -y / zoom, width: area.width / zoom, height: area.height / zoom };
}

export function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
