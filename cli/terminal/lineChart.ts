// A curve on a terminal: dots of Braille, two by four to a character.

export interface ChartPoint {
  readonly x: number;
  readonly y: number;
}

/**
 * The points joined by a curve, in `width` by `height` characters, with the numbers of its ends beside it. `x` must
 * rise; points that are not finite are left out.
 */
export function lineChart(
  points: readonly ChartPoint[],
  { width, height }: { readonly width: number; readonly height: number },
): string {
  const known = points.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  if (known.length === 0) return '';
  const xs = known.map(({ x }) => x);
  const ys = known.map(({ y }) => y);
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [low, high] = [Math.min(...ys), Math.max(...ys)];
  const [columns, rows] = [2 * width, 4 * height];
  const cells = new Uint8Array(width * height);
  for (let column = 0; column < columns; column++) {
    const y = valueAt(known, left + ((right - left) * column) / Math.max(1, columns - 1));
    const row = Math.round(((high - y) / (high - low || 1)) * (rows - 1));
    const cell = Math.floor(row / 4) * width + Math.floor(column / 2);
    cells[cell]! |= DOTS[row % 4]![column % 2]!;
  }
  const labels = [high, low].map((value) => value.toPrecision(3));
  const margin = Math.max(...labels.map(({ length }) => length));
  return Array.from({ length: height }, (_, row) => {
    const label = row === 0 ? labels[0]! : row === height - 1 ? labels[1]! : '';
    const line = [...cells.subarray(row * width, (row + 1) * width)];
    return `${label.padStart(margin)} │${line.map((dots) => String.fromCodePoint(0x2800 + dots)).join('')}`;
  }).join('\n');
}

/** Of the dots of a character by row and column, as Unicode counts them (block 2800). */
const DOTS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;

/** On the straight line between the two points beside x. */
function valueAt(points: readonly ChartPoint[], x: number): number {
  const after = points.findIndex((point) => point.x >= x);
  if (after <= 0) return points[after < 0 ? points.length - 1 : 0]!.y;
  const [from, to] = [points[after - 1]!, points[after]!];
  return from.y + ((to.y - from.y) * (x - from.x)) / (to.x - from.x || 1);
}
