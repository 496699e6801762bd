// Netwright: Show Results. Measures a run's best weights and shows confusion, classes and hard images.

import * as vscode from 'vscode';
import type { ResultsPanel } from '../panels/resultsPanel.ts';
import type { TrainingRuns } from '../training/trainingRuns.ts';
import { chooseRun } from './chooseRun.ts';

export async function showResults(
  { training, results }: { readonly training: TrainingRuns; readonly results: ResultsPanel },
  given?: string,
): Promise<void> {
  const folder = await chooseRun(training, given);
  if (folder === undefined) return;
  await results.showRun(folder).catch((failure: Error) => vscode.window.showErrorMessage(failure.message));
}
