// The learning rate of every step: the schedule's, scaled as users changed it meanwhile.

import type { LearningRateChange } from '../protocol/control.ts';
import { learningRateAt } from '../recipe/learningRate.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { factorAt, withChange } from './learningRateChanges.ts';
import { optimizerRule } from './optimizers/optimizer.ts';
import type { Progress } from './trainingState.ts';

export class SteeredRate {
  constructor(
    private readonly recipe: Recipe,
    private readonly stepsPerEpoch: number,
    public changes: readonly LearningRateChange[],
  ) {}

  /** From the next step on, whose rate becomes this one. A schedule that has come to zero stays there. */
  change(learningRate: number, progress: Progress): boolean {
    const scheduled = this.scheduled(progress);
    if (!(scheduled > 0)) return false;
    const change = { step: progress.step + 1, factor: learningRate / scheduled };
    this.changes = withChange(this.changes, change);
    return true;
  }

  /** Of the step after `progress`. */
  at(progress: Progress): number {
    return this.scheduled(progress) * factorAt(this.changes, progress.step + 1);
  }

  /** The change that the step after `progress` is the first to have. */
  changeAt({ step }: Progress): LearningRateChange | undefined {
    return this.changes.find((change) => change.step === step + 1);
  }

  private scheduled({ step, validationLosses }: Progress): number {
    const { optimizer, schedule, epochs } = this.recipe;
    const base = optimizerRule(optimizer).learningRate(optimizer);
    return learningRateAt(schedule, {
      base,
      step,
      stepsPerEpoch: this.stepsPerEpoch,
      epochs,
      validationLosses,
    });
  }
}
