// Changes something in a run's folder, and says why where that is not possible.

import * as vscode from 'vscode';
import type { RunSummary } from '../../runs/runSummary.ts';
import type { RunsView } from '../../runs/runsView.ts';

export async function changeRunFolder(
  view: RunsView,
  { name, folder }: RunSummary,
  change: () => Promise<void>,
): Promise<void> {
  try {
    await change();
  } catch (failure) {
    const reason = failure instanceof Error ? failure.message : String(failure);
    void vscode.window.showErrorMessage(`The run ${name} in ${folder} cannot be changed: ${reason}`);
  }
  view.refresh();
}
