// Labelled images that lie in memory as bytes.

import { elementCount, type Shape } from '../network/shape.ts';
import type { Dataset } from './dataset.ts';
import { type PortableBytes, shared } from './portableDataset.ts';
import { portableImages } from './portableImages.ts';

/** Byte to pixel: 0 is 0, 255 is 1. */
export const PIXEL_OF_BYTE: Float32Array = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);

/** A dataset of `labels.length` images; `bytes` holds one after another, [C, H, W] each. */
export function byteImages(source: {
  readonly description: string;
  readonly shape: Shape;
  readonly classes: readonly string[];
  readonly bytes: Uint8Array;
  readonly labels: Uint8Array | Int32Array;
}): Dataset {
  const { description, shape, classes, bytes, labels } = source;
  const count = labels.length;
  const facts = { description, shape, classes, count };
  return blockImages({
    kind: 'bytes',
    ...facts,
    blocks: [shared(bytes)],
    perBlock: Math.max(1, count),
    labels: shared(labels),
  });
}

/** A dataset of decoded images, in any thread. */
export function blockImages(portable: PortableBytes): Dataset {
  const { shape, blocks, perBlock } = portable;
  const size = elementCount(shape);
  return portableImages(portable, (index, images, to) => {
    const bytes = blocks[Math.floor(index / perBlock)]!;
    const from = (index % perBlock) * size;
    for (let pixel = 0; pixel < size; pixel++) images[to + pixel] = PIXEL_OF_BYTE[bytes[from + pixel]!]!;
    return undefined;
  });
}
