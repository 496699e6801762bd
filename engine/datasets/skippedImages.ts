// How many damaged images a run does without, as its start event and its record say.

import type { DataSplits } from './dataset.ts';

export interface SkippedImages {
  readonly training: number;
  readonly validation: number;
  /** The first of them, with its reason. */
  readonly first: string;
}

/** Nothing where all images can be decoded. */
export function skippedImages({ training, validation }: DataSplits): { readonly skipped?: SkippedImages } {
  const first = training.skipped?.first ?? validation.skipped?.first;
  if (first === undefined) return {};
  const counts = { training: training.skipped?.count ?? 0, validation: validation.skipped?.count ?? 0 };
  return { skipped: { ...counts, first } };
}

/** What the start event says of the images. */
export function imageCounts(data: DataSplits) {
  const { training, validation } = data;
  return { trainingImages: training.count, validationImages: validation.count, ...skippedImages(data) };
}
