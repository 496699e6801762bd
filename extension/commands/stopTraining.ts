// Netwright: Stop Training.

import type { TrainingRuns } from '../training/trainingRuns.ts';
import { chooseActiveRun } from './chooseActiveRun.ts';

/** `given` is a run's folder, or its row in the runs view. */
export async function stopTraining(training: TrainingRuns, given?: unknown): Promise<void> {
  const run = await chooseActiveRun(training, given, 'to stop');
  await run?.stop();
}
