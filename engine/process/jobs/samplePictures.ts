// Pictures for whoever shows an evaluation: its hardest samples, and training images as augmentation makes them.

import { augmentedGroup } from '../../datasets/augmentationSheet.ts';
import type { Dataset } from '../../datasets/dataset.ts';
import { openData } from '../../datasets/openData.ts';
import { elementCount } from '../../network/shape.ts';
import type { AugmentedRow, Evaluation, HardSample } from '../../protocol/evaluation.ts';
import type { Picture } from '../../protocol/insight.ts';
import type { EvaluateRequest } from '../../protocol/messages.ts';
import { imagePicture } from '../../training/insight/pictures.ts';

/** The samples with their images as they are before any transform. */
export async function withPictures(
  evaluation: Evaluation,
  { recipe, dataRoot, imageMemory }: EvaluateRequest,
): Promise<Evaluation> {
  const { hardest = [], mostConfidentlyWrong = [] } = evaluation;
  const { validation } = await openData({ ...recipe, transforms: [] }, dataRoot, imageMemory);
  const known = new Map<number, Picture>();
  for (const { index } of [...hardest, ...mostConfidentlyWrong]) {
    if (!known.has(index)) known.set(index, await pictureOf(validation, index));
  }
  const pictured = (sample: HardSample) => ({ ...sample, picture: known.get(sample.index)! });
  return {
    ...evaluation,
    hardest: hardest.map(pictured),
    mostConfidentlyWrong: mostConfidentlyWrong.map(pictured),
  };
}

async function pictureOf(dataset: Dataset, index: number): Promise<Picture> {
  const pixels = new Float32Array(elementCount(dataset.shape));
  await dataset.read([index], pixels, new Int32Array(1));
  return unitPicture(pixels, dataset.shape);
}

export async function augmentedRows(
  training: Dataset,
  { augmentations, seed }: EvaluateRequest['recipe'],
  count: number,
): Promise<readonly AugmentedRow[]> {
  const group = await augmentedGroup(training, augmentations, seed, count);
  const size = elementCount(training.shape);
  return group.map(({ label, pixels }) => ({
    label,
    pictures: Array.from({ length: pixels.length / size }, (_, place) =>
      unitPicture(pixels.subarray(place * size, (place + 1) * size), training.shape),
    ),
  }));
}

/** Of pixels from 0 to 1. */
function unitPicture(pixels: Float32Array, shape: readonly number[]): Picture {
  const channels = { length: shape[0] ?? 1 };
  return imagePicture(pixels, shape, {
    black: Array.from(channels, () => 0),
    white: Array.from(channels, () => 1),
  });
}
