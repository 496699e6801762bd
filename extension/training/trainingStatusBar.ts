// The status-bar item of the current run.

import * as vscode from 'vscode';
import type { RunState } from '../../webview/protocol/dashboard.ts';
import { commandIds } from '../contributions.ts';
import type { TrainingController } from './trainingController.ts';

/** Shows epoch, loss and accuracy while a run goes on, and how it ended afterwards. */
export function trainingStatusBar(training: TrainingController): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('netwright.training', vscode.StatusBarAlignment.Left, 0);
  item.name = 'Netwright training';
  item.command = commandIds.openTraining;
  const update = () => {
    const run = training.run;
    if (!run) return;
    item.text = statusText(run.state, run.loss);
    item.tooltip = tooltipText(run.state);
    item.backgroundColor = ['failed', 'crashed'].includes(run.state.status)
      ? new vscode.ThemeColor('statusBarItem.errorBackground')
      : undefined;
    item.show();
  };
  return vscode.Disposable.from(item, training.onDidChange(update), training.onDidStart(update));
}

/** What went wrong, or where the run is trained and kept and what should be known of it. */
export function tooltipText({ message, device, folder, remarks }: RunState): string {
  if (message !== undefined) return message;
  return [`On ${device}, in ${folder}`, ...remarks, 'Click to show the training view.'].join('\n');
}

/** `LeNet5  epoch 2/6  loss 0.123  98.10 %` */
export function statusText(state: RunState, loss: number | undefined): string {
  const accuracy = state.best ? `${(state.best.accuracy * 100).toFixed(2)} %` : undefined;
  switch (state.status) {
    case 'preparing':
      return `$(loading~spin) ${state.model}  preparing`;
    case 'stopping':
      return `$(loading~spin) ${state.model}  stopping`;
    case 'pausing':
      return `$(loading~spin) ${state.model}  pausing`;
    case 'paused':
      return `$(debug-pause) ${state.model}  paused`;
    case 'running': {
      const epoch = Math.min(state.epochs, Math.floor(state.step / Math.max(state.stepsPerEpoch, 1)) + 1);
      const remarked = state.remarks.length === 0 ? '' : '$(info)';
      const parts = [
        `epoch ${epoch}/${state.epochs}`,
        loss === undefined ? '' : `loss ${loss.toFixed(3)}`,
        accuracy,
        remarked,
      ];
      return `$(pulse) ${state.model}  ${parts.filter(Boolean).join('  ')}`;
    }
    case 'finished':
      return `$(check) ${state.model}  trained${accuracy ? `, best ${accuracy}` : ''}`;
    case 'stopped':
      return `$(debug-stop) ${state.model}  stopped${accuracy ? `, best ${accuracy}` : ''}`;
    case 'failed':
      return `$(error) ${state.model}  training failed`;
    case 'crashed':
      return `$(error) ${state.model}  engine ended`;
  }
}
