// Two IDX files as labelled images.

import { basename } from 'node:path';
import { UserError } from '../userError.ts';
import { byteImages } from './byteImages.ts';
import { classLabels } from './classLabels.ts';
import type { Dataset } from './dataset.ts';
import { readIdx } from './idx.ts';

/** Both paths absolute; `classes` is empty where the labels' numbers are their names. */
export async function readIdxImages(
  imagesFile: string,
  labelsFile: string,
  { classes, description }: { readonly classes: readonly string[]; readonly description: string },
): Promise<Dataset> {
  // Read side by side; where both are damaged, always the images are told.
  const reading = [readIdx(imagesFile, 3), readIdx(labelsFile, 1)] as const;
  await Promise.allSettled(reading);
  const [images, labels] = [await reading[0], await reading[1]];
  const [count = 0, height = 0, width = 0] = images.shape;
  if (images.data.length === 0) {
    const message = `${basename(imagesFile)} declares ${images.shape.join(' x ')} bytes, which is no image`;
    throw new UserError('data.no-images', `${message}. Download it again.`, { file: imagesFile });
  }
  if (labels.data.length !== count) {
    const message =
      `${basename(labelsFile)} has ${labels.data.length} labels, and ${basename(imagesFile)} has ${count} ` +
      'images: they do not belong together. Take both from the same download.';
    throw new UserError('data.label-count', message, { file: labelsFile });
  }
  const placeOf = (index: number) => `image ${index}`;
  const found = classLabels(labels.data, { file: labelsFile, name: basename(labelsFile), placeOf, classes });
  return byteImages({ ...found, description, shape: [1, height, width], bytes: images.data });
}
