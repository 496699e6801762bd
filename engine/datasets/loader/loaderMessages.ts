// What the engine and its loader threads say to each other.

import type { Call } from '../../network/attribute.ts';
import type { Mixed } from '../dataset.ts';
import type { PortableDataset } from '../portableDataset.ts';

/** Where a batch is written: arrays in shared memory. */
export interface BatchSlot {
  readonly images: Float32Array;
  readonly labels: Int32Array;
}

/** Datasets and streams are told once, by a number of their own. */
export type ToLoader =
  | { readonly kind: 'dataset'; readonly dataset: number; readonly portable: PortableDataset }
  | {
      readonly kind: 'stream';
      readonly stream: number;
      readonly dataset: number;
      readonly augmentations: readonly Call[];
      readonly batch: number;
      readonly seed: number;
      readonly epoch: number;
      readonly slots: readonly BatchSlot[];
    }
  | {
      readonly kind: 'fill';
      readonly stream: number;
      readonly step: number;
      readonly indices: readonly number[];
      readonly slot: number;
    }
  /** No more fills of it are asked for. */
  | { readonly kind: 'end'; readonly stream: number }
  /** Finish what is under way, and end. */
  | { readonly kind: 'close' };

/** Each fill is answered once. */
export type FromLoader =
  | {
      readonly kind: 'filled';
      readonly stream: number;
      readonly step: number;
      readonly count: number;
      readonly mixed?: Mixed;
    }
  | {
      readonly kind: 'failed';
      readonly stream: number;
      readonly step: number;
      readonly problem: LoaderProblem;
    };

/** A `UserError`, or without a code a mistake of ours. */
export interface LoaderProblem {
  readonly code?: string;
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly stack?: string;
}
