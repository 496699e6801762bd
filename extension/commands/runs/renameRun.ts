// Netwright: Rename Run.

import * as vscode from 'vscode';
import { writeRunLabel } from '../../runs/runLabel.ts';
import type { RunSummary } from '../../runs/runSummary.ts';
import type { RunsView } from '../../runs/runsView.ts';
import { changeRunFolder } from './changeRunFolder.ts';
import { chooseRun } from './chooseRuns.ts';

/** The folder keeps its name, so that nothing that points to it breaks. */
export async function renameRun(view: RunsView, given?: RunSummary): Promise<void> {
  const run = await chooseRun(view, given, 'to rename');
  if (!run) return;
  const name = await vscode.window.showInputBox({
    title: 'Rename run',
    value: run.name,
    prompt: `Its folder stays ${run.folder}.`,
    validateInput: (text) => (text.trim() === '' ? 'A run needs a name.' : undefined),
  });
  if (name === undefined) return;
  await changeRunFolder(view, run, () => writeRunLabel(run.folder, { name: name.trim() }));
}
