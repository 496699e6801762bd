// Of all the runs of a study, those that may be compared: whole ones where there are any, over the epochs that all have.

import type { RecordedRun } from './recordedRun.ts';

/**
 * Runs that failed are left out, and those that were cut short where a whole one of their name is there. Runs that were
 * planned with as many epochs are one comparison: each is shown up to the last epoch that all of them have.
 */
export function comparableRuns(runs: readonly RecordedRun[]): readonly RecordedRun[] {
  const usable = runs.filter(({ failure, epochs }) => failure === undefined && epochs.length > 0);
  const kept = usable.filter(
    (run) => isWhole(run) || !usable.some((other) => other.name === run.name && isWhole(other)),
  );
  return kept.map((run) => {
    const compared = kept.filter(({ planned }) => planned === run.planned);
    return upTo(run, Math.min(...compared.map(({ epochs }) => epochs.length)));
  });
}

export function isWhole({ planned, epochs, failure }: RecordedRun): boolean {
  return failure === undefined && epochs.length >= planned;
}

function upTo(run: RecordedRun, count: number): RecordedRun {
  const epochs = run.epochs.slice(0, count);
  const last = epochs.at(-1)!.step;
  return {
    ...run,
    epochs,
    steps: run.steps.filter(({ step }) => step <= last),
    looks: run.looks.filter(({ step }) => step <= last),
  };
}
