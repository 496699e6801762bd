// The run that a command is about: the given one, the newest of this window that has weights to look at, or one that the user chooses.

import * as vscode from 'vscode';
import type { TrainingRuns } from '../training/trainingRuns.ts';

/** A folder; undefined where the user thinks better of it. */
export async function chooseRun(training: TrainingRuns, given?: string): Promise<string | undefined> {
  const newest = training.all.find(({ record }) => record.state.best !== undefined);
  return given ?? newest?.folder ?? (await askForRun('Open'));
}

export async function askForRun(openLabel: string): Promise<string | undefined> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel,
      title: 'Choose the folder of a run',
    })) ?? [];
  return folder?.fsPath;
}
