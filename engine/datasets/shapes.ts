// The colour data set that needs no download: simple figures, drawn as they are asked for.

import type { RandomStream } from '../random.ts';
import { rotation } from './affineMap.ts';
import type { Dataset } from './dataset.ts';
import { type Drawing, drawnImages } from './drawnImages.ts';
import type { DrawnMemory } from './portableDataset.ts';
import { SHAPES } from './shapeOutlines.ts';

const SIZE = 32;
const PLANE = SIZE * SIZE;

export const SHAPE_CLASSES: readonly string[] = Object.keys(SHAPES);

/**
 * `count` images [3, 32, 32] of one figure each. Image i and its class depend on `seed` and i alone: a larger count only
 * adds images. Each ten images in a row, from a multiple of ten on, hold every figure once, in random order.
 */
export function shapes(count: number, seed: number, drawn?: DrawnMemory): Dataset {
  const drawing: Drawing = {
    name: 'shapes',
    description: `shapes(${count}, seed: ${seed})`,
    shape: [3, SIZE, SIZE],
    classes: SHAPE_CLASSES,
    count,
    seed,
    draw: drawShape,
  };
  return drawnImages(drawing, drawn);
}

type Colour = readonly [number, number, number];

/** Two figures' edges are told apart from their ground by at least this much brightness, of 255. */
const LEAST_CONTRAST = 100;

/** Draws figure `label` into `bytes` from `offset` on. */
function drawShape(label: number, stream: RandomStream, bytes: Uint8Array, offset: number): void {
  const inside = SHAPES[SHAPE_CLASSES[label]!]!;
  const ground = colour(stream);
  let figure = colour(stream);
  while (Math.abs(brightness(figure) - brightness(ground)) < LEAST_CONTRAST) figure = colour(stream);
  drawGround(ground, stream, bytes, offset);
  const radius = 10 + 4 * stream.next();
  const { rr, rc, cr, cc } = rotation(360 * stream.next() - 180);
  const squeeze = 0.85 + 0.3 * stream.next();
  const slack = SIZE / 2 - 0.8 * radius;
  const row = SIZE / 2 + slack * (2 * stream.next() - 1);
  const column = SIZE / 2 + slack * (2 * stream.next() - 1);
  const covers = (y: number, x: number) => {
    const [down, right] = [(y - row) / radius, (x - column) / radius];
    return inside((cr * down + cc * right) / squeeze, (rr * down + rc * right) * squeeze);
  };
  for (let pixel = 0; pixel < PLANE; pixel++) {
    const share = coverage(covers, Math.floor(pixel / SIZE), pixel % SIZE);
    const shade = 12 * (stream.next() - 0.5);
    for (let channel = 0; channel < 3 && share > 0; channel++) {
      const at = offset + channel * PLANE + pixel;
      bytes[at] = clipped(bytes[at]! + share * (figure[channel]! + shade - bytes[at]!));
    }
  }
}

/** The share of a pixel that the figure covers, from 4 x 4 points. */
function coverage(covers: (y: number, x: number) => boolean, row: number, column: number): number {
  let count = 0;
  for (let point = 0; point < 16; point++) {
    if (covers(row + (Math.floor(point / 4) + 0.5) / 4, column + ((point % 4) + 0.5) / 4)) count++;
  }
  return count / 16;
}

/** A colour that runs evenly across the image, stripes or blotches of it, and noise. */
function drawGround(base: Colour, stream: RandomStream, bytes: Uint8Array, offset: number): void {
  const slope = [colourStep(stream), colourStep(stream)] as const;
  const texture = drawTexture(stream);
  const strength = 12 * stream.next();
  for (let pixel = 0; pixel < PLANE; pixel++) {
    const down = Math.floor(pixel / SIZE) / SIZE - 0.5;
    const right = (pixel % SIZE) / SIZE - 0.5;
    const shade = strength * texture(Math.floor(pixel / SIZE), pixel % SIZE) + 16 * (stream.next() - 0.5);
    for (let channel = 0; channel < 3; channel++) {
      const value = base[channel]! + down * slope[0][channel]! + right * slope[1][channel]! + shade;
      bytes[offset + channel * PLANE + pixel] = clipped(value);
    }
  }
}

/** From -1 to 1: stripes of a random direction and width, or blotches interpolated between random grid points. */
function drawTexture(stream: RandomStream): (row: number, column: number) => number {
  if (stream.next() < 0.5) {
    const { rr, rc } = rotation(360 * stream.next() - 180);
    const period = 4 + 10 * stream.next();
    const start = stream.next();
    return (row, column) => {
      const phase = (rr * row + rc * column) / period + start;
      // A triangle wave: no function that machines might round differently.
      return 4 * Math.abs(phase - Math.floor(phase) - 0.5) - 1;
    };
  }
  const grid = Float64Array.from({ length: 36 }, () => 2 * stream.next() - 1);
  const step = SIZE / 5;
  return (row, column) => {
    const [y, x] = [row / step, column / step];
    const [top, left] = [Math.floor(y), Math.floor(x)];
    const at = top * 6 + left;
    const upper = grid[at]! + (x - left) * (grid[at + 1]! - grid[at]!);
    const lower = grid[at + 6]! + (x - left) * (grid[at + 7]! - grid[at + 6]!);
    return upper + (y - top) * (lower - upper);
  };
}

function colour(stream: RandomStream): Colour {
  return [255 * stream.next(), 255 * stream.next(), 255 * stream.next()];
}

/** How much a colour changes from one side of the image to the other. */
function colourStep(stream: RandomStream): Colour {
  return [30 * stream.next() - 15, 30 * stream.next() - 15, 30 * stream.next() - 15];
}

/** ITU-R BT.601. */
function brightness([red, green, blue]: Colour): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}

function clipped(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)));
}
