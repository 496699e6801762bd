// Trials before training: requests and findings. They leave nothing behind, neither files nor state.

import type { Network } from '../network/network.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { Device } from '../runtime/device.ts';

export interface TrialRequest {
  readonly network: Network;
  readonly recipe: Recipe;
  readonly dataRoot: string;
  readonly device: Device;
  readonly threads: number;
  /** At most; of the overfitting, for each learning rate that is tried. */
  readonly steps: number;
  /** As in `TrainRequest`. */
  readonly imageMemory?: number;
}

export interface RangeRequest extends TrialRequest {
  /** Learning rates of the first and the last step. */
  readonly from: number;
  readonly to: number;
}

/** Comes after each step. */
export interface TrialProgress {
  readonly event: 'trial';
  /** Counted from 1, of at most `steps`. */
  readonly step: number;
  readonly steps: number;
  /** Counted from 1: overfitting that fails is tried again at other learning rates. */
  readonly attempt: number;
  readonly learningRate: number;
  readonly loss: number;
}

export interface RangePoint {
  readonly learningRate: number;
  /** Of the step's images. */
  readonly loss: number;
  /** Moving average of the losses so far. */
  readonly smoothed: number;
}

/** What a sweep of rising learning rates found. */
export interface LearningRateRange {
  readonly points: readonly RangePoint[];
  /** Where the smoothed loss falls fastest; absent where it falls at no rate. */
  readonly suggestion?: number;
  /** Where it is lowest: above it, training goes astray. */
  readonly lowest: number;
  /** The loss exploded before the last rate. */
  readonly diverged: boolean;
  /** Where the graphs ran. */
  readonly device: string;
}

/** What came of training on one batch alone. */
export interface OverfitReport {
  readonly passed: boolean;
  readonly verdict:
    | 'learnt'
    | 'learning-rate'
    | 'labels'
    | 'no-gradient'
    | 'same-scores'
    | 'diverged'
    | 'slow';
  /** What it means, and what to do. */
  readonly message: string;
  readonly learningRate: number;
  /** Images in the batch. */
  readonly images: number;
  readonly steps: number;
  /** Before each step. */
  readonly losses: readonly number[];
  /** A loss below it counts as none: a fiftieth of that of equal scores. */
  readonly target: number;
  /** Of the last step, before its update. */
  readonly accuracy: number;
  /** Where the graphs ran. */
  readonly device: string;
}
