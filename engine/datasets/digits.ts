// The data set that needs no download: handwritten digits, drawn as they are asked for.

import type { Dataset } from './dataset.ts';
import { DIGIT_SIZE, drawDigit } from './digitPen.ts';
import { type Drawing, drawnImages } from './drawnImages.ts';
import type { DrawnMemory } from './portableDataset.ts';

const CLASSES = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

/**
 * `count` drawn digits. Image i and its class depend on `seed` and i alone: a larger count only adds images.
 * Each ten images in a row, from a multiple of ten on, hold every digit once, in random order.
 */
export function digits(count: number, seed: number, drawn?: DrawnMemory): Dataset {
  const drawing: Drawing = {
    name: 'digits',
    description: `digits(${count}, seed: ${seed})`,
    shape: [1, DIGIT_SIZE, DIGIT_SIZE],
    classes: CLASSES,
    count,
    seed,
    draw: drawDigit,
  };
  return drawnImages(drawing, drawn);
}
