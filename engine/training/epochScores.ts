// Adds up the results of an epoch's steps, head by head, and makes its scores of them.

import type { TrainingScore } from '../protocol/evaluation.ts';

/** What one step found at an output: the network's, or an auxiliary head's. */
export interface OutputResult {
  /** Mean over the batch, before the update. Of the network's output, with the weighted losses of all heads. */
  readonly loss: number;
  /** Images whose largest logit was the right class: of mixed ones, the class that dominates. */
  readonly correct: number;
  /** Images whose right class was among the five largest logits. */
  readonly withinTop5: number;
}

export interface StepResult extends OutputResult {
  /** Of the auxiliary heads by name, each with its own loss, not weighted. */
  readonly heads: Readonly<Record<string, OutputResult>>;
}

interface OutputSums {
  readonly lossSum: number;
  readonly correct: number;
  readonly withinTop5: number;
}

/** Over the steps of the epoch that is under way. */
export interface EpochSums extends OutputSums {
  readonly images: number;
  readonly heads: Readonly<Record<string, OutputSums>>;
}

const nothing: OutputSums = { lossSum: 0, correct: 0, withinTop5: 0 };

export const noSums: EpochSums = { ...nothing, images: 0, heads: {} };

/** The sums with one more step of so many images. */
export function addStep(sums: EpochSums, result: StepResult, images: number): EpochSums {
  const heads = Object.entries(result.heads).map(([name, head]) => [
    name,
    added(sums.heads[name] ?? nothing, head),
  ]);
  return { ...added(sums, result), images: sums.images + images, heads: Object.fromEntries(heads) };
}

function added(sums: OutputSums, { loss, correct, withinTop5 }: OutputResult): OutputSums {
  return {
    lossSum: sums.lossSum + loss,
    correct: sums.correct + correct,
    withinTop5: sums.withinTop5 + withinTop5,
  };
}

/** The epoch's scores; heads only where there are some. */
export function epochScore(sums: EpochSums, steps: number): TrainingScore {
  const scoreOf = ({ lossSum, correct, withinTop5 }: OutputSums) => ({
    loss: lossSum / steps,
    accuracy: correct / sums.images,
    top5: withinTop5 / sums.images,
  });
  const heads = Object.entries(sums.heads).map(([name, head]) => ({ name, ...scoreOf(head) }));
  return { ...scoreOf(sums), ...(heads.length === 0 ? {} : { heads }) };
}

/** The mean over the batches of one step: losses are averaged, counts added. */
export function meanOfBatches(batches: readonly StepResult[]): StepResult {
  const together = (results: readonly OutputResult[]): OutputResult => ({
    loss: results.reduce((sum, { loss }) => sum + loss / results.length, 0),
    correct: results.reduce((sum, { correct }) => sum + correct, 0),
    withinTop5: results.reduce((sum, { withinTop5 }) => sum + withinTop5, 0),
  });
  const names = Object.keys(batches[0]?.heads ?? {});
  const heads = names.map((name) => [name, together(batches.map(({ heads }) => heads[name]!))]);
  return { ...together(batches), heads: Object.fromEntries(heads) };
}
