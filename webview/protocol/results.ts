// Messages between the panel "Results" and its page: plain data.

import type { ShownPicture } from './inside.ts';

export interface ShownSample {
  /** Place in the validation data, from zero. */
  readonly index: number;
  readonly label: string;
  readonly predicted: string;
  readonly probability: number;
  readonly loss: number;
  readonly picture?: ShownPicture;
}

export interface ShownClass {
  readonly name: string;
  readonly count: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

export interface ShownResults {
  readonly loss: number;
  readonly accuracy: number;
  readonly top5: number;
  readonly count: number;
  readonly perClass: readonly ShownClass[];
  /** Rows: true class; columns: predicted class. */
  readonly confusion: readonly (readonly number[])[];
  readonly hardest?: readonly ShownSample[];
  readonly mostConfidentlyWrong?: readonly ShownSample[];
  readonly augmented?: readonly {
    readonly label: 'before' | 'after' | 'mixed';
    readonly pictures: readonly ShownPicture[];
  }[];
}

export type ToResults =
  | { readonly kind: 'empty' }
  | { readonly kind: 'working'; readonly model: string; readonly folder: string }
  | {
      readonly kind: 'results';
      readonly model: string;
      readonly folder: string;
      readonly results: ShownResults;
    }
  | { readonly kind: 'problem'; readonly message: string };

export type FromResults =
  | { readonly kind: 'ready' }
  /** Ask the user for a run. */
  | { readonly kind: 'openRun' }
  /** Measure the run's best weights again. */
  | { readonly kind: 'again' }
  | { readonly kind: 'stop' }
  /** Look inside with this validation image. */
  | { readonly kind: 'inspect'; readonly index: number }
  | { readonly kind: 'failed'; readonly message: string };

/** What the page remembers over a reload. */
export interface KeptResults {
  readonly folder: string;
}
