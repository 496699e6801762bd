// Goes to a place in a text, in the editor that shows it already or in the first column.

import * as vscode from 'vscode';
import type { Origin } from '../../engine/network/network.ts';

/** With `preserveFocus` the keyboard stays where it is. */
export async function revealOrigin(
  origin: Origin | undefined,
  { preserveFocus = false } = {},
): Promise<void> {
  if (!origin) return;
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(origin.file));
  const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  const editor = await vscode.window.showTextDocument(document, {
    viewColumn: shown?.viewColumn ?? vscode.ViewColumn.One,
    preserveFocus,
  });
  const start = document.positionAt(origin.start);
  editor.selection = new vscode.Selection(start, start);
  editor.revealRange(
    new vscode.Range(start, document.positionAt(origin.end)),
    vscode.TextEditorRevealType.InCenterIfOutsideViewport,
  );
}
