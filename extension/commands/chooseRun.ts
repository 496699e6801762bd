// The run that a command is about: the given one, the newest one of this window, or one that the user chooses.

import * as vscode from 'vscode';
import type { TrainingController } from '../training/trainingController.ts';

/** A folder; undefined where the user thinks better of it. */
export async function chooseRun(training: TrainingController, given?: string): Promise<string | undefined> {
  const { run } = training;
  const current = run?.state.best === undefined ? undefined : run.state.folder;
  return given ?? current ?? (await askForRun('Open'));
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
