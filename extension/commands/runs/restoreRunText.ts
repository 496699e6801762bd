// Netwright: Restore Run Text. Makes a file, and those that it imports, what they were when the run was trained: one edit that can be undone.

import { join } from 'node:path';
import * as vscode from 'vscode';
import type { RunSummary } from '../../runs/runSummary.ts';
import type { RunsView } from '../../runs/runsView.ts';
import { chooseRun } from './chooseRuns.ts';

/** A text that the run keeps, and the file that it came from. */
interface KeptText {
  readonly kept: vscode.Uri;
  readonly file: vscode.Uri;
  readonly text: string;
  /** Undefined where the file is gone. */
  readonly present: string | undefined;
}

export async function restoreRunText(view: RunsView, given?: RunSummary): Promise<void> {
  const run = await chooseRun(view, given, 'to take the text from');
  if (!run) return;
  const texts: KeptText[] = [];
  for (const { name, file } of [{ name: run.source, file: run.sourceFile }, ...run.imports]) {
    const read = await readKept(vscode.Uri.file(join(run.folder, name)), vscode.Uri.file(file));
    if (!read) return;
    texts.push(read);
  }
  const changed = texts.filter(({ present, text }) => present !== text);
  const [main] = texts;
  if (main!.present === undefined) {
    // Where a whole folder went, its texts are shown as they are kept, beside each other.
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(main!.kept));
  } else {
    await restore(changed);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(main!.file));
  }
  void vscode.window.setStatusBarMessage(restoredMessage(run, main!, changed), 8000);
}

async function readKept(kept: vscode.Uri, file: vscode.Uri): Promise<KeptText | undefined> {
  const text = await readText(kept);
  if (text === undefined) {
    void vscode.window.showErrorMessage(
      `${kept.fsPath} cannot be read: the run does not have its text any more.`,
    );
    return undefined;
  }
  const present = await readText(file);
  const open = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === file.toString());
  return { kept, file, text, present: present === undefined ? undefined : (open?.getText() ?? present) };
}

function restoredMessage({ name }: RunSummary, main: KeptText, changed: readonly KeptText[]): string {
  const file = nameOf(main.file);
  if (main.present === undefined) return `${file} is gone: this is the text that ${name} kept.`;
  if (changed.length === 0) return `${file} is the text of ${name} already.`;
  const files = changed.map((text) => nameOf(text.file));
  return `${files.join(', ')}: the text of ${name} again; undo takes it back.`;
}

function nameOf({ path }: vscode.Uri): string {
  return path.split('/').pop() ?? '';
}

async function restore(texts: readonly KeptText[]): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  for (const { file, text, present } of texts) {
    if (present === undefined) edit.createFile(file, { contents: new TextEncoder().encode(text) });
    else edit.replace(file, await wholeRange(file), text);
  }
  await vscode.workspace.applyEdit(edit);
}

async function wholeRange(file: vscode.Uri): Promise<vscode.Range> {
  const document = await vscode.workspace.openTextDocument(file);
  const { end } = document.lineAt(document.lineCount - 1).range;
  return new vscode.Range(new vscode.Position(0, 0), end);
}

async function readText(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}
