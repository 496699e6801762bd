// The status-bar items of the runs that are trained.

import * as vscode from 'vscode';
import type { RunState } from '../../webview/protocol/dashboard.ts';
import { commandIds } from '../contributions.ts';
import type { TrainingRun } from './trainingRun.ts';
import type { TrainingRuns } from './trainingRuns.ts';

/** An item for each run that is trained, with epoch, loss and accuracy; how the last one ended where none is. */
export function trainingStatusBar(training: TrainingRuns): vscode.Disposable {
  const items: vscode.StatusBarItem[] = [];
  const update = () => {
    const runs = shownRuns(training);
    while (items.length < runs.length) items.push(newItem(items.length + 1));
    for (const [place, item] of items.entries()) fill(item, runs[place], runs.length > 1);
  };
  const subscriptions = [training.onDidChange(update), training.onDidStart(update)];
  const disposeItems = () => {
    for (const item of items) item.dispose();
  };
  return vscode.Disposable.from(...subscriptions, { dispose: disposeItems });
}

function shownRuns({ active, current }: TrainingRuns): readonly TrainingRun[] {
  if (active.length > 0) return active;
  return current ? [current] : [];
}

function newItem(number: number): vscode.StatusBarItem {
  const suffix = number === 1 ? '' : `.${number}`;
  const { Left } = vscode.StatusBarAlignment;
  const item = vscode.window.createStatusBarItem(`netwright.training${suffix}`, Left, 1 - number);
  item.name = number === 1 ? 'Netwright training' : `Netwright training ${number}`;
  return item;
}

function fill(item: vscode.StatusBarItem, run: TrainingRun | undefined, several: boolean): void {
  if (!run) {
    item.hide();
    return;
  }
  const { state, loss } = run.record;
  item.text = statusText(state, loss, several ? run.lane : undefined);
  item.tooltip = tooltipText(state);
  item.command = { command: commandIds.openTraining, title: 'Open Training View', arguments: [run.folder] };
  item.backgroundColor = ['failed', 'crashed'].includes(state.status)
    ? new vscode.ThemeColor('statusBarItem.errorBackground')
    : undefined;
  item.show();
}

/** What went wrong, or where the run is trained and kept and what should be known of it. */
export function tooltipText({ message, device, folder, remarks }: RunState): string {
  if (message !== undefined) return message;
  return [`On ${device}, in ${folder}`, ...remarks, 'Click to show the training view.'].join('\n');
}

/** `LeNet5  epoch 2/6  loss 0.123  98.10 %`; `LeNet5 on cpu  …` where the device is to be told. */
export function statusText(state: RunState, loss: number | undefined, device?: string): string {
  const name = device === undefined ? state.model : `${state.model} on ${device}`;
  const accuracy = state.best ? `${(state.best.accuracy * 100).toFixed(2)} %` : undefined;
  switch (state.status) {
    case 'preparing':
      return `$(loading~spin) ${name}  preparing`;
    case 'stopping':
      return `$(loading~spin) ${name}  stopping`;
    case 'pausing':
      return `$(loading~spin) ${name}  pausing`;
    case 'paused':
      return `$(debug-pause) ${name}  paused`;
    case 'running': {
      const epoch = Math.min(state.epochs, Math.floor(state.step / Math.max(state.stepsPerEpoch, 1)) + 1);
      const remarked = state.remarks.length === 0 ? '' : '$(info)';
      const parts = [
        `epoch ${epoch}/${state.epochs}`,
        loss === undefined ? '' : `loss ${loss.toFixed(3)}`,
        accuracy,
        remarked,
      ];
      return `$(pulse) ${name}  ${parts.filter(Boolean).join('  ')}`;
    }
    case 'finished':
      return `$(check) ${name}  trained${accuracy ? `, best ${accuracy}` : ''}`;
    case 'stopped':
      return `$(debug-stop) ${name}  stopped${accuracy ? `, best ${accuracy}` : ''}`;
    case 'failed':
      return `$(error) ${name}  training failed`;
    case 'crashed':
      return `$(error) ${name}  engine ended`;
  }
}
