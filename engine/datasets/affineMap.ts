// Affine maps of the image plane, and sampling an image through one.

import { sine } from '../elementaryFunctions.ts';
import type { Shape } from '../network/shape.ts';

/**
 * From where each pixel of the new image comes in the old one: row' = rr row + rc column + r, and
 * column' = cr row + cc column + c. Pixel centres have whole coordinates, counted from the upper left.
 */
export interface AffineMap {
  readonly rr: number;
  readonly rc: number;
  readonly r: number;
  readonly cr: number;
  readonly cc: number;
  readonly c: number;
}

export const IDENTITY: AffineMap = { rr: 1, rc: 0, r: 0, cr: 0, cc: 1, c: 0 };

export function isIdentity(map: AffineMap): boolean {
  return map.rr === 1 && map.rc === 0 && map.r === 0 && map.cr === 0 && map.cc === 1 && map.c === 0;
}

/** Each pixel comes from `rows` further down and `columns` further right. */
export function translation(rows: number, columns: number): AffineMap {
  return { ...IDENTITY, r: rows, c: columns };
}

/** The image turns by `degrees` counterclockwise about the origin. */
export function rotation(degrees: number): AffineMap {
  const radians = (degrees * Math.PI) / 180;
  const sin = sine(radians);
  const cos = sine(radians + Math.PI / 2);
  return { rr: cos, rc: sin, r: 0, cr: -sin, cc: cos, c: 0 };
}

/** The linear part of `map`, about the centre of images of `shape` [C, H, W]. */
export function centred(map: AffineMap, shape: Shape): AffineMap {
  const row = ((shape[1] ?? 1) - 1) / 2;
  const column = ((shape[2] ?? 1) - 1) / 2;
  return {
    ...map,
    r: row - map.rr * row - map.rc * column,
    c: column - map.cr * row - map.cc * column,
  };
}

/** First the change of image that `first` describes, then `second`: a pixel is followed back through both. */
export function composed(first: AffineMap, second: AffineMap): AffineMap {
  return {
    rr: first.rr * second.rr + first.rc * second.cr,
    rc: first.rr * second.rc + first.rc * second.cc,
    r: first.rr * second.r + first.rc * second.c + first.r,
    cr: first.cr * second.rr + first.cc * second.cr,
    cc: first.cr * second.rc + first.cc * second.cc,
    c: first.cr * second.r + first.cc * second.c + first.c,
  };
}

/**
 * Writes `from` as seen through `map` into `to`, both [C, H, W]: bilinear between pixel centres, `fill` of
 * the channel outside the image. Whole coordinates copy exactly.
 */
export function resample(
  from: Float32Array,
  to: Float32Array,
  shape: Shape,
  map: AffineMap,
  fill: readonly number[],
): void {
  const shifted =
    map.rr === 1 && map.rc === 0 && map.cr === 0 && Number.isInteger(map.r) && Number.isInteger(map.c);
  const [channels = 0, height = 0, width = 0] = shape;
  const plane = height * width;
  for (let channel = 0; channel < channels; channel++) {
    const old = from.subarray(channel * plane, (channel + 1) * plane);
    const made = to.subarray(channel * plane, (channel + 1) * plane);
    if (shifted && (map.cc === 1 || map.cc === -1)) moveRows(old, made, width, map, fill[channel]!);
    else samplePlane(old, made, height, width, map, fill[channel]!);
  }
}

/** Rows and columns move by whole numbers, and left and right may be swapped: the most frequent maps. */
function moveRows(
  from: Float32Array,
  to: Float32Array,
  width: number,
  map: AffineMap,
  outside: number,
): void {
  for (let start = 0; start < to.length; start += width) {
    const row = start + map.r * width;
    const inside = row >= 0 && row < from.length;
    for (let column = 0; column < width; column++) {
      const origin = map.cc * column + map.c;
      to[start + column] = inside && origin >= 0 && origin < width ? from[row + origin]! : outside;
    }
  }
}

function samplePlane(
  from: Float32Array,
  to: Float32Array,
  height: number,
  width: number,
  map: AffineMap,
  outside: number,
): void {
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const y = map.rr * row + map.rc * column + map.r;
      const x = map.cr * row + map.cc * column + map.c;
      to[row * width + column] = sampleBilinear(from, height, width, y, x, outside);
    }
  }
}

/** The pixel at row y and column x of a plane, bilinear between pixel centres. */
export function sampleBilinear(
  plane: Float32Array,
  height: number,
  width: number,
  y: number,
  x: number,
  outside: number,
): number {
  const top = Math.floor(y);
  const left = Math.floor(x);
  const leftIn = left >= 0 && left < width;
  const rightIn = left >= -1 && left < width - 1;
  const topIn = top >= 0 && top < height;
  const bottomIn = top >= -1 && top < height - 1;
  const at = top * width + left;
  const a = topIn && leftIn ? plane[at]! : outside;
  const b = topIn && rightIn ? plane[at + 1]! : outside;
  const c = bottomIn && leftIn ? plane[at + width]! : outside;
  const d = bottomIn && rightIn ? plane[at + width + 1]! : outside;
  const upper = a + (x - left) * (b - a);
  const lower = c + (x - left) * (d - c);
  return upper + (y - top) * (lower - upper);
}
