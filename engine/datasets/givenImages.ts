// Image files of the user's, prepared exactly as a run's data were.

import type { Call } from '../network/attribute.ts';
import { elementCount, formatShape, type Shape, sameShape } from '../network/shape.ts';
import { UserError } from '../userError.ts';
import type { Dataset } from './dataset.ts';
import { readGivenImage } from './givenImage.ts';
import { transformSplits } from './transforms.ts';

/** What a run did to its images before its network saw them. */
export interface Preparation {
  /** [channels, height, width] of the data's images before any transform. */
  readonly shape: Shape;
  /** With all their numbers. */
  readonly transforms: readonly Call[];
}

/**
 * Each file's pixels as the network takes them, [C, H, W]: first made of the shape of the run's data as its source makes them,
 * then transformed.
 *
 * @throws UserError `training.shape` where that does not give what the network takes; `image.unreadable`, `image.damaged`
 */
export async function readGivenImages(
  files: readonly string[],
  { shape, transforms }: Preparation,
  taken: Shape,
): Promise<readonly Float32Array[]> {
  const given = filesAsDataset(files, shape);
  const { training } = await transformSplits({ training: given, validation: given }, transforms);
  if (!sameShape(training.shape, taken)) {
    const message = `The run's transforms make ${formatShape(training.shape)} of images, and its network takes ${formatShape(taken)}.`;
    throw new UserError('training.shape', message);
  }
  const read: Float32Array[] = [];
  for (let index = 0; index < files.length; index++) {
    const pixels = new Float32Array(elementCount(taken));
    await training.read([index], pixels, new Int32Array(1));
    read.push(pixels);
  }
  return read;
}

/** Of one nameless class. */
function filesAsDataset(files: readonly string[], shape: Shape): Dataset {
  const size = elementCount(shape);
  return {
    description: 'the given images',
    shape,
    classes: [''],
    count: files.length,
    async read(indices, images, labels) {
      for (const [place, index] of indices.entries()) {
        images.set(await readGivenImage(files[index]!, shape), place * size);
        labels[place] = 0;
      }
    },
  };
}
