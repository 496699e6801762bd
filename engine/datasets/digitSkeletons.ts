// How the ten digits are written: the strokes of a pen, in several hands each.

/**
 * The points that a pen passes, as x, y, x, y, …, joined by a smooth curve; a point given twice is a
 * corner.
 */
export type Stroke = readonly number[];

export interface Skeleton {
  /** How often people write it so, relative to the other skeletons of its digit. */
  readonly weight: number;
  /**
   * A digit is one unit high and centred: x goes right from about -0.3 to 0.3, y goes down from -0.5 to 0.5.
   */
  readonly strokes: readonly Stroke[];
}

/** Strokes are written as points `x,y` in hundredths of the digit's height. */
function skeleton(weight: number, ...strokes: readonly string[]): Skeleton {
  return {
    weight,
    strokes: strokes.map((points) => points.split(/[ ,]/).map((number) => Number(number) / 100)),
  };
}

const ZERO: readonly Skeleton[] = [
  // Closed, the end running past the start.
  skeleton(4, '5,-50 -20,-37 -31,2 -20,39 2,50 24,35 31,-3 21,-38 2,-50 -10,-46'),
  // Narrow.
  skeleton(2, '8,-48 -10,-42 -22,2 -15,42 0,50 16,36 22,-5 14,-42 0,-50'),
  // Left open at the top.
  skeleton(2, '-2,-46 -22,-30 -32,8 -18,42 6,49 27,28 31,-10 19,-40 6,-45'),
  // Begun with a hook inside.
  skeleton(1, '16,-38 -2,-48 -22,-34 -31,4 -19,40 4,50 26,30 31,-6 18,-40 -4,-47 -14,-36'),
];

const ONE: readonly Skeleton[] = [
  skeleton(6, '1,-50 0,-20 0,15 -1,50'),
  // With the upstroke.
  skeleton(3, '-19,-27 -7,-38 4,-50 4,-50 3,0 2,50'),
  // With upstroke and foot.
  skeleton(2, '-18,-29 3,-50 3,-50 2,0 1,48', '-20,49 0,48 23,48'),
  // With a small hook.
  skeleton(1, '-10,-41 2,-49 2,-49 3,-10 0,50'),
];

const TWO: readonly Skeleton[] = [
  // With a sharp turn at the foot.
  skeleton(4, '-27,-29 -12,-46 10,-48 25,-31 19,-4 -6,25 -29,46 -29,46 0,45 32,46'),
  // With a loop at the foot.
  skeleton(3, '-25,-31 -8,-48 13,-45 23,-24 13,6 -6,34 -24,48 -34,39 -24,28 -6,36 12,48 34,42'),
  // With a wave at the foot.
  skeleton(2, '-22,-36 -2,-50 20,-37 19,-10 -3,20 -27,44 -27,44 -8,34 10,46 33,40'),
  // With a flat head, nearly a Z.
  skeleton(1, '-26,-40 -5,-48 17,-46 22,-30 0,8 -27,45 -27,45 5,44 30,48'),
];

const THREE: readonly Skeleton[] = [
  // Round, with a cusp.
  skeleton(5, '-25,-37 -6,-50 17,-42 19,-20 -6,-5 -6,-5 19,6 26,28 6,48 -26,39'),
  // With a flat head.
  skeleton(2, '-24,-47 22,-48 22,-48 -3,-10 -3,-10 20,2 24,28 3,49 -26,41'),
  // With a small loop in the middle.
  skeleton(2, '-22,-39 -2,-50 20,-38 14,-14 -4,-3 -12,-7 -3,-10 17,4 25,27 6,48 -24,36'),
  // Without a cusp, in one sweep.
  skeleton(1, '-24,-41 2,-50 20,-36 12,-14 4,-3 19,10 24,31 2,49 -27,43'),
];

const FOUR: readonly Skeleton[] = [
  // Open, in two strokes.
  skeleton(4, '-20,-45 -27,-12 -27,7 -27,7 0,7 29,3', '17,-42 14,2 10,50'),
  // Open and round.
  skeleton(3, '-22,-43 -26,-12 -14,6 6,2 19,-14', '22,-45 18,0 13,50'),
  // Closed, the upright crossing the bar.
  skeleton(3, '10,-50 -10,-20 -30,13 -30,13 0,13 31,12', '11,-50 11,0 10,50'),
  // Closed, in one stroke.
  skeleton(2, '14,-46 -8,-24 -26,2 -26,6 -2,5 17,0', '15,-48 15,-10 10,50'),
];

const FIVE: readonly Skeleton[] = [
  // The head as a stroke of its own.
  skeleton(4, '-15,-45 -19,-8 -19,-8 3,-14 23,6 19,35 -4,49 -28,38', '-15,-45 6,-47 29,-48'),
  // In one stroke from the right.
  skeleton(3, '27,-47 5,-47 -15,-45 -15,-45 -19,-12 -19,-12 5,-14 22,7 19,33 -2,49 -27,42'),
  // As an S.
  skeleton(2, '27,-45 2,-48 -17,-34 -11,-12 11,1 21,23 4,46 -25,43'),
  // With a long head and a small belly.
  skeleton(1, '-17,-40 -20,3 -20,3 1,-3 17,13 14,36 -6,48 -26,40', '-17,-40 10,-44 34,-50'),
];

const SIX: readonly Skeleton[] = [
  skeleton(4, '17,-50 -7,-28 -23,8 -19,39 2,50 22,35 18,10 0,4 -17,18 -20,32'),
  // Upright back, small belly.
  skeleton(3, '-2,-50 -16,-15 -20,20 -12,45 7,49 20,34 12,16 -6,20 -18,36'),
  // Curled head, wide belly.
  skeleton(2, '24,-41 9,-50 -12,-32 -26,6 -18,40 6,50 26,29 15,5 -6,6 -22,25'),
  // The belly left open.
  skeleton(1, '14,-50 -10,-20 -22,14 -15,43 6,49 22,31 13,10 -4,13'),
];

const SEVEN: readonly Skeleton[] = [
  skeleton(4, '-27,-43 0,-45 27,-46 27,-46 10,-5 -7,50'),
  // With a bar.
  skeleton(2, '-26,-44 0,-46 26,-47 26,-47 9,0 -8,50', '-14,3 8,1 27,-2'),
  // With a serif at the left.
  skeleton(2, '-27,-27 -25,-44 -25,-44 0,-44 26,-47 26,-47 7,-4 -4,50'),
  // Round at the shoulder.
  skeleton(2, '-28,-36 -10,-46 14,-47 24,-34 13,0 2,50'),
];

const EIGHT: readonly Skeleton[] = [
  // In one stroke from the upper right, closed.
  skeleton(4, '19,-37 2,-50 -18,-36 -10,-12 11,7 21,29 2,50 -20,31 -9,6 12,-13 20,-34 10,-46'),
  // Left open at the upper right.
  skeleton(2, '24,-40 4,-50 -17,-37 -9,-12 10,8 17,30 0,49 -18,31 -6,6 14,-12 27,-32'),
  // Two circles.
  skeleton(
    2,
    '2,-4 -16,-13 -18,-33 0,-50 18,-35 17,-14 0,-4 -5,-5',
    '0,-4 -20,12 -22,33 0,50 22,34 20,12 2,-3',
  ),
  // Narrow, begun in the middle.
  skeleton(1, '3,0 -13,-20 -10,-43 5,-50 17,-36 8,-12 -12,14 -17,36 -2,50 14,36 12,12 -3,-4'),
];

const NINE: readonly Skeleton[] = [
  // With a straight back.
  skeleton(4, '19,-34 3,-50 -18,-37 -19,-13 -3,-2 14,-13 20,-36 20,-36 17,5 11,50'),
  // With a curved tail.
  skeleton(3, '21,-30 8,-49 -13,-42 -22,-20 -6,-3 13,-12 21,-33 22,5 10,40 -17,47'),
  // A closed ring and a leaning leg.
  skeleton(2, '12,-46 -8,-48 -22,-28 -12,-7 9,-8 21,-27 12,-45', '20,-33 12,5 -3,50'),
  // The ring left open.
  skeleton(1, '10,-48 -12,-40 -20,-20 -6,-5 12,-14 22,-42 22,-42 19,0 14,50'),
];

/** The skeletons of each digit, 0 to 9. */
export const DIGIT_SKELETONS: readonly (readonly Skeleton[])[] = [
  ZERO,
  ONE,
  TWO,
  THREE,
  FOUR,
  FIVE,
  SIX,
  SEVEN,
  EIGHT,
  NINE,
];
