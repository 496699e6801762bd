// A data source before it is read: what it can give for training and for validation.

import type { DataSplits, Dataset } from './dataset.ts';

export interface OpenedSource {
  /** When the source is named for training and no other for validation: both come from it. */
  splits(): Promise<DataSplits>;
  /** When another source is named for validation, or images are set aside. */
  training(): Promise<Dataset>;
  /** When the source is named for validation itself. */
  validation(): Promise<Dataset>;
}

/** Read side by side; where both are damaged, always the training images are told. */
export async function bothOf(training: Promise<Dataset>, validation: Promise<Dataset>): Promise<DataSplits> {
  await Promise.allSettled([training, validation]);
  return { training: await training, validation: await validation };
}
