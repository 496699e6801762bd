// Labelled images that lie in memory as bytes.

import { elementCount, type Shape } from '../network/shape.ts';
import type { Dataset } from './dataset.ts';

/** Byte to pixel: 0 is 0, 255 is 1. */
export const PIXEL_OF_BYTE: Float32Array = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);

/** A dataset of `labels.length` images; `bytes` holds one after another, [C, H, W] each. */
export function byteImages(source: {
  readonly description: string;
  readonly shape: Shape;
  readonly classes: readonly string[];
  readonly bytes: Uint8Array;
  readonly labels: Uint8Array;
}): Dataset {
  const { description, shape, classes, bytes, labels } = source;
  const size = elementCount(shape);
  return {
    description,
    shape,
    classes,
    count: labels.length,
    async read(indices, images, classesRead) {
      for (let place = 0; place < indices.length; place++) {
        const index = indices[place]!;
        const from = index * size;
        const to = place * size;
        for (let pixel = 0; pixel < size; pixel++) images[to + pixel] = PIXEL_OF_BYTE[bytes[from + pixel]!]!;
        classesRead[place] = labels[index]!;
      }
    },
  };
}
