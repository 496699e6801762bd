// Draws one digit as a hand would: a skeleton, bent and slanted at random, gone over with a pen of varying
// width.

import type { RandomStream } from '../random.ts';
import { DIGIT_SKELETONS, type Skeleton } from './digitSkeletons.ts';

/** Rows and columns of a drawn digit. */
export const DIGIT_SIZE = 28;
/** Bytes of a drawn digit. */
export const DIGIT_BYTES = DIGIT_SIZE * DIGIT_SIZE;

/**
 * Draws `digit` (0 to 9) into `bytes` from `offset` on: 28x28, ink 255 on 0. All chance comes from `stream`.
 * Only exact IEEE 754 arithmetic is used, so that the bytes are the same on every machine.
 */
export function drawDigit(digit: number, stream: RandomStream, bytes: Uint8Array, offset: number): void {
  const skeleton = chooseSkeleton(DIGIT_SKELETONS[digit]!, stream);
  const hand = drawHand(stream);
  const points = tracePoints(skeleton, hand, stream);
  placePoints(points, hand);
  ink(points, hand, stream, bytes, offset);
}

function chooseSkeleton(skeletons: readonly Skeleton[], stream: RandomStream): Skeleton {
  let rest = stream.next() * skeletons.reduce((sum, skeleton) => sum + skeleton.weight, 0);
  for (const skeleton of skeletons) {
    rest -= skeleton.weight;
    if (rest < 0) return skeleton;
  }
  return skeletons[0]!;
}

/** What stays the same throughout one digit. */
interface Hand {
  /** Maps a skeleton's units to pixels: x' = xx x + xy y, y' = yx x + yy y. */
  readonly xx: number;
  readonly xy: number;
  readonly yx: number;
  readonly yy: number;
  /** Where the middle of the digit comes to lie, in pixels from the middle of the image. */
  readonly shiftX: number;
  readonly shiftY: number;
  /** Half the width of the pen, in pixels. */
  readonly radius: number;
  /** Over how many pixels ink fades out at its edge. */
  readonly softness: number;
  /** Darkest ink, from 0 to 1. */
  readonly darkness: number;
  /** Displacements of a lattice of 4x4 points over the digit, in units of its height: x and y in turn. */
  readonly warp: Float64Array;
}

const WARP_POINTS = 16;
/** In units of the digit's height, as all that follows. */
const WARP_DEVIATION = 0.1;
const JITTER_DEVIATION = 0.022;

function drawHand(stream: RandomStream): Hand {
  const height = 19 + clamp(1.8 * stream.normal(), -4.5, 2.5);
  const width = height * (1 + clamp(0.18 * stream.normal(), -0.35, 0.4));
  const slant = 0.1 + 0.21 * clamp(stream.normal(), -2.1, 2.1);
  // Half the tangent's angle gives sine and cosine without trigonometry: up to 21 degrees to either side.
  const half = 0.07 * clamp(stream.normal(), -2.6, 2.6);
  const cosine = (1 - half * half) / (1 + half * half);
  const sine = (2 * half) / (1 + half * half);
  const warp = new Float64Array(2 * WARP_POINTS);
  for (let entry = 0; entry < warp.length; entry++) warp[entry] = WARP_DEVIATION * stream.normal();
  return {
    xx: cosine * width,
    xy: (-sine - slant * cosine) * height,
    yx: sine * width,
    yy: (cosine - slant * sine) * height,
    shiftX: 1.2 * stream.normal(),
    shiftY: 1.1 * stream.normal(),
    radius: 0.95 + 0.85 * stream.next() + 0.35 * stream.next() * stream.next(),
    softness: 0.9 + 0.5 * stream.next(),
    darkness: 0.8 + 0.2 * stream.next(),
    warp,
  };
}

/**
 * A polyline in pixels with the pen's radius at each point; a stroke ends where `last` is 1. Reused, one
 * digit at a time.
 */
const LARGEST_COUNT = 512;
const trace = {
  count: 0,
  x: new Float64Array(LARGEST_COUNT),
  y: new Float64Array(LARGEST_COUNT),
  radius: new Float64Array(LARGEST_COUNT),
  last: new Uint8Array(LARGEST_COUNT),
};

/** Points on each span between two of a skeleton's points: about a pixel and a half apart. */
const SPAN_POINTS = 4;

function tracePoints(skeleton: Skeleton, hand: Hand, stream: RandomStream): typeof trace {
  trace.count = 0;
  for (const stroke of skeleton.strokes) {
    const jittered = jitter(stroke, stream);
    // The pen's pressure goes linearly from one end of the stroke to the other, bent in the middle.
    const start = hand.radius * (1 + 0.16 * stream.normal());
    const end = hand.radius * (1 + 0.16 * stream.normal());
    const bend = hand.radius * 0.12 * stream.normal();
    const spans = jittered.length / 2 - 1;
    for (let span = 0; span < spans; span++) {
      const points = span === spans - 1 ? SPAN_POINTS + 1 : SPAN_POINTS;
      for (let point = 0; point < points; point++) {
        const along = (span + point / SPAN_POINTS) / spans;
        const pressure = start + (end - start) * along + 4 * bend * along * (1 - along);
        addPoint(jittered, span, point / SPAN_POINTS, pressure, hand);
      }
    }
    trace.last[trace.count - 1] = 1;
  }
  return trace;
}

/** Moves each point a little; a corner's two points move together. */
function jitter(stroke: readonly number[], stream: RandomStream): Float64Array {
  const moved = new Float64Array(stroke.length);
  for (let at = 0; at < stroke.length; at += 2) {
    const corner = at > 0 && stroke[at] === stroke[at - 2] && stroke[at + 1] === stroke[at - 1];
    moved[at] = corner ? moved[at - 2]! : stroke[at]! + JITTER_DEVIATION * stream.normal();
    moved[at + 1] = corner ? moved[at - 1]! : stroke[at + 1]! + JITTER_DEVIATION * stream.normal();
  }
  return moved;
}

/**
 * One point of the Catmull-Rom spline through `stroke`, at `t` of its `span`, warped and mapped to pixels.
 */
function addPoint(stroke: Float64Array, span: number, t: number, radius: number, hand: Hand): void {
  const lastPoint = stroke.length - 2;
  const p0 = Math.max(0, 2 * span - 2);
  const p1 = 2 * span;
  const p2 = p1 + 2;
  const p3 = Math.min(lastPoint, p1 + 4);
  const w0 = t * (t * (2 - t) - 1) * 0.5;
  const w1 = (t * t * (3 * t - 5) + 2) * 0.5;
  const w2 = t * (t * (4 - 3 * t) + 1) * 0.5;
  const w3 = t * t * (t - 1) * 0.5;
  const x = w0 * stroke[p0]! + w1 * stroke[p1]! + w2 * stroke[p2]! + w3 * stroke[p3]!;
  const y = w0 * stroke[p0 + 1]! + w1 * stroke[p1 + 1]! + w2 * stroke[p2 + 1]! + w3 * stroke[p3 + 1]!;
  const warpedX = x + warpAt(hand.warp, x, y, 0);
  const warpedY = y + warpAt(hand.warp, x, y, 1);
  const at = trace.count++;
  trace.x[at] = hand.xx * warpedX + hand.xy * warpedY;
  trace.y[at] = hand.yx * warpedX + hand.yy * warpedY;
  trace.radius[at] = radius < 0.6 ? 0.6 : radius;
  trace.last[at] = 0;
}

/**
 * The warp at (x, y): the 16 displacements as the control points of a bicubic Bézier patch over the digit.
 */
function warpAt(warp: Float64Array, x: number, y: number, axis: 0 | 1): number {
  const u = clamp(x + 0.5, 0, 1);
  const v = clamp(y + 0.5, 0, 1);
  const a = 1 - u;
  const b = 1 - v;
  const across = (row: number): number => {
    const at = 8 * row + axis;
    const middle = 3 * a * u * (a * warp[at + 2]! + u * warp[at + 4]!);
    return a * a * a * warp[at]! + middle + u * u * u * warp[at + 6]!;
  };
  return b * b * b * across(0) + 3 * b * v * (b * across(1) + v * across(2)) + v * v * v * across(3);
}

/**
 * Moves the digit so that its box is centred, but for the hand's shift; shrinks it where it would touch the
 * border.
 */
function placePoints(points: typeof trace, hand: Hand): void {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  let thickest = 0;
  for (let at = 0; at < points.count; at++) {
    thickest = Math.max(thickest, points.radius[at]!);
    left = Math.min(left, points.x[at]!);
    right = Math.max(right, points.x[at]!);
    top = Math.min(top, points.y[at]!);
    bottom = Math.max(bottom, points.y[at]!);
  }
  // Half a pixel more than what keeps ink off the outermost rows and columns.
  const room = DIGIT_SIZE - 2 - 2 * (thickest + hand.softness / 2);
  const factor = Math.min(1, room / Math.max(right - left, bottom - top));
  const slackX = (room - factor * (right - left)) / 2;
  const slackY = (room - factor * (bottom - top)) / 2;
  const x = (DIGIT_SIZE - 1) / 2 + clamp(hand.shiftX, -slackX, slackX) - (factor * (left + right)) / 2;
  const y = (DIGIT_SIZE - 1) / 2 + clamp(hand.shiftY, -slackY, slackY) - (factor * (top + bottom)) / 2;
  for (let at = 0; at < points.count; at++) {
    points.x[at] = factor * points.x[at]! + x;
    points.y[at] = factor * points.y[at]! + y;
  }
}

const coverage = new Float64Array(DIGIT_BYTES);

/** Ink falls off linearly over `softness` pixels about the distance `radius` from the polyline. */
function ink(
  points: typeof trace,
  hand: Hand,
  stream: RandomStream,
  bytes: Uint8Array,
  offset: number,
): void {
  coverage.fill(0);
  for (let at = 0; at + 1 < points.count; at++)
    if (points.last[at] === 0) inkSegment(points, at, hand.softness);
  for (let pixel = 0; pixel < DIGIT_BYTES; pixel++) {
    const covered = coverage[pixel]!;
    // Paper is blank; ink has a grain, as a scanned pen stroke has.
    const grain = covered === 0 ? 0 : 0.12 * (stream.next() - 0.5);
    bytes[offset + pixel] = covered === 0 ? 0 : clamp(covered * (hand.darkness + grain), 0, 1) * 255 + 0.5;
  }
}

function inkSegment(points: typeof trace, at: number, softness: number): void {
  const ax = points.x[at]!;
  const ay = points.y[at]!;
  const dx = points.x[at + 1]! - ax;
  const dy = points.y[at + 1]! - ay;
  const radius = points.radius[at]!;
  const growth = points.radius[at + 1]! - radius;
  const lengthSquared = dx * dx + dy * dy;
  const reach = Math.max(radius, radius + growth) + softness / 2;
  const left = Math.max(0, Math.ceil(Math.min(ax, ax + dx) - reach));
  const right = Math.min(DIGIT_SIZE - 1, Math.floor(Math.max(ax, ax + dx) + reach));
  const top = Math.max(0, Math.ceil(Math.min(ay, ay + dy) - reach));
  const bottom = Math.min(DIGIT_SIZE - 1, Math.floor(Math.max(ay, ay + dy) + reach));
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const px = column - ax;
      const py = row - ay;
      const along = lengthSquared === 0 ? 0 : clamp((px * dx + py * dy) / lengthSquared, 0, 1);
      const ex = px - along * dx;
      const ey = py - along * dy;
      const distance = Math.sqrt(ex * ex + ey * ey);
      const covered = 0.5 + (radius + along * growth - distance) / softness;
      const pixel = row * DIGIT_SIZE + column;
      if (covered > coverage[pixel]!) coverage[pixel] = covered < 1 ? covered : 1;
    }
  }
}

function clamp(value: number, low: number, high: number): number {
  return value < low ? low : value > high ? high : value;
}
