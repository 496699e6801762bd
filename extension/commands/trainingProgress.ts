// Progress and end of a run, as notifications.

import * as vscode from 'vscode';
import { commandIds } from '../contributions.ts';
import type { TrainingController } from '../training/trainingController.ts';

/** Shows a progress notification with a cancel while `work` runs. */
export async function withTrainingProgress(
  training: TrainingController,
  title: string,
  work: () => Promise<void>,
): Promise<void> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  await vscode.window.withProgress(options, async (progress, cancellation) => {
    cancellation.onCancellationRequested(() => void training.stop());
    let shown = 0;
    const subscription = training.onDidChange(() => {
      const run = training.run;
      if (!run) return;
      const { step, epochs, stepsPerEpoch, status } = run.state;
      const percent = (100 * step) / Math.max(epochs * stepsPerEpoch, 1);
      progress.report({
        increment: percent - shown,
        message: progressText(run.state, status, run.loss),
      });
      shown = percent;
    });
    try {
      await work();
    } finally {
      subscription.dispose();
    }
  });
}

function progressText(
  state: { readonly epochs: number; readonly stepsPerEpoch: number; readonly step: number },
  status: string,
  loss: number | undefined,
): string {
  if (status === 'stopping') return 'stopping after this step …';
  if (status === 'preparing') return 'preparing …';
  if (status === 'pausing') return 'pausing after this step …';
  if (status === 'paused') return 'paused';
  const epoch = Math.min(state.epochs, Math.floor(state.step / state.stepsPerEpoch) + 1);
  return `epoch ${epoch} of ${state.epochs}${loss === undefined ? '' : `, loss ${loss.toFixed(3)}`}`;
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
