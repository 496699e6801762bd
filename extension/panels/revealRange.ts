// Goes to a range of a text that the language service named, in the editor that shows it already, or in the first column,
// or else beside the page that leads there.

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
  const viewColumn = shown?.viewColumn ?? columnBeside();
  const editor = await vscode.window.showTextDocument(document, { viewColumn, preserveFocus });
  editor.selection = new vscode.Selection(range.start, range.start);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

/** The first, unless the page that leads to the text is there: it would be covered. */
function columnBeside(): vscode.ViewColumn {
  const { activeTab, viewColumn } = vscode.window.tabGroups.activeTabGroup;
  const isPage = activeTab?.input instanceof vscode.TabInputWebview;
  return isPage && viewColumn === vscode.ViewColumn.One ? vscode.ViewColumn.Beside : vscode.ViewColumn.One;
}
