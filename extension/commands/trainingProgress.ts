// Progress and end of a run, as notifications.

import * as vscode from 'vscode';
import { commandIds } from '../contributions.ts';
import type { TrainingController } from '../training/trainingController.ts';

/**
 * Shows a notification with a cancel until the run has begun: from then on the status bar and the training view tell of it, and
 * nothing covers what one works on.
 */
export async function withTrainingProgress(
  training: TrainingController,
  title: string,
  work: () => Promise<void>,
): Promise<void> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  const done = work();
  await vscode.window.withProgress(options, async (progress, cancellation) => {
    cancellation.onCancellationRequested(() => void training.stop());
    progress.report({ message: 'preparing …' });
    await Promise.race([done, begun(training)]);
  });
  await done;
}

/** Settles with the run's first step, or its end. */
function begun(training: TrainingController): Promise<void> {
  return new Promise((resolve) => {
    const subscription = training.onDidChange(() => {
      const { run } = training;
      if (run?.active && run.state.status !== 'running') return;
      subscription.dispose();
      resolve();
    });
  });
}

/** Says what needs an answer: a failure, or an engine that died and can be resumed. The rest is in the status bar. */
export async function announceEnd(training: TrainingController): Promise<void> {
  const state = training.run?.state;
  if (state?.status === 'crashed') {
    const answer = await vscode.window.showErrorMessage(
      state.message ?? 'The training engine ended unexpectedly.',
      'Resume',
      'Open Training View',
    );
    if (answer === 'Resume') await vscode.commands.executeCommand(commandIds.resumeTraining, state.folder);
    if (answer === 'Open Training View') await vscode.commands.executeCommand(commandIds.openTraining);
  } else if (state?.status === 'failed') {
    const answer = await vscode.window.showErrorMessage(
      state.message ?? 'Training failed.',
      'Open Training View',
    );
    if (answer) await vscode.commands.executeCommand(commandIds.openTraining);
  }
}
