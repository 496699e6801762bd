// Paints the signs of what differs and what is wrong in one size, however far away the diagram is.

import type { Point } from '../layout/layout.ts';
import type { Colours } from './colours.ts';
import { type FarSign, RADIUS, STROKES, type Stroke, TRIANGLE } from './farSigns.ts';
import type { Painter } from './paintBlocks.ts';

export interface PlacedSign extends Point {
  readonly sign: FarSign;
}

/** Of several signs in one place of the window one is enough. `radius` is in pixels of the window; under 5, dots do. */
export function paintSigns(
  painter: Painter,
  signs: readonly PlacedSign[],
  { scale, radius }: { readonly scale: { readonly x: number; readonly y: number }; readonly radius: number },
  colours: Colours,
): void {
  const taken = new Set<string>();
  for (const placed of signs) {
    const cell = [placed.x * scale.x, placed.y * scale.y].map((at) => Math.round(at / (2 * radius)));
    const key = `${placed.sign} ${cell.join(' ')}`;
    if (taken.has(key)) continue;
    taken.add(key);
    if (radius < 5) paintDot(painter, placed, scale, radius, colours);
    else paintSign(painter, placed, radius / RADIUS / scale.x, colours);
  }
}

function colourOf(sign: FarSign, colours: Colours): string {
  return sign === 'error' || sign === 'warning' ? colours[sign] : colours.changes[sign];
}

function paintDot(
  painter: Painter,
  { x, y, sign }: PlacedSign,
  scale: { readonly x: number; readonly y: number },
  radius: number,
  colours: Colours,
): void {
  painter.fillStyle = colourOf(sign, colours);
  const [width, height] = [(2 * radius) / scale.x, (2 * radius) / scale.y];
  painter.fillRect(x - width / 2, y - height / 2, width, height);
}

/** `unit`: of the diagram, for one of the sign's. */
function paintSign(painter: Painter, { x, y, sign }: PlacedSign, unit: number, colours: Colours): void {
  const trace = (points: Stroke) =>
    points.forEach(([right, down], place) => {
      if (place === 0) painter.moveTo(x + right * unit, y + down * unit);
      else painter.lineTo(x + right * unit, y + down * unit);
    });
  painter.lineJoin = 'round';
  painter.lineCap = 'round';
  painter.beginPath();
  if (sign === 'warning') trace(TRIANGLE);
  else painter.arc(x, y, RADIUS * unit, 0, 2 * Math.PI);
  // The ground's colour around it parts it from blocks of its own colour.
  painter.strokeStyle = colours.canvas;
  painter.lineWidth = 3 * unit;
  painter.stroke();
  painter.fillStyle = colourOf(sign, colours);
  painter.fill();
  painter.beginPath();
  for (const stroke of STROKES[sign]) trace(stroke);
  painter.lineWidth = 1.6 * unit;
  painter.stroke();
  painter.lineCap = 'butt';
}
