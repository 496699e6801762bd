// Changes that users made to the learning rate while a run trained, and the factor that they come to at a step.

import type { LearningRateChange } from '../protocol/control.ts';

/** `step` counts from 1. */
export function factorAt(changes: readonly LearningRateChange[], step: number): number {
  return changes.findLast((change) => change.step <= step)?.factor ?? 1;
}

/** A new change replaces those from its step on: they were made in a past that is trained anew. */
export function withChange(
  changes: readonly LearningRateChange[],
  change: LearningRateChange,
): readonly LearningRateChange[] {
  return [...changes.filter(({ step }) => step < change.step), change];
}
