// The `describeData` request: how many images of which classes a recipe's data holds, their pixels' statistics, and a look.

import { writeAugmentationSheet } from '../../datasets/augmentationSheet.ts';
import { writeContactSheet } from '../../datasets/contactSheet.ts';
import type { Dataset } from '../../datasets/dataset.ts';
import { openData } from '../../datasets/openData.ts';
import { measurePixels } from '../../datasets/pixelStatistics.ts';
import { elementCount } from '../../network/shape.ts';
import type { DataDescription, DataRequest } from '../../protocol/messages.ts';
import { writeFileAtomically } from '../../training/writeFileAtomically.ts';
import { writingFile } from './writingFile.ts';

export async function describeData({
  recipe,
  dataRoot,
  sheet,
  imageMemory,
}: DataRequest): Promise<DataDescription> {
  const { training, validation } = await openData(recipe, dataRoot, imageMemory);
  const { count, classes, shape, skipped } = training;
  const { mean, deviation } = await measurePixels(training);
  if (sheet !== undefined) {
    const { augmentations, seed } = recipe;
    const picture =
      augmentations.length === 0
        ? await contactSheet(training)
        : await writeAugmentationSheet(training, augmentations, seed);
    await writingFile(sheet, writeFileAtomically(sheet, [picture]));
  }
  const left = skipped === undefined ? {} : { skipped };
  return { count, validationCount: validation.count, ...left, classes, shape, mean, deviation };
}

const sheetImages = 200;
const sheetColumns = 20;

async function contactSheet(dataset: Dataset): Promise<Uint8Array> {
  const { shape } = dataset;
  const shown = Math.min(sheetImages, dataset.count);
  const pixels = new Float32Array(shown * elementCount(shape));
  const indices = Array.from({ length: shown }, (_, index) => index);
  await dataset.read(indices, pixels, new Int32Array(shown));
  return writeContactSheet({ shape, count: shown, pixels }, sheetColumns);
}
