// Images whose pixels are numbers of an array, in memory or in a file, in any thread.

import { elementCount } from '../network/shape.ts';
import { bytesAt, withDataFile } from './dataFile.ts';
import type { Dataset } from './dataset.ts';
import { elementType } from './elementTypes.ts';
import type { PortableArray } from './portableDataset.ts';
import { type LoadImage, portableImages } from './portableImages.ts';

export function arrayDataset(portable: PortableArray): Dataset {
  return portableImages(portable, imageLoader(portable));
}

/** Numbers in memory lie as the steps say; in a file, images follow one another in C order. */
export function imageLoader({ shape, steps, numbers, type, scale }: PortableArray): LoadImage {
  const { read, bytes } = elementType(type)!;
  const size = elementCount(shape) * bytes;
  const [channels = 0, height = 0, width = 0] = shape;
  const kept = numbers instanceof Uint8Array;
  const contentOf = (index: number): Uint8Array | Promise<Uint8Array> => {
    if (kept) return numbers;
    const { file, start } = numbers;
    return withDataFile(file, (handle) => bytesAt(handle, file, start + index * size, size));
  };
  return async (index, images, to) => {
    const content = await contentOf(index);
    const view = new DataView(content.buffer, content.byteOffset, content.length);
    let place = to;
    for (let channel = 0; channel < channels; channel++) {
      for (let row = 0; row < height; row++) {
        let at = (kept ? index * steps.image : 0) + channel * steps.channel + row * steps.row;
        for (let column = 0; column < width; column++, at += steps.column) {
          images[place++] = read(view, at * bytes) / scale;
        }
      }
    }
  };
}
