// A data set of images that are drawn as they are asked for, and kept up to a limit.

import { elementCount, type Shape } from '../network/shape.ts';
import { type RandomStream, randomStream } from '../random.ts';
import { PIXEL_OF_BYTE } from './byteImages.ts';
import type { Dataset } from './dataset.ts';

export interface Drawing {
  /** Names the random streams: each data set has its own. */
  readonly name: string;
  readonly description: string;
  readonly shape: Shape;
  readonly classes: readonly string[];
  readonly count: number;
  readonly seed: number;
  /** Draws an image of class `label` into `bytes`, [C, H, W] from `offset` on. All chance comes from `stream`. */
  readonly draw: (label: number, stream: RandomStream, bytes: Uint8Array, offset: number) => void;
}

/** Images whose memory is set aside together. */
const BLOCK = 1000;
/** Bytes that are kept once drawn; images beyond are drawn again each time. */
const MOST_KEPT_BYTES = 400_000_000;
const NOT_DRAWN = 255;

/**
 * Image i and its class depend on the seed and i alone. As many images in a row as there are classes, from a multiple of
 * their number on, hold every class once, in random order.
 */
export function drawnImages({ name, description, shape, classes, count, seed, draw }: Drawing): Dataset {
  const size = elementCount(shape);
  const mostKept = Math.floor(MOST_KEPT_BYTES / size / BLOCK) * BLOCK;
  const labelsDrawn = new Uint8Array(Math.min(count, mostKept)).fill(NOT_DRAWN);
  const blocks: Uint8Array[] = [];
  const unkept = new Uint8Array(size);

  const labelAt = (index: number): number => {
    const order = randomStream(seed, name, 'classes', Math.floor(index / classes.length));
    return order.permutation(classes.length)[index % classes.length]!;
  };
  const copyImage = (index: number, images: Float32Array, to: number): number => {
    const kept = index < mostKept;
    if (kept) blocks[Math.floor(index / BLOCK)] ??= new Uint8Array(BLOCK * size);
    const bytes = kept ? blocks[Math.floor(index / BLOCK)]! : unkept;
    const from = kept ? (index % BLOCK) * size : 0;
    let label = kept ? labelsDrawn[index]! : NOT_DRAWN;
    if (label === NOT_DRAWN) {
      label = labelAt(index);
      draw(label, randomStream(seed, name, index), bytes, from);
      if (kept) labelsDrawn[index] = label;
    }
    for (let pixel = 0; pixel < size; pixel++) images[to + pixel] = PIXEL_OF_BYTE[bytes[from + pixel]!]!;
    return label;
  };
  return {
    description,
    shape,
    classes,
    count,
    labelOf: labelAt,
    async read(indices, images, labels) {
      for (let place = 0; place < indices.length; place++) {
        labels[place] = copyImage(indices[place]!, images, place * size);
      }
    },
  };
}
