// Netwright: Save Profile Trace. Writes the newest profile's step as a file that Perfetto opens.

import * as vscode from 'vscode';
import type { ProfileController } from '../profiling/profileController.ts';

export async function saveProfileTrace({ state }: ProfileController): Promise<void> {
  if (state.kind !== 'done' || state.trace === undefined) {
    void vscode.window.showInformationMessage('Profile a model first: its trace can be saved then.');
    return;
  }
  const folder = vscode.Uri.joinPath(vscode.Uri.parse(state.file), '..');
  const chosen = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(folder, `${state.profile.model}-${state.profile.mode}.json`),
    filters: { 'Chrome trace': ['json'] },
    title: 'Save Profile Trace',
  });
  if (chosen === undefined) return;
  try {
    await vscode.workspace.fs.writeFile(chosen, new TextEncoder().encode(state.trace));
  } catch (failure) {
    const reason = failure instanceof Error ? failure.message : String(failure);
    void vscode.window.showErrorMessage(`The trace could not be written: ${reason}`);
    return;
  }
  const name = chosen.path.split('/').pop() ?? '';
  void vscode.window.setStatusBarMessage(`Saved ${name}; ui.perfetto.dev opens it.`, 8000);
}
