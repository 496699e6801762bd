// Netwright: Open Run Folder.

import * as vscode from 'vscode';
import type { RunSummary } from '../../runs/runSummary.ts';
import type { RunsView } from '../../runs/runsView.ts';
import { chooseRun } from './chooseRuns.ts';

/** In the editor's own file tree where the folder is part of the workspace, else in the system's. */
export async function openRunFolder(view: RunsView, given?: RunSummary): Promise<void> {
  const run = await chooseRun(view, given, 'to open');
  if (!run) return;
  const folder = vscode.Uri.file(run.folder);
  const inside = vscode.workspace.getWorkspaceFolder(folder) !== undefined;
  await vscode.commands.executeCommand(inside ? 'revealInExplorer' : 'revealFileInOS', folder);
}
