// Shows a folder where people look for folders.

import * as vscode from 'vscode';

/** In the editor's own file tree where the folder is part of the workspace, else in the system's. */
export function revealFolder(path: string): void {
  const folder = vscode.Uri.file(path);
  const inside = vscode.workspace.getWorkspaceFolder(folder) !== undefined;
  void vscode.commands.executeCommand(inside ? 'revealInExplorer' : 'revealFileInOS', folder);
}
