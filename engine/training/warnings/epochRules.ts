// Trouble that the scores of epochs show: a loss that stays where it is, and a network that learns its images by heart.

import { type Finding, percent, short } from './findings.ts';

/** Of one epoch. */
export interface EpochLosses {
  readonly epoch: number;
  readonly train: number;
  /** From 0 to 1. */
  readonly trainAccuracy: number;
  readonly validation: number;
}

export const epochThresholds = {
  /** Epochs without progress. */
  patience: 5,
  /** Less than this share of the loss is no progress. */
  progress: 0.01,
  /** Who knows this share of the training images has nothing left to learn from them. */
  learned: 0.99,
  /** Share by which the validation loss rises over its lowest, … */
  rise: 0.1,
  /** … this many epochs after it. */
  after: 3,
} as const;

/** The training loss has hardly fallen for some epochs, and the training images are not learned yet. */
export function plateau(epochs: readonly EpochLosses[]): Finding | undefined {
  const { patience, progress, learned } = epochThresholds;
  const [before, recent] = [epochs.slice(0, -patience), epochs.slice(-patience)];
  const last = recent.at(-1);
  if (before.length === 0 || last === undefined || last.trainAccuracy >= learned) return undefined;
  const [lowest, now] = [lowestTrain(before), lowestTrain(recent)];
  if (now <= (1 - progress) * lowest) return undefined;
  const message =
    `Plateau: the training loss has been near ${short(now)} for ${patience} epochs. Another learning rate ` +
    '(Find Learning Rate, or `lr-range` on the command line, finds one), a schedule that lowers it, or a larger network may bring it down.';
  return { code: 'plateau', message };
}

/** The validation loss has risen well over its lowest, while the training loss went on falling. */
export function overfitting(epochs: readonly EpochLosses[]): Finding | undefined {
  const { rise, after } = epochThresholds;
  const last = epochs.at(-1);
  if (last === undefined) return undefined;
  const best = epochs.reduce((least, epoch) => (epoch.validation < least.validation ? epoch : least));
  const rose = last.validation > (1 + rise) * best.validation;
  if (last.epoch - best.epoch < after || !rose || !(last.train < best.train)) return undefined;
  const message =
    `Overfitting: the validation loss has risen by ${percent(last.validation / best.validation - 1)} since epoch ${best.epoch}, while the training loss ` +
    'fell. More or augmented images, `dropout`, `weight_decay` or `early_stopping` help.';
  return { code: 'overfitting', message };
}

function lowestTrain(epochs: readonly EpochLosses[]): number {
  return Math.min(...epochs.map(({ train }) => train));
}
