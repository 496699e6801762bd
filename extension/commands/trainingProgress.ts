// Progress and end of a run, as notifications.

import * as vscode from 'vscode';
import { commandIds } from '../contributions.ts';
import type { TrainingRun } from '../training/trainingRun.ts';
import type { TrainingRuns } from '../training/trainingRuns.ts';

/**
 * Shows a notification with a cancel until the run has begun: from then on the status bar and the training view tell of it, and
 * nothing covers what one works on.
 */
export async function withTrainingProgress(
  training: TrainingRuns,
  run: TrainingRun,
  title: string,
): Promise<void> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  await vscode.window.withProgress(options, async (progress, cancellation) => {
    cancellation.onCancellationRequested(() => void run.stop());
    progress.report({ message: 'preparing …' });
    await Promise.race([run.done, begun(training, run)]);
  });
  await run.done;
}

/** Settles with the run's first step, or its end. */
function begun(training: TrainingRuns, run: TrainingRun): Promise<void> {
  return new Promise((resolve) => {
    const subscription = training.onDidChange(() => {
      if (run.active && run.record.state.status !== 'running') return;
      subscription.dispose();
      resolve();
    });
  });
}

/** Says what needs an answer: a failure, or an engine that died and can be resumed. The rest is in the status bar. */
export async function announceEnd({ record }: TrainingRun): Promise<void> {
  const { status, message, folder } = record.state;
  const view = 'Open Training View';
  const open = () => vscode.commands.executeCommand(commandIds.openTraining, folder);
  if (status === 'crashed') {
    const text = message ?? 'The training engine ended unexpectedly.';
    const answer = await vscode.window.showErrorMessage(text, 'Resume', view);
    if (answer === 'Resume') await vscode.commands.executeCommand(commandIds.resumeTraining, folder);
    if (answer === view) await open();
  } else if (status === 'failed') {
    if (await vscode.window.showErrorMessage(message ?? 'Training failed.', view)) await open();
  }
}
