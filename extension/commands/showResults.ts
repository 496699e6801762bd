// Netwright: Show Results. Measures a run's best weights and shows confusion, classes and hard images.

import * as vscode from 'vscode';
import type { ResultsPanel } from '../panels/resultsPanel.ts';
import { chooseTrainedRun, type KnownRuns } from './chooseTrainedRun.ts';

export async function showResults(known: KnownRuns, results: ResultsPanel, given?: unknown): Promise<void> {
  const folder = await chooseTrainedRun(known, given, 'to show the results of');
  if (folder === undefined) return;
  await results.showRun(folder).catch((failure: Error) => vscode.window.showErrorMessage(failure.message));
}
