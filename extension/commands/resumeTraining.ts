// Netwright: Resume Training. Goes on with the run that is paused, or with another from its last checkpoint.

import * as vscode from 'vscode';
import type { DashboardPanel } from '../panels/dashboardPanel.ts';
import type { TrainingController } from '../training/trainingController.ts';
import { askForRun } from './chooseRun.ts';
import { imageMemory, trainingThreads } from './train.ts';
import { announceEnd, withTrainingProgress } from './trainingProgress.ts';

export async function resumeTraining(
  { training, dashboard }: { readonly training: TrainingController; readonly dashboard: DashboardPanel },
  folder?: string,
): Promise<void> {
  if (training.run?.steerable && training.run.state.status !== 'running') return training.goOn();
  if (training.active) return tellActive();
  const shown = training.run?.resumable ? training.run.state.folder : undefined;
  const chosen = folder ?? shown ?? (await askForRun('Resume'));
  if (chosen === undefined) return;
  // Another run may have begun while the folder was chosen.
  if (training.active) return tellActive();
  dashboard.open();
  await withTrainingProgress(training, 'Resuming', () =>
    training.resume({ folder: chosen, threads: trainingThreads(), imageMemory: imageMemory() }),
  );
  await announceEnd(training);
}

function tellActive(): void {
  void vscode.window.showInformationMessage('A network is being trained already; stop it first.');
}
