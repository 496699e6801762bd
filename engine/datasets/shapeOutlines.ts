// The ten figures of the data set of shapes: which points of the plane lie inside each.

import { rotation } from './affineMap.ts';

/** Whether the point x to the right and y down lies inside; every figure fits the circle of radius 1 about the origin. */
export type Inside = (x: number, y: number) => boolean;

/** In the order of the labels; no two are the same after a turn. */
export const SHAPES: Readonly<Record<string, Inside>> = {
  circle: (x, y) => x * x + y * y < 0.85 * 0.85,
  ring: (x, y) => {
    const square = x * x + y * y;
    return square < 0.95 * 0.95 && square > 0.55 * 0.55;
  },
  square: (x, y) => Math.max(Math.abs(x), Math.abs(y)) < 0.68,
  bar: (x, y) => Math.abs(x) < 0.95 && Math.abs(y) < 0.25,
  triangle: (x, y) => regularPolygon(x, y, 3),
  cross: (x, y) => {
    const [small, large] = [Math.min(Math.abs(x), Math.abs(y)), Math.max(Math.abs(x), Math.abs(y))];
    return large < 0.92 && small < 0.28;
  },
  star: (x, y) => star(x, y),
  crescent: (x, y) => x * x + y * y < 0.95 * 0.95 && (x - 0.45) ** 2 + y * y > 0.75 * 0.75,
  heart: (x, y) => heart(x, y),
  arrow: (x, y) =>
    (x > -0.95 && x <= 0.1 && Math.abs(y) < 0.22) || (x > 0.1 && Math.abs(y) < 0.7 * ((0.95 - x) / 0.85)),
};

/** Directions of the middles of a polygon's sides: 360 / sides degrees apart. */
function directions(sides: number): readonly (readonly [number, number])[] {
  return Array.from({ length: sides }, (_, side) => {
    const { rr, rc } = rotation((360 * side) / sides);
    return [rr, rc] as const;
  });
}

const DIRECTIONS = new Map([3, 5].map((sides) => [sides, directions(sides)]));

/** Corners at distance 1: sides at distance cos(pi / sides), which is 1/2 for the triangle. */
function regularPolygon(x: number, y: number, sides: 3): boolean {
  return DIRECTIONS.get(sides)!.every(([cos, sin]) => x * cos + y * sin < 0.5);
}

/**
 * The pentagram: a point is inside where at least four of the five lines through its corners have it on the side of the
 * centre. The lines lie cos(72 degrees) from the centre, which is (sqrt(5) - 1) / 4.
 */
function star(x: number, y: number): boolean {
  const distance = (Math.sqrt(5) - 1) / 4;
  const within = DIRECTIONS.get(5)!.filter(([cos, sin]) => x * cos + y * sin < distance);
  return within.length >= 4;
}

/** A square on its corner and two half discs on its upper sides. */
function heart(x: number, y: number): boolean {
  // Turned by 45 degrees, u and v run along the square's sides; 0.1 moves the tip away from the origin.
  const u = (x + y) * Math.SQRT1_2 - 0.1;
  const v = (y - x) * Math.SQRT1_2 - 0.1;
  const side = 0.5;
  const square = Math.abs(u) < side && Math.abs(v) < side;
  const left = (u + side) ** 2 + v * v < side * side;
  const right = u * u + (v + side) ** 2 < side * side;
  return square || left || right;
}
