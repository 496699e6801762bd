// Netwright: Restore Run Text. Makes a file what it was when the run was trained, as one edit that can be undone.

import { join } from 'node:path';
import * as vscode from 'vscode';
import type { RunSummary } from '../../runs/runSummary.ts';
import type { RunsView } from '../../runs/runsView.ts';
import { chooseRun } from './chooseRuns.ts';

export async function restoreRunText(view: RunsView, given?: RunSummary): Promise<void> {
  const run = await chooseRun(view, given, 'to take the text from');
  if (!run) return;
  const kept = vscode.Uri.file(join(run.folder, run.source));
  const text = await readText(kept);
  if (text === undefined) {
    void vscode.window.showErrorMessage(
      `${kept.fsPath} cannot be read: the run does not have its text any more.`,
    );
    return;
  }
  const file = vscode.Uri.file(run.sourceFile);
  const present = await readText(file);
  const document = await vscode.workspace.openTextDocument(present === undefined ? kept : file);
  if (present !== undefined && document.getText() !== text) await replaceText(document, text);
  await vscode.window.showTextDocument(document);
  void vscode.window.setStatusBarMessage(message(run, present, text), 8000);
}

function message({ name, sourceFile }: RunSummary, present: string | undefined, text: string): string {
  const file = sourceFile.split(/[\\/]/).pop() ?? '';
  if (present === undefined) return `${file} is gone: this is the text that ${name} kept.`;
  return present === text
    ? `${file} is the text of ${name} already.`
    : `${file} has the text of ${name} again; undo takes it back.`;
}

async function replaceText(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  const whole = new vscode.Range(
    new vscode.Position(0, 0),
    document.lineAt(document.lineCount - 1).range.end,
  );
  edit.replace(document.uri, whole, text);
  await vscode.workspace.applyEdit(edit);
}

async function readText(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}
