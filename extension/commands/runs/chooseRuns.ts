// The runs that a command of the runs view works on: those that were clicked, else those that the user picks.

import * as vscode from 'vscode';
import type { RunSummary } from '../../runs/runSummary.ts';
import type { RunsView } from '../../runs/runsView.ts';
import { runLine } from '../../runs/runWords.ts';

/** `purpose` completes "Which run …". Undefined where the user thinks better of it, or there is none. */
export async function chooseRun(
  view: RunsView,
  given: RunSummary | undefined,
  purpose: string,
  fits: (run: RunSummary) => boolean = () => true,
): Promise<RunSummary | undefined> {
  if (given?.folder !== undefined) return given;
  const runs = (await view.runs()).filter(fits);
  if (runs.length === 0) {
    void vscode.window.showInformationMessage(`There is no run ${purpose}. Train a network first.`);
    return undefined;
  }
  const now = Date.now();
  const items = runs.map((run) => ({ label: run.name, description: runLine(run, now), run }));
  const item = await vscode.window.showQuickPick(items, {
    placeHolder: `Which run ${purpose}?`,
    matchOnDescription: true,
  });
  return item?.run;
}
