// The run that a command steers: the given one, the only one that fits, or the one that the user picks.

import * as vscode from 'vscode';
import type { TrainingRun } from '../training/trainingRun.ts';
import type { TrainingRuns } from '../training/trainingRuns.ts';
import { statusText } from '../training/trainingStatusBar.ts';

interface Item extends vscode.QuickPickItem {
  readonly run: TrainingRun;
}

/** `purpose` completes "Which run …". Undefined where there is none, which is told, or the user thinks better of it. */
export async function chooseActiveRun(
  training: TrainingRuns,
  given: unknown,
  purpose: string,
  fits: (run: TrainingRun) => boolean = () => true,
): Promise<TrainingRun | undefined> {
  const folder = folderOf(given);
  const runs = training.active.filter((run) => fits(run) && (folder ?? run.folder) === run.folder);
  if (runs.length > 1) return pick(runs, purpose);
  if (runs.length === 0) {
    const message = folder === undefined ? 'No network is being trained.' : 'This run is not being trained.';
    void vscode.window.showInformationMessage(message);
  }
  return runs[0];
}

/** Of a page, of the status bar, or of a row of the runs view. */
export function folderOf(given: unknown): string | undefined {
  if (typeof given === 'string') return given;
  const isRow = typeof given === 'object' && given !== null && 'folder' in given;
  return isRow && typeof given.folder === 'string' ? given.folder : undefined;
}

async function pick(runs: readonly TrainingRun[], purpose: string): Promise<TrainingRun | undefined> {
  const items = runs.toReversed().map(
    (run): Item => ({
      label: run.record.state.recipe,
      description: run.lane ?? run.record.state.device,
      detail: statusText(run.record.state, run.record.loss),
      run,
    }),
  );
  const item = await vscode.window.showQuickPick(items, { placeHolder: `Which run ${purpose}?` });
  return item?.run;
}
