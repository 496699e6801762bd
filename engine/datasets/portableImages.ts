// The dataset that every thread makes of the same plain data: images one by one, labels from a list.

import { elementCount } from '../network/shape.ts';
import type { Dataset } from './dataset.ts';
import type { PortableArray, PortableBytes } from './portableDataset.ts';

/** Reads one image, [C, H, W] from `to` on; without a promise where it lies in memory. */
export type LoadImage = (index: number, images: Float32Array, to: number) => Promise<void> | undefined;

export function portableImages(portable: PortableArray | PortableBytes, load: LoadImage): Dataset {
  const { description, shape, classes, count, labels } = portable;
  const size = elementCount(shape);
  return {
    description,
    shape,
    classes,
    count,
    portable,
    labelOf: (index) => labels[index]!,
    async read(indices, images, into) {
      for (const [place, index] of indices.entries()) {
        const reading = load(index, images, place * size);
        if (reading) await reading;
        into[place] = labels[index]!;
      }
    },
  };
}
