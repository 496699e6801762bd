// The model file that a command works on.

import * as vscode from 'vscode';
import { languageId } from '../contributions.ts';

/**
 * The file that was named, the active one, or the only one that is visible. Where there is none, says so and returns
 * undefined. `purpose` completes "Open the .cnn file …".
 */
export async function activeModelFile(
  uri: vscode.Uri | undefined,
  purpose: string,
): Promise<vscode.TextDocument | undefined> {
  if (uri instanceof vscode.Uri) return vscode.workspace.openTextDocument(uri);
  const active = vscode.window.activeTextEditor?.document;
  if (active?.languageId === languageId) return active;
  const visible = vscode.window.visibleTextEditors.filter(
    ({ document }) => document.languageId === languageId,
  );
  const [only] = visible;
  if (only && visible.length === 1) return only.document;
  void vscode.window.showInformationMessage(`Open the .cnn file ${purpose}, then run the command again.`);
  return undefined;
}
