// Makes the changes that are asked for in the diagram: edits of the text that can be undone there.

import * as vscode from 'vscode';
import type { InsertionPlace, LayerChange, PaletteEntry } from '../../webview/protocol/details.ts';
import type { LanguageService } from '../language-client/languageClient.ts';

export class DiagramEdits {
  constructor(private readonly language: LanguageService) {}

  /** Returns why the change is not made; undefined where it is. */
  async change(
    document: vscode.Uri,
    model: string | undefined,
    change: LayerChange,
  ): Promise<string | undefined> {
    const answer = await this.language.editsFor(document.toString(), change, model);
    if ('refusal' in answer) return answer.refusal;
    const workspaceEdit = new vscode.WorkspaceEdit();
    for (const { uri, edits } of answer.edits) {
      for (const { range, newText } of edits) {
        const { start, end } = range;
        const place = new vscode.Range(start.line, start.character, end.line, end.character);
        workspaceEdit.replace(vscode.Uri.parse(uri), place, newText);
      }
    }
    const made = await vscode.workspace.applyEdit(workspaceEdit);
    return made ? undefined : 'The file cannot be changed.';
  }

  /** Lets the user choose what to insert, with its arguments, and writes it. */
  async insert(
    document: vscode.Uri,
    model: string | undefined,
    place: InsertionPlace,
  ): Promise<string | undefined> {
    const entry = await this.chooseLayer(document);
    if (entry === undefined) return undefined;
    const layer = entry.layer.includes('(') ? await chooseArguments(entry) : entry.layer;
    if (layer === undefined || layer.trim() === '') return undefined;
    return this.change(document, model, { kind: 'insert', place, layer: layer.trim() });
  }

  private async chooseLayer(document: vscode.Uri): Promise<PaletteEntry | undefined> {
    const entries = await this.language.palette(document.toString());
    const items = entries.map((entry) => ({
      label: entry.name,
      description: entry.category,
      detail: entry.documentation,
      entry,
    }));
    const options = {
      placeHolder: 'Layer or block to insert',
      matchOnDescription: true,
      matchOnDetail: true,
    };
    return (await vscode.window.showQuickPick(items, options))?.entry;
  }
}

function chooseArguments({ name, layer }: PaletteEntry): Thenable<string | undefined> {
  const open = layer.indexOf('(');
  return vscode.window.showInputBox({
    title: `Insert ${name}`,
    prompt: 'As the text writes it. Enter inserts it.',
    value: layer,
    valueSelection: [open + 1, layer.length - 1],
  });
}
