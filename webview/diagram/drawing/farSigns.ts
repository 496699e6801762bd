// The signs of what differs and what is wrong: each has a form besides its colour.

export type FarSign = 'added' | 'removed' | 'changed' | 'error' | 'warning';

/** Points of a line. */
export type Stroke = readonly (readonly [number, number])[];

/** Around the origin, on a ground of radius 6; a warning's ground is a triangle. */
export const STROKES: Readonly<Record<FarSign, readonly Stroke[]>> = {
  added: [
    [
      [-3, 0],
      [3, 0],
    ],
    [
      [0, -3],
      [0, 3],
    ],
  ],
  removed: [
    [
      [-3, 0],
      [3, 0],
    ],
  ],
  changed: [
    [
      [-3, 0.8],
      [-1.6, -1],
      [0, 0],
      [1.6, 1],
      [3, -0.8],
    ],
  ],
  error: [
    [
      [-2.2, -2.2],
      [2.2, 2.2],
    ],
    [
      [-2.2, 2.2],
      [2.2, -2.2],
    ],
  ],
  warning: [
    [
      [0, -2.4],
      [0, 1.2],
    ],
    [
      [0, 3.2],
      [0, 3.5],
    ],
  ],
};
export const TRIANGLE: Stroke = [
  [0, -7],
  [7, 5.5],
  [-7, 5.5],
  [0, -7],
];
export const RADIUS = 6;

/** The strokes of a sign, as an SVG path. */
export function signPath(sign: FarSign): string {
  return STROKES[sign].map(strokePath).join('');
}

/** A triangle and a circle, as SVG paths. */
export const problemGround = {
  warning: `${strokePath(TRIANGLE)}Z`,
  error: `M-${RADIUS} 0A${RADIUS} ${RADIUS} 0 1 0 ${RADIUS} 0A${RADIUS} ${RADIUS} 0 1 0 -${RADIUS} 0Z`,
};

function strokePath(points: Stroke): string {
  return points.map(([x, y], place) => `${place === 0 ? 'M' : 'L'}${x} ${y}`).join('');
}
