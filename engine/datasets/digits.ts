// The data set that needs no download: handwritten digits, drawn as they are asked for.

import { randomStream } from '../random.ts';
import { PIXEL_OF_BYTE } from './byteImages.ts';
import type { Dataset } from './dataset.ts';
import { DIGIT_BYTES, DIGIT_SIZE, drawDigit } from './digitPen.ts';

const CLASSES = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

/** Images whose memory is set aside together: 784 KB. */
const BLOCK = 1000;
/** Images that are kept once drawn: 314 MB of them. Those beyond are drawn again each time. */
const MOST_KEPT = 400 * BLOCK;
const NOT_DRAWN = 255;

/**
 * `count` drawn digits. Image i and its class depend on `seed` and i alone: a larger count only adds images.
 * Each ten images in a row, from a multiple of ten on, hold every digit once, in random order.
 */
export function digits(count: number, seed: number): Dataset {
  const labelsDrawn = new Uint8Array(Math.min(count, MOST_KEPT)).fill(NOT_DRAWN);
  const blocks: Uint8Array[] = [];
  const unkept = new Uint8Array(DIGIT_BYTES);

  const copyImage = (index: number, images: Float32Array, to: number): number => {
    const kept = index < MOST_KEPT;
    if (kept) blocks[Math.floor(index / BLOCK)] ??= new Uint8Array(BLOCK * DIGIT_BYTES);
    const bytes = kept ? blocks[Math.floor(index / BLOCK)]! : unkept;
    const from = kept ? (index % BLOCK) * DIGIT_BYTES : 0;
    let digit = kept ? labelsDrawn[index]! : NOT_DRAWN;
    if (digit === NOT_DRAWN) {
      digit = digitAt(seed, index);
      drawDigit(digit, randomStream(seed, 'digits', index), bytes, from);
      if (kept) labelsDrawn[index] = digit;
    }
    for (let pixel = 0; pixel < DIGIT_BYTES; pixel++)
      images[to + pixel] = PIXEL_OF_BYTE[bytes[from + pixel]!]!;
    return digit;
  };

  return {
    description: `digits(${count}, seed: ${seed})`,
    shape: [1, DIGIT_SIZE, DIGIT_SIZE],
    classes: CLASSES,
    count,
    async read(indices, images, labels) {
      for (let place = 0; place < indices.length; place++) {
        labels[place] = copyImage(indices[place]!, images, place * DIGIT_BYTES);
      }
    },
  };
}

function digitAt(seed: number, index: number): number {
  const order = randomStream(seed, 'digits', 'classes', Math.floor(index / CLASSES.length));
  return order.permutation(CLASSES.length)[index % CLASSES.length]!;
}
