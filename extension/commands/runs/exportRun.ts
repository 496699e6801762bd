// Netwright: Export Run as ONNX. Saves the run's model for other programs.

import { join } from 'node:path';
import * as vscode from 'vscode';
import { runFiles } from '../../../engine/protocol/runRecord.ts';
import type { RunSummary } from '../../runs/runSummary.ts';
import type { RunsView } from '../../runs/runsView.ts';
import { chooseRun } from './chooseRuns.ts';

/** The engine writes the model, of the best weights, whenever a run ends or is stopped. */
export async function exportRun(view: RunsView, given?: RunSummary): Promise<void> {
  const run = await chooseRun(view, given, 'to export', ({ status }) => status !== 'running');
  if (!run) return;
  const model = vscode.Uri.file(join(run.folder, runFiles.model));
  const there = await vscode.workspace.fs.stat(model).then(
    () => true,
    () => false,
  );
  if (!there) {
    void vscode.window.showInformationMessage(
      `${run.name} ended before its model was written: resume it and let an epoch finish, or stop it, first.`,
    );
    return;
  }
  const target = await vscode.window.showSaveDialog({
    title: 'Export run as ONNX',
    defaultUri: vscode.Uri.joinPath(vscode.Uri.file(run.folder), '..', `${run.name}.onnx`),
    filters: { 'ONNX model': ['onnx'] },
  });
  if (!target) return;
  try {
    await vscode.workspace.fs.copy(model, target, { overwrite: true });
    void vscode.window.setStatusBarMessage(`Saved ${target.path.split('/').pop()}.`, 5000);
  } catch (failure) {
    const reason = failure instanceof Error ? failure.message : String(failure);
    void vscode.window.showErrorMessage(`${target.fsPath} cannot be written: ${reason}`);
  }
}
