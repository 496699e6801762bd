// A data set of images that are drawn as they are asked for, and kept up to a limit.

import { elementCount, type Shape } from '../network/shape.ts';
import { type RandomStream, randomStream } from '../random.ts';
import { PIXEL_OF_BYTE } from './byteImages.ts';
import type { Dataset } from './dataset.ts';
import { type DrawnMemory, type PortableDrawing, sharedBytes } from './portableDataset.ts';

export interface Drawing {
  /** Names the random streams: each data set has its own. */
  readonly name: PortableDrawing['source'];
  readonly description: string;
  readonly shape: Shape;
  readonly classes: readonly string[];
  readonly count: number;
  readonly seed: number;
  /** Draws an image of class `label` into `bytes`, [C, H, W] from `offset` on. All chance comes from `stream`. */
  readonly draw: (label: number, stream: RandomStream, bytes: Uint8Array, offset: number) => void;
}

/** Bytes that are kept once drawn; images beyond are drawn again each time. */
const MOST_KEPT_BYTES = 400_000_000;
const NOT_DRAWN = 255;

/**
 * Image i and its class depend on the seed and i alone. As many images in a row as there are classes, from a multiple of
 * their number on, hold every class once, in random order.
 */
export function drawnImages(
  { name, description, shape, classes, count, seed, draw }: Drawing,
  drawn = memoryFor(count, elementCount(shape)),
): Dataset {
  const size = elementCount(shape);
  const mostKept = drawn.labels.length;
  const unkept = new Uint8Array(size);

  const labelAt = (index: number): number => {
    const order = randomStream(seed, name, 'classes', Math.floor(index / classes.length));
    return order.permutation(classes.length)[index % classes.length]!;
  };
  const copyImage = (index: number, images: Float32Array, to: number): number => {
    const kept = index < mostKept;
    const bytes = kept ? drawn.bytes : unkept;
    const from = kept ? index * size : 0;
    let label = kept ? Atomics.load(drawn.labels, index) : NOT_DRAWN;
    if (label === NOT_DRAWN) {
      label = labelAt(index);
      draw(label, randomStream(seed, name, index), bytes, from);
      // Two threads that draw one image write the same; the class comes last, for whoever finds it.
      if (kept) Atomics.store(drawn.labels, index, label);
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
    portable: { kind: 'drawing', source: name, count, seed, drawn },
    async read(indices, images, labels) {
      for (let place = 0; place < indices.length; place++) {
        labels[place] = copyImage(indices[place]!, images, place * size);
      }
    },
  };
}

function memoryFor(count: number, size: number): DrawnMemory {
  const kept = Math.min(count, Math.floor(MOST_KEPT_BYTES / size));
  return { bytes: sharedBytes(kept * size), labels: sharedBytes(kept).fill(NOT_DRAWN) };
}
