// Goes to a range of a text that the language service named, in the editor that shows it already or in the first column.

import * as vscode from 'vscode';
import type { OriginAnswer } from '../language-server/protocol.ts';

/** With `preserveFocus` the keyboard stays where it is. */
export async function revealRange(
  origin: OriginAnswer | undefined,
  { preserveFocus = false } = {},
): Promise<void> {
  if (origin === undefined) return;
  const { start, end } = origin.range;
  const range = new vscode.Range(start.line, start.character, end.line, end.character);
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(origin.uri));
  const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  const viewColumn = shown?.viewColumn ?? vscode.ViewColumn.One;
  const editor = await vscode.window.showTextDocument(document, { viewColumn, preserveFocus });
  editor.selection = new vscode.Selection(range.start, range.start);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
