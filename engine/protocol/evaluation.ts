// What is measured of a classifier on images: plain data.

import type { Picture } from './insight.ts';

export interface Score {
  /** Mean over the samples. */
  readonly loss: number;
  /** Share of samples whose largest logit is the right class, from 0 to 1. */
  readonly accuracy: number;
}

export interface ClassifierScore extends Score {
  /** Share of samples whose right class is among the five largest logits. */
  readonly top5: number;
}

export interface HeadScore extends ClassifierScore {
  readonly name: string;
}

/** Of an epoch. */
export interface TrainingScore extends ClassifierScore {
  /** Of the auxiliary heads, each with its own loss, not weighted; absent where there are none. */
  readonly heads?: readonly HeadScore[];
}

export interface HardSample {
  /** Place in the validation data, from zero. */
  readonly index: number;
  /** Where the sample is a file of its own. */
  readonly file?: string;
  readonly label: string;
  readonly predicted: string;
  /** The network's, of the predicted class. */
  readonly probability: number;
  readonly loss: number;
  /** Before any transform, where pictures were asked for. */
  readonly picture?: Picture;
}

/** Training images as they enter the network, before augmentation, after it, and where they are mixed. */
export interface AugmentedRow {
  readonly label: 'before' | 'after' | 'mixed';
  readonly pictures: readonly Picture[];
}

export interface Evaluation extends TrainingScore {
  readonly count: number;
  readonly perClass: readonly {
    readonly name: string;
    readonly count: number;
    readonly precision: number;
    readonly recall: number;
    /** Harmonic mean of both. */
    readonly f1: number;
  }[];
  /** Rows: true class; columns: predicted class. */
  readonly confusion: readonly (readonly number[])[];
  /** The samples of the highest loss, the highest first, where they were asked for. */
  readonly hardest?: readonly HardSample[];
  /** The samples that were taken for a wrong class with the highest probability. */
  readonly mostConfidentlyWrong?: readonly HardSample[];
  /** The first training images of the first epoch, where they were asked for. */
  readonly augmented?: readonly AugmentedRow[];
}
